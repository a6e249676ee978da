// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Instants as RFC 3339 writes them.
public enum RFC3339 {
    /// `2026-11-24T11:00:00Z`
    /// - Parameter milliseconds: since 1970.
    public static func text(_ milliseconds: Int64) -> String {
        let time = CivilTime(seconds: CivilTime.floor(milliseconds, by: 1000))
        return "\(time.day)T\(time.clockText)Z"
    }

    /// `2026-11-24T11:00:00.250Z`
    /// - Parameter milliseconds: since 1970.
    public static func exactText(_ milliseconds: Int64) -> String {
        let seconds = CivilTime.floor(milliseconds, by: 1000)
        let time = CivilTime(seconds: seconds)
        return
            "\(time.day)T\(time.clockText).\(CivilTime.digits(Int(milliseconds - seconds * 1000), 3))Z"
    }

    /// `2026-11-24T06:00:00-05:00`, as people of a zone read it.
    /// - Parameter milliseconds: since 1970.
    public static func text(_ milliseconds: Int64, in zone: NamedZone) -> String {
        let time = zone.time(at: milliseconds)
        return "\(time.day)T\(time.clockText)\(offset(zone, at: milliseconds))"
    }

    /// `2026-11-24T06:00:00.250-05:00`
    /// - Parameter milliseconds: since 1970.
    public static func exactText(_ milliseconds: Int64, in zone: NamedZone) -> String {
        let time = zone.time(at: milliseconds)
        let fraction = milliseconds - CivilTime.floor(milliseconds, by: 1000) * 1000
        return
            "\(time.day)T\(time.clockText).\(CivilTime.digits(Int(fraction), 3))\(offset(zone, at: milliseconds))"
    }

    private static func offset(_ zone: NamedZone, at milliseconds: Int64) -> String {
        abs(zone.offset(at: milliseconds)) < 60 ? "Z" : zone.offsetText(at: milliseconds)
    }
}

extension NamedZone {
    /// `-05:00`, in whole minutes (RFC 3339 §5.6).
    func offsetText(at milliseconds: Int64) -> String {
        let seconds = offset(at: milliseconds)
        let minutes = abs(seconds) / 60
        return
            "\(seconds < 0 ? "-" : "+")\(CivilTime.digits(minutes / 60, 2)):\(CivilTime.digits(minutes % 60, 2))"
    }
}
