// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// The times at which something happens, as the clocks of a zone show them: once, or again and again.
///
/// A time that the clocks skip is the first instant after the gap, one that they show twice is the first, and a day that a zone
/// left out has none.
public struct Schedule: Hashable, Sendable {
    /// As somebody wrote it.
    public let text: String
    /// Whose clocks.
    public let zone: NamedZone
    let times: Times
    /// Days on which it does not happen.
    let exceptions: [ClosedRange<CalendarDay>]

    enum Times: Hashable, Sendable {
        case once(CivilTime)
        /// A rule for each time of day.
        case rules([RecurrenceRule])
    }

    /// The recurrence rules behind it, one for each time of day; empty when it happens once.
    public var rules: [String] {
        guard case .rules(let rules) = times else { return [] }
        return rules.map(\.text)
    }

    /// Its times, in order of when they are.
    /// - Parameters:
    ///   - from: none before it; milliseconds since 1970.
    ///   - until: none after it.
    ///   - most: of them.
    public func occurrences(from: Int64, until: Int64 = .max, most: Int = .max) -> [Occurrence] {
        // A skipped time is up to a day earlier than the instant that it stands for.
        let first = CivilTime(CalendarDay(daysSince1970: zone.day(at: from).daysSince1970 - 1))
        var all: [Occurrence] = []
        for times in series(from: first) {
            var count = 0
            for time in times {
                guard count < most else { break }
                guard !exceptions.contains(where: { $0.contains(time.day) }),
                    let (at, showing) = zone.instant(for: time), at >= from
                else { continue }
                guard at <= until else { break }
                count += 1
                all.append(Occurrence(local: time, at: at, showing: showing))
            }
        }
        all.sort { ($0.at, $0.local) < ($1.at, $1.local) }
        return Array(all.prefix(most))
    }

    private func series(from: CivilTime) -> [AnySequence<CivilTime>] {
        switch times {
        case .once(let time): [AnySequence(time >= from ? [time] : [])]
        case .rules(let rules): rules.map { AnySequence($0.times(from: from)) }
        }
    }
}
