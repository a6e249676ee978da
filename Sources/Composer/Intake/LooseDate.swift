/// Dates as feeds and pages write them: RFC 3339 and its shorter forms, RFC 822 with two or four digits of year, and
/// `November 24, 2026`. The day is the one its writer saw; a zone does not move it.
enum LooseDate {
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// `2026-11-24`; nil when no day can be made out.
    static func day(_ text: String) -> String? {
        let words = text.split { !$0.isLetter && !$0.isNumber || !$0.isASCII }.map { $0.lowercased() }
        if let compact = words.first, let day = calendarDay(compact, words) { return day }
        guard let index = words.firstIndex(where: { word in months.contains { word.hasPrefix($0) } }),
            let month = months.firstIndex(where: { words[index].hasPrefix($0) })
        else { return nil }
        let before = index > 0 ? number(words[index - 1]) : nil
        let after = words[(index + 1)...].prefix(2).compactMap(number)
        if let day = before, (1...31).contains(day), let year = after.first {
            return plain(year, month + 1, day)
        }
        guard after.count == 2 else { return nil }
        return plain(after[1], month + 1, after[0])
    }

    /// `2026-11-24T06:00:00Z`, `2026/11/24`, `20261124`, `2026-11`.
    private static func calendarDay(_ first: String, _ words: [String]) -> String? {
        if first.count == 8, let all = Int(first) { return plain(all / 10_000, all / 100 % 100, all % 100) }
        guard first.count == 4, let year = Int(first), words.count > 1, let month = Int(words[1]) else {
            return nil
        }
        let day = words.count > 2 ? Int(words[2].prefix { $0.isNumber }) : 1
        return day.flatMap { plain(year, month, $0) }
    }

    /// `24`, `24th`, `2026`.
    private static func number(_ word: String) -> Int? {
        let digits = word.prefix { $0.isNumber }
        return word.dropFirst(digits.count).count <= 2 ? Int(digits) : nil
    }

    private static func plain(_ year: Int, _ month: Int, _ day: Int) -> String? {
        let full = year < 50 ? year + 2000 : year < 100 ? year + 1900 : year
        guard (1900...9999).contains(full), (1...12).contains(month), (1...31).contains(day) else {
            return nil
        }
        let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        let text = "\(full)-\(two(month))-\(two(day))"
        return PlainDate.isValid(text) ? text : nil
    }
}
