// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// A day and a time of day as a calendar and a clock on a wall show them, in no zone.
public struct CivilTime: Hashable, Comparable, Sendable {
    let day: CalendarDay
    let hour: Int
    let minute: Int
    let second: Int

    init(_ day: CalendarDay, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        self.day = day
        (self.hour, self.minute, self.second) = (hour, minute, second)
    }

    /// What UTC shows.
    /// - Parameter seconds: since 1970.
    init(seconds: Int64) {
        let number = Self.floor(seconds, by: 86_400)
        let second = Int(seconds - number * 86_400)
        self.init(
            CalendarDay(daysSince1970: Int(number)), hour: second / 3600, minute: second / 60 % 60,
            second: second % 60)
    }

    /// Since 1970, were this UTC.
    var seconds: Int64 { Int64(day.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second) }

    /// Whether there is such a time of day.
    var exists: Bool { CivilTime(seconds: seconds) == self }

    /// Which is earlier.
    public static func < (one: CivilTime, other: CivilTime) -> Bool { one.seconds < other.seconds }

    /// `06:00:00`
    var clockText: String { "\(Self.digits(hour, 2)):\(Self.digits(minute, 2)):\(Self.digits(second, 2))" }

    /// A number with zeros before it.
    static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    static func floor(_ number: Int64, by divisor: Int64) -> Int64 {
        number / divisor - (number % divisor < 0 ? 1 : 0)
    }
}
