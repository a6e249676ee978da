// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// When readers of many zones get what is meant for a time of their own clocks.
struct ReadersClocks: Sendable {
    /// The clocks of readers whose zone is not known.
    let home: NamedZone
    /// How many readers there are of each zone, as it is kept.
    let readers: [String: Int]
    /// Those of the zones that the system knows, by their names.
    private let zones: [String: NamedZone]

    /// Reads the readers' zones; one that the system does not know has the clocks of home.
    init(of readers: [String: Int], home: NamedZone) {
        (self.readers, self.home) = (readers, home)
        zones = Dictionary(
            readers.keys.compactMap { name in (try? NamedZone.ofPlace(name)).map { (name, $0) } }
        ) { first, _ in first }
    }

    /// When the clocks of a zone show a time, milliseconds since 1970. A day that a zone left out is the next that it had.
    /// - Parameter days: how many days later.
    func instant(of local: CivilTime, in zone: String, days: Int = 0) -> Int64 {
        let clocks = zones[zone] ?? home
        for later in days..<days + Self.longestGap {
            if let found = clocks.instant(for: local.adding(days: later)) { return found.at }
        }
        return home.instant(for: local.adding(days: days))?.at ?? local.seconds * 1000
    }

    /// No zone left out two days in a row.
    private static let longestGap = 3

    /// When readers' clocks show a time, in no order; milliseconds since 1970.
    func instants(of local: CivilTime) -> [Int64] { readers.keys.map { instant(of: local, in: $0) } }

    /// When the readers of each zone get a mailing, with a wave of the empty zone for those of no known one.
    /// - Parameter start: no reader gets it before; milliseconds since 1970.
    func waves(of local: CivilTime, past: PastZones, from start: Int64) -> [Wave] {
        var counts: [String: Int] = ["": 0]
        for (zone, count) in readers { counts[zones[zone] == nil ? "" : zone, default: 0] += count }
        return counts.sorted { $0.key < $1.key }.map { zone, count in
            Wave(zone: zone, dueAt: due(local, in: zone, past, from: start), readers: count)
        }
    }

    private func due(_ local: CivilTime, in zone: String, _ past: PastZones, from start: Int64) -> Int64? {
        let instant = instant(of: local, in: zone)
        guard instant < start else { return instant }
        switch past {
        case .now: return start
        case .skip: return nil
        case .nextDay:
            // The clocks of the first and the last zone are more than a day apart.
            return (1...3).lazy.map { self.instant(of: local, in: zone, days: $0) }.first { $0 >= start }
                ?? start
        }
    }
}

extension CivilTime {
    /// The same time of day so many days later.
    func adding(days: Int) -> CivilTime {
        CivilTime(
            CalendarDay(daysSince1970: day.daysSince1970 + days), hour: hour, minute: minute, second: second)
    }

    /// Reads `2026-12-04T06:00`; nil when it is no such time.
    init?(ruleText: String) {
        let parts = ruleText.split(separator: "T")
        guard parts.count == 2, let day = CalendarDay(String(parts[0])) else { return nil }
        let clock = parts[1].split(separator: ":").map { Int($0) }
        guard clock.count == 2, let hour = clock[0], let minute = clock[1] else { return nil }
        self.init(day, hour: hour, minute: minute)
    }
}
