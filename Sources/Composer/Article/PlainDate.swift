/// Calendar dates as files write them: `2026-11-24`.
public enum PlainDate {
    /// Whether a text is a day that exists.
    public static func isValid(_ text: String) -> Bool { parts(text) != nil }

    static func parts(_ text: String) -> (year: Int, month: Int, day: Int)? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).compactMap { Int($0) }
        guard parts.count == 3, text.utf8.count == 10, (1900...9999).contains(parts[0]),
            (1...12).contains(parts[1])
        else { return nil }
        let isLeap = parts[0] % 4 == 0 && (parts[0] % 100 != 0 || parts[0] % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...days[parts[1] - 1]).contains(parts[2]) else { return nil }
        return (parts[0], parts[1], parts[2])
    }

    /// Days from one date to another; nil when one is none.
    static func days(from one: String, to other: String) -> Int? {
        guard let from = dayNumber(one), let to = dayNumber(other) else { return nil }
        return to - from
    }

    /// Days since 1 March of the year 0 (the civil calendar's own arithmetic: a year starts in March, so that the leap
    /// day is its last).
    private static func dayNumber(_ text: String) -> Int? {
        guard let (year, month, day) = parts(text) else { return nil }
        let shifted = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let leaps = shifted.0 / 4 - shifted.0 / 100 + shifted.0 / 400
        return shifted.0 * 365 + leaps + (153 * shifted.1 + 2) / 5 + day
    }
}
