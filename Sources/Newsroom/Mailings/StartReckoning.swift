// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// What is known of readers and relays when the beginnings of mailings are reckoned.
struct StartReckoning: Sendable {
    let meaning: TimeMeaning
    /// The readers, and the clocks that are meant where theirs are not known; without readers where their clocks and number say nothing.
    let clocks: ReadersClocks
    let estimate: SendingEstimate
    /// Milliseconds since 1970.
    let now: Int64

    /// By how much more than it is reckoned a mailing may take that has to be done by a time.
    private static let margin = 1.25
    private static let leastMargin: Duration = .seconds(60)

    /// When dates of a schedule begin, in milliseconds since 1970, with what the schedule calls them. One that has to be done by its time
    /// does not begin before the time of the one before it.
    func starts(of dates: [Occurrence]) -> [(local: String, at: Int64)] {
        var before = Int64.min
        return dates.map { date in
            defer { before = date.at }
            let start =
                switch meaning {
                case .start: date.at
                case .readersClocks: next(of: date.local) ?? clocks.instants(of: date.local).min() ?? date.at
                // One that is past is where it was to be done, so that it is missed.
                case .deliveredBy: date.at < now ? date.at : max(now, before, date.at - length.milliseconds)
                }
            return (date.local.ruleText, start)
        }
    }

    /// When a mailing begins that is planned now; nil when nobody gets it.
    func start(of time: LocalTime) -> Int64? {
        switch meaning {
        case .start: time.instant
        case .readersClocks where clocks.readers.isEmpty: time.instant
        case .readersClocks(let past):
            clocks.waves(of: time.civil, past: past, from: now).filter { $0.readers > 0 }.compactMap(\.dueAt)
                .min()
        case .deliveredBy: max(now, time.instant - length.milliseconds)
        }
    }

    /// When the first readers' clocks show a time from now on; nil where all have shown it.
    func next(of local: CivilTime) -> Int64? { clocks.instants(of: local).filter { $0 >= now }.min() }

    /// The last instant that a time may stand for: where readers' clocks count, that of the last of them. Milliseconds since 1970.
    func latest(of time: LocalTime) -> Int64 {
        guard case .readersClocks = meaning else { return time.instant }
        return clocks.instants(of: time.civil).reduce(time.instant, max)
    }

    /// How long before the time that it has to be done by a mailing begins.
    private var length: Duration {
        let messages = clocks.readers.values.reduce(0, +)
        let today = CalendarDay(daysSince1970: Int(now / 86_400_000))
        return estimate.duration(of: messages, on: today) * Self.margin + Self.leastMargin
    }
}
