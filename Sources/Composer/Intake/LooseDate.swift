// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Dates as feeds and pages write them: RFC 3339 and its shorter forms, RFC 822 with two or four digits of year,
/// `November 24, 2026`, `24. November 2026`, `24.11.2026`, `2026年11月24日`. The day is the one its writer saw; a zone does
/// not move it.
enum LooseDate {
    /// The names of months and their abbreviations in the languages of Europe's larger newspapers.
    private static let months: [String: Int] = {
        let names = [
            "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari stycznia січня січень січ января январь янв",
            "february feb februar février févr fév febrero febbraio fevereiro fev februari lutego лютого лютий лют февраля февраль февр фев",
            "march mar märz mär mrz mars marzo março maart mrt marts marca березня березень берез бер марта март мар",
            "april apr avril avr abril abr aprile kwietnia квітня квітень квіт кві апреля апрель апр",
            "may mai mayo maggio mag maio mei maj maja травня травень трав тра мая май",
            "june jun juni juin junio giugno giu junho czerwca червня червень черв чер июня июнь июн",
            "july jul juli juillet juil julio luglio lug julho lipca липня липень лип июля июль июл",
            "august aug août aou agosto ago augustus augusti sierpnia серпня серпень серп сер августа август авг",
            "september sep sept septembre septiembre setiembre settembre set setembro września вересня вересень верес вер сентября сентябрь сент сен",
            "october oct oktober okt octobre octubre ottobre ott outubro out października жовтня жовтень жовт жов октября октябрь окт",
            "november nov novembre noviembre novembro listopada листопада листопад листоп лис ноября ноябрь нояб ноя",
            "december dec dezember dez décembre déc diciembre dic dicembre dezembro desember grudnia грудня грудень груд гру декабря декабрь дек",
        ]
        let pairs = names.enumerated().flatMap { index, line in
            line.split(separator: " ").map { (String($0), index + 1) }
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }()

    /// Nil when no day can be made out.
    static func day(_ text: String) -> CalendarDay? {
        let text = text.prefix(200)
        let words = text.split { !$0.isLetter && !$0.isNumber }.map { $0.lowercased() }
        if let first = words.first, let day = calendarDay(first, words) ?? numeric(text) { return day }
        return words.indices.lazy.compactMap { named(words, at: $0) }.first
    }

    /// `24 November 2026` and `November 24, 2026` around the month at `index`; nil when no month is there.
    private static func named(_ words: [String], at index: Int) -> CalendarDay? {
        guard let month = months[words[index]] else { return nil }
        let before = words[..<index].reversed().filter { $0 != "de" }.first.flatMap(number)
        let after = words[(index + 1)...].filter { $0 != "de" }.prefix(2).compactMap(number)
        if let day = before, (1...31).contains(day), let year = after.first { return plain(year, month, day) }
        guard after.count == 2 else { return nil }
        return plain(after[1], month, after[0])
    }

    /// A number in a text, and what stands between it and the number before it.
    private struct Number {
        var value: Int
        var digits: Int
        let gap: String
    }

    /// `2026-11-24`, `24.11.2026` and `2026年11月24日`, anywhere in a text; `11/24/2026` where only one of the two can be a month.
    private static func numeric(_ text: Substring) -> CalendarDay? {
        let numbers = numbers(text)
        guard numbers.count > 2 else { return nil }
        return numbers.indices.dropLast(2).lazy.compactMap { index -> CalendarDay? in
            let (one, two, three) = (numbers[index], numbers[index + 1], numbers[index + 2])
            guard two.digits <= 2 else { return nil }
            switch (one.digits, two.gap, three.gap, three.digits) {
            case (4, "-", "-", ...2), (4, "/", "/", ...2), (4, ".", ".", ...2), (4, "年", "月", ...2),
                (4, "년", "월", ...2):
                return plain(one.value, two.value, three.value)
            case (...2, ".", ".", 4): return plain(three.value, two.value, one.value)
            case (...2, "/", "/", 4), (...2, "-", "-", 4):
                if one.value > 12 || one.value == two.value {
                    return plain(three.value, two.value, one.value)
                }
                return two.value > 12 ? plain(three.value, one.value, two.value) : nil
            default: return nil
            }
        }.first
    }

    private static func numbers(_ text: Substring) -> [Number] {
        var numbers: [Number] = []
        var gap = ""
        var isInside = false
        for character in text {
            if let digit = character.isASCII ? character.wholeNumberValue : nil {
                if isInside, let last = numbers.indices.last {
                    numbers[last].value = min(numbers[last].value * 10 + digit, 99_999)
                    numbers[last].digits += 1
                } else {
                    numbers.append(Number(value: digit, digits: 1, gap: gap))
                    gap = ""
                }
                isInside = true
            } else {
                if character != " " { gap.append(character) }
                isInside = false
            }
        }
        return numbers
    }

    /// Whether a text has a year in it, as all but few days have: the quick look before the thorough one.
    static func mayHoldDay(_ text: String) -> Bool {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return text.utf8.split { !digits.contains($0) }.contains { $0.count == 4 || $0.count == 8 }
    }

    /// How words before the date of a change begin.
    private static let changes = [
        "updat", "modif", "aktualisiert", "geändert", "änderung", "stand:", "mis à jour", "actualiz",
        "aggiorna", "bijgewerkt", "оновлено", "обновлено", "edited",
    ]

    /// Whether words say that the date behind them is that of a change.
    static func isChange(_ text: some StringProtocol) -> Bool {
        let lower = text.lowercased()
        return changes.contains { lower.contains($0) }
    }

    /// Whether a word in lower case names a month.
    static func isMonth(_ word: String) -> Bool { months[word] != nil }

    /// Whether a line is nothing but dates, times and what leads to them. One with two years is of a life or a time.
    static func isLine(_ line: String) -> Bool {
        guard line.count <= 80, line.contains(where: \.isNumber) else { return false }
        let words = line.lowercased().split { !$0.isLetter }.map(String.init)
        if words.last == "ago" { return words.allSatisfy { $0 == "ago" || ago.contains($0) } }
        let years = line.split { !$0.isNumber }.filter { $0.count == 4 }
        guard day(line) != nil || words.contains(where: isMonth), Set(years).count < 2 else { return false }
        return words.allSatisfy { around.contains($0) || isMonth($0) }
    }

    private static let ago: Set = [
        "updated", "published", "posted", "about", "a", "an", "second", "seconds", "minute", "minutes", "min",
        "mins",
        "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years",
    ]
    /// Words that stand around a date.
    private static let around: Set = [
        "published", "updated", "last", "posted", "on", "at", "date", "am", "pm", "gmt", "utc", "et", "est",
        "edt",
        "bst", "cet", "cest", "th", "st", "nd", "rd", "t", "z", "modified", "first", "the", "of", "by",
        "monday",
        "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "wed", "thu", "fri",
        "sat",
        "sun", "veröffentlicht", "aktualisiert", "um", "uhr", "montag", "dienstag", "mittwoch", "donnerstag",
        "freitag", "samstag", "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi",
        "dimanche",
        "publié", "le", "à", "mis", "jour", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado",
        "domingo",
        "publicado", "de", "el", "a", "las", "h", "опубліковано", "оновлено", "年", "月", "日", "년", "월", "일",
    ]

    /// `2026-11-24T06:00:00Z`, `2026/11/24`, `20261124`, `20261124T0600Z`, `2026-11`.
    private static func calendarDay(_ first: String, _ words: [String]) -> CalendarDay? {
        let digits = first.prefix(while: isDigit)
        if digits.count == 8, let all = Int(digits) { return plain(all / 10_000, all / 100 % 100, all % 100) }
        guard first.count == 4, let year = Int(first), words.count > 1, let month = Int(words[1]) else {
            return nil
        }
        let day = words.count > 2 ? Int(words[2].prefix(while: isDigit)) : 1
        return day.flatMap { plain(year, month, $0) }
    }

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

    /// `24`, `24th`, `2026`.
    private static func number(_ word: String) -> Int? {
        let digits = word.prefix(while: isDigit)
        return word.dropFirst(digits.count).count <= 2 ? Int(digits) : nil
    }

    private static func plain(_ year: Int, _ month: Int, _ day: Int) -> CalendarDay? {
        let full = year < 50 ? year + 2000 : year < 100 ? year + 1900 : year
        guard (1900...9999).contains(full) else { return nil }
        return CalendarDay(year: full, month: month, day: day)
    }
}
