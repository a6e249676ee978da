/// Instants as the clocks of a zone show them.
public enum ZonedTime {
    /// `2026-11-24 06:00 -05:00 America/New_York`
    /// - Parameters:
    ///   - milliseconds: since 1970.
    ///   - name: an IANA name; one that is not known is taken for UTC.
    public static func text(_ milliseconds: Int64, in name: String) -> String {
        let zone = (try? NamedZone(name)) ?? .utc
        let time = zone.time(at: milliseconds)
        return "\(time.dayText) \(time.clockText.prefix(5)) \(offset(zone, at: milliseconds)) \(name)"
    }

    /// `2026-11-24T06:00:00-05:00`
    static func rfc3339(_ milliseconds: Int64, in name: String) -> String {
        let zone = (try? NamedZone(name)) ?? .utc
        let time = zone.time(at: milliseconds)
        return "\(time.dayText)T\(time.clockText)\(offset(zone, at: milliseconds))"
    }

    private static func offset(_ zone: NamedZone, at milliseconds: Int64) -> String {
        let seconds = zone.offset(at: milliseconds)
        let minutes = abs(seconds) / 60
        return
            "\(seconds < 0 ? "-" : "+")\(CivilTime.digits(minutes / 60, 2)):\(CivilTime.digits(minutes % 60, 2))"
    }
}
