/// A moment as mail writes it: `Tue, 24 Nov 2026 06:00:00 -0500` (RFC 5322 §3.3).
public struct MessageDate: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00:00Z.
    public let unixSeconds: Int64
    /// What the local clock is ahead of UTC, in minutes.
    public let offsetMinutes: Int

    /// A moment and the offset it is written in.
    public init(unixSeconds: Int64, offsetMinutes: Int = 0) {
        self.unixSeconds = unixSeconds
        self.offsetMinutes = offsetMinutes
    }

    /// The date-time of RFC 5322.
    public var description: String {
        let local = unixSeconds + Int64(offsetMinutes) * 60
        let days = Int((Double(local) / 86_400).rounded(.down))
        let second = Int(local) - days * 86_400
        let (year, month, day) = Self.civil(days)
        let weekday = ((days % 7) + 11) % 7
        let sign = offsetMinutes < 0 ? "-" : "+"
        let offset = abs(offsetMinutes)
        return "\(Self.weekdays[weekday]), \(Self.two(day)) \(Self.months[month - 1]) \(year) "
            + "\(Self.two(second / 3600)):\(Self.two(second / 60 % 60)):\(Self.two(second % 60)) "
            + "\(sign)\(Self.two(offset / 60))\(Self.two(offset % 60))"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

    /// The proleptic Gregorian date `days` after 1970-01-01, counted in 400-year eras that start on 1 March.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1
        )
    }
}
