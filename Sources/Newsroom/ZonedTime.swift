import Foundation

/// Instants as the clocks of a zone show them.
public enum ZonedTime {
    /// `2026-11-24 06:00 -05:00 America/New_York`
    /// - Parameters:
    ///   - milliseconds: since 1970.
    ///   - zone: an IANA name; one that is not known is taken for UTC.
    public static func text(_ milliseconds: Int64, in zone: String) -> String {
        let (day, time, offset) = parts(milliseconds, in: zone)
        return "\(day) \(time.prefix(5)) \(offset) \(zone)"
    }

    /// `2026-11-24T06:00:00-05:00`
    static func rfc3339(_ milliseconds: Int64, in zone: String) -> String {
        let (day, time, offset) = parts(milliseconds, in: zone)
        return "\(day)T\(time)\(offset)"
    }

    private static func parts(_ milliseconds: Int64, in name: String) -> (
        day: String, time: String, offset: String
    ) {
        let zone = TimeZone(identifier: name) ?? .gmt
        let instant = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        let offset = Int64(zone.secondsFromGMT(for: instant))
        let local = RFC3339.exactText(milliseconds + offset * 1000)
        let minutes = abs(offset) / 60
        return (
            String(local.prefix(10)), String(local.dropFirst(11).prefix(8)),
            (offset < 0 ? "-" : "+") + String(format: "%02lld:%02lld", minutes / 60, minutes % 60)
        )
    }
}
