// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// When readers of many zones get what is meant for a time of their own clocks.
struct ReadersClocks: Sendable {
    /// What their clocks show then.
    let local: CivilTime
    /// The clocks of readers whose zone is not known.
    let home: NamedZone
    /// The zones of readers that the system knows, by their names.
    let zones: [String: NamedZone]

    /// - Parameter names: the zones of readers as they are kept; one that the system does not know has the clocks of home.
    init(_ local: CivilTime, home: NamedZone, zones names: some Sequence<String>) {
        (self.local, self.home) = (local, home)
        zones = Dictionary(
            names.compactMap { name in (try? NamedZone.ofPlace(name)).map { (name, $0) } }
        ) { first, _ in first }
    }

    /// When the clocks of a zone show the time, milliseconds since 1970. A day that a zone left out is the next that it had.
    /// - Parameter days: how many days later.
    func instant(in zone: String, days: Int = 0) -> Int64 {
        let clocks = zones[zone] ?? home
        for later in days..<days + Self.longestGap {
            if let found = clocks.instant(for: local.adding(days: later)) { return found.at }
        }
        return home.instant(for: local.adding(days: days))?.at ?? local.seconds * 1000
    }

    /// No zone left out two days in a row.
    private static let longestGap = 3

    /// When the first readers' clocks show the time from an instant on; where all have shown it, when the first did.
    /// - Parameter readers: how many there are of each zone.
    func start(for readers: [String: Int], from now: Int64) -> Int64? {
        let instants = readers.keys.map { instant(in: $0) }
        return instants.filter { $0 >= now }.min() ?? instants.min()
    }

    /// When a mailing begins that is planned at an instant; nil when nobody gets it.
    func start(for readers: [String: Int], past: PastZones, from now: Int64) -> Int64? {
        waves(for: readers, past: past, from: now).filter { $0.readers > 0 }.compactMap(\.dueAt).min()
    }

    /// When the readers of each zone get a mailing, with a wave of the empty zone for those of no known one.
    /// - Parameter start: no reader gets it before; milliseconds since 1970.
    func waves(for readers: [String: Int], past: PastZones, from start: Int64) -> [Wave] {
        var counts: [String: Int] = ["": 0]
        for (zone, count) in readers { counts[zones[zone] == nil ? "" : zone, default: 0] += count }
        return counts.sorted { $0.key < $1.key }.map { zone, count in
            Wave(zone: zone, dueAt: due(in: zone, past, from: start), readers: count)
        }
    }

    private func due(in zone: String, _ past: PastZones, from start: Int64) -> Int64? {
        let instant = instant(in: zone)
        guard instant < start else { return instant }
        switch past {
        case .now: return start
        case .skip: return nil
        case .nextDay:
            // The clocks of the first and the last zone are more than a day apart.
            return (1...3).lazy.map { self.instant(in: zone, days: $0) }.first { $0 >= start } ?? start
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
