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
}
