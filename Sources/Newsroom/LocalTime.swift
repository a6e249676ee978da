public import Foundation

/// A time as an editor says it, and the instant it is.
public struct LocalTime: Hashable, Sendable {
    /// Milliseconds since 1970.
    public let instant: Int64
    /// Where.
    public let zone: TimeZone

    /// Reads `2026-11-24 06:00` as the clocks of a zone show it.
    /// - Parameter zone: an IANA name, `America/New_York`.
    public init(_ text: String, in zone: String) throws {
        guard let place = TimeZone(identifier: zone), zone.contains("/") || zone == "UTC" else {
            throw NewsroomError(.usage, "“\(zone)” is no time zone: name one like America/New_York or UTC")
        }
        let numbers = text.split { " T-:".contains($0) }.map { Int($0) }
        guard numbers.count == 5, text.count == 16, let year = numbers[0], let month = numbers[1],
            let day = numbers[2],
            let hour = numbers[3], let minute = numbers[4]
        else { throw NewsroomError(.usage, "“\(text)” is no time: write it like “2026-11-24 06:00”") }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = place
        let parts = DateComponents(year: year, month: month, day: day, hour: hour, minute: minute)
        guard let date = calendar.date(from: parts),
            calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date) == parts
        else {
            throw NewsroomError(
                .usage,
                "“\(text)” does not exist in \(zone): no such day, or clocks skip it when they go forward")
        }
        instant = Int64(date.timeIntervalSince1970 * 1000)
        self.zone = place
    }
}

/// Instants as RFC 3339 writes them.
public enum RFC3339 {
    /// `2026-11-24T11:00:00Z`
    /// - Parameter milliseconds: since 1970.
    public static func text(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds / 1000)).formatted(.iso8601)
    }

    /// `2026-11-24T11:00:00.250Z`
    /// - Parameter milliseconds: since 1970.
    public static func exactText(_ milliseconds: Int64) -> String {
        let fraction = ((milliseconds % 1000) + 1000) % 1000
        var seconds = Int((milliseconds - fraction) / 1000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func digits(_ number: Int, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
        }
        let day =
            "\(digits(Int(parts.tm_year) + 1900, 4))-\(digits(Int(parts.tm_mon) + 1, 2))-\(digits(Int(parts.tm_mday), 2))"
        let clock =
            "\(digits(Int(parts.tm_hour), 2)):\(digits(Int(parts.tm_min), 2)):\(digits(Int(parts.tm_sec), 2))"
        return "\(day)T\(clock).\(digits(Int(fraction), 3))Z"
    }
}
