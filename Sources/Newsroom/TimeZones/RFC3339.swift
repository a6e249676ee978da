/// Instants as RFC 3339 writes them.
public enum RFC3339 {
    /// `2026-11-24T11:00:00Z`
    /// - Parameter milliseconds: since 1970.
    public static func text(_ milliseconds: Int64) -> String {
        let time = CivilTime(seconds: CivilTime.floor(milliseconds, by: 1000))
        return "\(time.dayText)T\(time.clockText)Z"
    }

    /// `2026-11-24T11:00:00.250Z`
    /// - Parameter milliseconds: since 1970.
    public static func exactText(_ milliseconds: Int64) -> String {
        let seconds = CivilTime.floor(milliseconds, by: 1000)
        let time = CivilTime(seconds: seconds)
        return
            "\(time.dayText)T\(time.clockText).\(CivilTime.digits(Int(milliseconds - seconds * 1000), 3))Z"
    }

    /// `2026-11-24T06:00:00-05:00`, as people of a zone read it.
    /// - Parameter milliseconds: since 1970.
    public static func text(_ milliseconds: Int64, in zone: NamedZone) -> String {
        let time = zone.time(at: milliseconds)
        return "\(time.dayText)T\(time.clockText)\(offset(zone.offset(at: milliseconds)))"
    }

    /// `2026-11-24T06:00:00.250-05:00`
    /// - Parameter milliseconds: since 1970.
    public static func exactText(_ milliseconds: Int64, in zone: NamedZone) -> String {
        let time = zone.time(at: milliseconds)
        let fraction = milliseconds - CivilTime.floor(milliseconds, by: 1000) * 1000
        return
            "\(time.dayText)T\(time.clockText).\(CivilTime.digits(Int(fraction), 3))\(offset(zone.offset(at: milliseconds)))"
    }

    /// In whole minutes, as the RFC has it.
    private static func offset(_ seconds: Int) -> String {
        let minutes = abs(seconds) / 60
        let hours = "\(CivilTime.digits(minutes / 60, 2)):\(CivilTime.digits(minutes % 60, 2))"
        return minutes == 0 ? "Z" : (seconds < 0 ? "-" : "+") + hours
    }
}
