/// A day of the Gregorian calendar, from 1900 to 2199.
public struct SegmentDay: Hashable, Comparable, Sendable, LosslessStringConvertible {
    /// Four digits.
    public let year: Int
    /// January is 1.
    public let month: Int
    /// From 1.
    public let day: Int

    /// Nil when there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard (1900...2199).contains(year), (1...12).contains(month),
            (1...DayText.length(of: month, in: year)).contains(day)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads `2026-01-01`.
    public init?(_ description: String) {
        let parts = description.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], let year = DayText.number(parts[0]),
            let month = DayText.number(parts[1]), let day = DayText.number(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// As `2026-01-01`.
    public var description: String {
        "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }

    /// Negative before.
    public var daysSince1970: Int {
        // A year that starts in March has its leap day at its end.
        let (years, months) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let leapDays = years / 4 - years / 100 + years / 400
        return years * 365 + leapDays + (153 * months + 2) / 5 + day - 719_469
    }

    /// Which is earlier.
    public static func < (one: SegmentDay, other: SegmentDay) -> Bool {
        (one.year, one.month, one.day) < (other.year, other.month, other.day)
    }
}
