// SPDX-License-Identifier: Apache-2.0

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

    /// Seconds of the local clock, and whole days of them.
    private var local: (seconds: Int64, days: Int) {
        let seconds = unixSeconds + Int64(offsetMinutes) * 60
        return (seconds, Int((Double(seconds) / 86_400).rounded(.down)))
    }

    /// The day on the local clock.
    public var day: CalendarDay { CalendarDay(daysSince1970: local.days) }

    /// The date-time of RFC 5322.
    public var description: String {
        let (local, days) = local
        let second = Int(local) - days * 86_400
        let date = day
        let weekday = ((days % 7) + 11) % 7
        let sign = offsetMinutes < 0 ? "-" : "+"
        let offset = abs(offsetMinutes)
        return "\(Self.weekdays[weekday]), \(Self.two(date.day)) \(Self.months[date.month - 1]) \(date.year) "
            + "\(Self.two(second / 3600)):\(Self.two(second / 60 % 60)):\(Self.two(second % 60)) "
            + "\(sign)\(Self.two(offset / 60))\(Self.two(offset % 60))"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
