// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Instants as the clocks of a zone show them.
public enum ZonedTime {
    /// `2026-11-24 06:00 -05:00 America/New_York`
    /// - Parameters:
    ///   - milliseconds: since 1970.
    ///   - name: an IANA name; one that is not known is taken for UTC.
    public static func text(_ milliseconds: Int64, in name: String) -> String {
        let zone = (try? NamedZone(name)) ?? .utc
        let time = zone.time(at: milliseconds)
        return "\(time.day) \(time.clockText.prefix(5)) \(zone.offsetText(at: milliseconds)) \(name)"
    }
}
