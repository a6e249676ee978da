// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Dates as feeds and pages write them: RFC 3339 and its shorter forms, RFC 822 with two or four digits of year,
/// `November 24, 2026`, `24. November 2026`, `24.11.2026`, `2026年11月24日`. The day is the one its writer saw; a zone does
/// not move it.
enum LooseDate {
    /// How months start in the languages of Europe's larger newspapers; longer beginnings first where one holds another.
    private static let months: [(start: String, number: Int)] = [
        ["jan", "ene", "gen", "січ", "янв"], ["feb", "fév", "fev", "лют", "фев"],
        ["mar", "mär", "mrz", "maa", "бер", "мар"],
        ["apr", "avr", "abr", "кві", "апр"], ["may", "mai", "mag", "mei", "maj", "тра", "май", "мая"],
        ["jun", "juin", "giu", "чер", "июн"], ["jul", "juil", "lug", "лип", "июл"],
        ["aug", "aoû", "aou", "ago", "сер", "авг"], ["sep", "set", "вер", "сен"],
        ["oct", "okt", "ott", "out", "жов", "окт"],
        ["nov", "лис", "ноя"], ["dec", "dez", "déc", "dic", "гру", "дек"],
    ].enumerated().flatMap { number, starts in starts.map { ($0, number + 1) } }.sorted {
        $0.0.count > $1.0.count
    }

    /// Nil when no day can be made out.
    static func day(_ text: String) -> CalendarDay? {
        let text = text.prefix(200)
        let words = text.split { !$0.isLetter && !$0.isNumber }.map { $0.lowercased() }
        if let first = words.first, let day = calendarDay(first, words) ?? eastern(text) { return day }
        if let day = iso(text) ?? dotted(text) { return day }
        return words.indices.lazy.compactMap { named(words, at: $0) }.first
    }

    /// `24 November 2026` and `November 24, 2026` around the month at `index`; nil when no month is there.
    private static func named(_ words: [String], at index: Int) -> CalendarDay? {
        guard let month = month(words[index]) else { return nil }
        let before = words[..<index].reversed().filter { $0 != "de" }.first.flatMap(number)
        let after = words[(index + 1)...].filter { $0 != "de" }.prefix(2).compactMap(number)
        if let day = before, (1...31).contains(day), let year = after.first { return plain(year, month, day) }
        guard after.count == 2 else { return nil }
        return plain(after[1], month, after[0])
    }

    /// `2026-11-24`, anywhere in a text.
    private static func iso(_ text: Substring) -> CalendarDay? {
        guard let match = text.firstMatch(of: /\b((?:19|20)\d{2})[\/\-.](\d{1,2})[\/\-.](\d{1,2})\b/) else {
            return nil
        }
        return plain(Int(match.1) ?? 0, Int(match.2) ?? 0, Int(match.3) ?? 0)
    }

    /// Whether a text has a year in it, as all but few days have: the quick look before the thorough one.
    static func mayHoldDay(_ text: String) -> Bool {
        var digits: [UInt8] = []
        for byte in text.utf8 {
            if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                digits.append(byte)
            } else {
                if digits.count == 4 || digits.count == 8 { return true }
                digits = []
            }
        }
        return digits.count == 4 || digits.count == 8
    }

    /// Whether a word in lower case names a month.
    static func isMonth(_ word: String) -> Bool { month(word) != nil && word.count <= 9 }

    private static func month(_ word: String) -> Int? {
        word.count < 3 || word.count > 10 ? nil : months.first { word.hasPrefix($0.start) }?.number
    }

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

    /// `24.11.2026`, anywhere in a text; `11/24/2026` where only one of the two can be a month.
    private static func dotted(_ text: Substring) -> CalendarDay? {
        if let match = text.firstMatch(of: /\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b/) {
            return plain(Int(match.3) ?? 0, Int(match.2) ?? 0, Int(match.1) ?? 0)
        }
        guard let match = text.firstMatch(of: /\b(\d{1,2})[\/\-](\d{1,2})[\/\-](\d{4})\b/) else { return nil }
        let (one, other, year) = (Int(match.1) ?? 0, Int(match.2) ?? 0, Int(match.3) ?? 0)
        if one > 12 || one == other { return plain(year, other, one) }
        return other > 12 ? plain(year, one, other) : nil
    }

    /// `2026年11月24日`
    private static func eastern(_ text: Substring) -> CalendarDay? {
        guard let match = text.firstMatch(of: /(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})/) else {
            return nil
        }
        return plain(Int(match.1) ?? 0, Int(match.2) ?? 0, Int(match.3) ?? 0)
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
