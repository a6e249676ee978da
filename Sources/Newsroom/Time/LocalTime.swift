// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// A time as an editor says it, and the instant it is.
public struct LocalTime: Hashable, Sendable {
    /// Milliseconds since 1970. Of an hour that a clock shows twice, the first.
    public let instant: Int64
    /// Where.
    public let zone: NamedZone
    /// What the clocks there show then, or what was meant where they skip it.
    let civil: CivilTime

    /// Why a text is no time.
    public enum Fault: Error, Hashable, Sendable {
        /// There is no such zone.
        case zone(NamedZone.Fault)
        /// That text is not written like a time.
        case notATime(String)
        /// No clock of that zone shows the time.
        case skipped(String, zone: String)
    }

    /// An instant, and whose clocks show it.
    /// - Parameter instant: milliseconds since 1970.
    init(instant: Int64, in zone: NamedZone) {
        (self.instant, self.zone, civil) = (instant, zone, zone.time(at: instant))
    }

    /// What a schedule says: a time that the clocks skip is the first instant after that. Nil for a day that the zone left out.
    init?(_ civil: CivilTime, in zone: NamedZone) {
        guard let instant = zone.instant(for: civil)?.at else { return nil }
        (self.instant, self.zone, self.civil) = (instant, zone, civil)
    }

    /// Reads `2026-11-24 06:00`, `today 18:30` or `tomorrow 06:00` as the clocks of a zone show it.
    /// - Parameters:
    ///   - zone: an IANA name, `America/New_York`.
    ///   - now: milliseconds since 1970, which says what day it is there.
    public init(_ text: String, in zone: String, now: Int64) throws(Fault) {
        let place: NamedZone
        do { place = try NamedZone.ofPlace(zone) } catch { throw .zone(error) }
        try self.init(text, in: place, now: now)
    }

    /// The same of a zone that is known.
    public init(_ text: String, in zone: NamedZone, now: Int64) throws(Fault) {
        let text = Self.dated(text, in: zone, now: now)
        let numbers = text.split { " T-:".contains($0) }.map { Int($0) }
        guard numbers.count == 5, text.count == 16, let year = numbers[0], let month = numbers[1],
            let day = numbers[2], let hour = numbers[3], let minute = numbers[4]
        else { throw .notATime(text) }
        let time = CalendarDay(year: year, month: month, day: day).map {
            CivilTime($0, hour: hour, minute: minute)
        }
        guard let time, time.exists, let instant = zone.instants(of: time).first else {
            throw .skipped(text, zone: zone.name)
        }
        (self.instant, self.zone, civil) = (instant, zone, time)
    }

    /// The text with a date in place of a word for one.
    private static func dated(_ text: String, in zone: NamedZone, now: Int64) -> String {
        let today = zone.day(at: now)
        for (word, day) in [
            ("today ", today), ("tomorrow ", CalendarDay(daysSince1970: today.daysSince1970 + 1)),
        ] where text.hasPrefix(word) {
            return "\(day) \(text.dropFirst(word.count))"
        }
        return text
    }
}
