// SPDX-License-Identifier: Apache-2.0
public import MailFormat
import SQLiteStore
import Sender

/// When a mailing has to begin for its time to be what somebody means by it.
extension MailingDesk {
    /// What is known of readers and relays when the beginnings of mailings are reckoned.
    struct Reckoning: Sendable {
        fileprivate let meaning: TimeMeaning
        fileprivate let zone: NamedZone
        /// How many readers there are, by zone; not asked for where it says nothing.
        fileprivate let readers: [String: Int]
        fileprivate let estimate: SendingEstimate
        fileprivate let now: Int64

        /// When dates of a schedule begin, in milliseconds since 1970, with what the schedule calls them. One that has to be done by its time
        /// does not begin before the time of the one before it.
        func starts(of dates: [Occurrence]) -> [(local: String, at: Int64)] {
            var before = Int64.min
            return dates.map { date in
                defer { before = date.at }
                let start =
                    switch meaning {
                    case .start: date.at
                    case .readersClocks:
                        ReadersClocks(date.local, home: zone, zones: readers.keys).start(
                            for: readers, from: now)
                            ?? date.at
                    // One that is past is where it was to be done, so that it is missed.
                    case .deliveredBy:
                        date.at < now ? date.at : max(now, before, date.at - length.milliseconds)
                    }
                return (date.local.ruleText, start)
            }
        }

        /// When a mailing begins that is planned now. Nil for a day that the zone left out, and where nobody gets it.
        func start(of local: CivilTime) -> Int64? {
            switch meaning {
            case .start: return zone.instant(for: local)?.at
            case .readersClocks(let past):
                guard !readers.isEmpty else { return zone.instant(for: local)?.at }
                let clocks = ReadersClocks(local, home: zone, zones: readers.keys)
                return clocks.start(for: readers, past: past, from: now)
            case .deliveredBy:
                return zone.instant(for: local).map { max(now, $0.at - length.milliseconds) }
            }
        }

        /// The last instant that a time may stand for: where readers' clocks count, that of the last of them. Milliseconds since 1970.
        func latest(of time: LocalTime) -> Int64 {
            guard case .readersClocks = meaning else { return time.instant }
            let clocks = ReadersClocks(time.civil, home: zone, zones: readers.keys)
            return readers.keys.reduce(time.instant) { max($0, clocks.instant(in: $1)) }
        }

        /// When a planned mailing begins whose readers may be others by now; nil where the clocks of all have shown the time.
        func nextStart(of local: CivilTime) -> Int64? {
            let clocks = ReadersClocks(local, home: zone, zones: readers.keys)
            return readers.keys.map { clocks.instant(in: $0) }.filter { $0 >= now }.min()
        }

        /// How long before the time that it has to be done by a mailing begins.
        private var length: Duration {
            let messages = readers.values.reduce(0, +)
            let today = CalendarDay(daysSince1970: Int(now / 86_400_000))
            return estimate.duration(of: messages, on: today) * MailingDesk.margin + MailingDesk.leastMargin
        }
    }

    /// By how much more than it is reckoned a mailing may take that has to be done by a time.
    private static let margin = 1.25
    private static let leastMargin: Duration = .seconds(60)

    /// Asks what the beginnings of mailings depend on.
    /// - Parameters:
    ///   - zone: whose clocks.
    ///   - segment: who of the list is meant; nil for everyone.
    func reckoning(
        of meaning: TimeMeaning, in zone: NamedZone, to list: String, segment: String?
    ) async throws -> Reckoning {
        let readers = meaning == .start ? [:] : try await mailings.zones(on: list, in: segment)
        let measures = meaning == .deliveredBy ? try await mailings.relayMeasures(at: clock.now) : [:]
        return Reckoning(
            meaning: meaning, zone: zone, readers: readers,
            estimate: SendingEstimate(configuration.relays.map(\.limits), measures), now: clock.now)
    }

    /// The waves of a mailing as it would be published; empty where its readers' clocks do not matter.
    func plannedWaves(of mailing: Mailing) async throws -> [Wave] {
        guard case .readersClocks(let local, let past) = mailing.timing, let time = CivilTime(ruleText: local)
        else { return [] }
        let readers = try await mailings.zones(on: mailing.list, in: mailing.segment)
        let home = (try? NamedZone(mailing.zone)) ?? .utc
        return ReadersClocks(time, home: home, zones: readers.keys)
            .waves(for: readers, past: past, from: mailing.heldAt == nil ? mailing.publishAt : clock.now)
    }

    /// The waves of a mailing, published or planned: those that are due at one instant are one, the first of them first and readers that
    /// do not get it last.
    public func waves(of id: MailingID) async throws -> [MailingWave] {
        let mailing = try await mailing(id)
        guard mailing.goesByReadersClocks else { return [] }
        let isPublished = mailing.publishedAt != nil
        let waves =
            isPublished
            ? try await mailings.waves(of: id) : try await plannedWaves(of: mailing).filter { $0.readers > 0 }
        let waiting = isPublished ? try await mailings.waiting(in: id) : nil
        return Dictionary(grouping: waves, by: \.dueAt).map { dueAt, waves in
            MailingWave(
                dueAt: dueAt, zones: Set(waves.map { $0.zone.isEmpty ? mailing.zone : $0.zone }).sorted(),
                readers: waves.reduce(0) { $0 + $1.readers },
                waiting: waiting.map { waiting in dueAt.flatMap { waiting[$0] } ?? 0 })
        }.sorted { ($0.dueAt ?? .max) < ($1.dueAt ?? .max) }
    }

    /// Has planned mailings begin earlier or later whose time is not when they begin, where readers or relays are others by now. One that
    /// cannot be reckoned stays as it is: the rehearsal finds why.
    func replan() async throws {
        for mailing in try await mailings.planned()
        where mailing.heldAt == nil && mailing.publishAt > clock.now {
            guard let start = try? await start(of: mailing),
                abs(start - mailing.publishAt) >= Self.worthReplanning
            else { continue }
            _ = try await mailings.begin(mailing.id, at: start)
        }
    }

    /// When a planned mailing should begin, by the readers and relays of now; nil where it stays as it is.
    private func start(of mailing: Mailing) async throws -> Int64? {
        guard mailing.timing != .start, let zone = try? NamedZone(mailing.zone) else { return nil }
        let reckoning = try await reckoning(
            of: mailing.timing.meaning, in: zone, to: mailing.list, segment: mailing.segment)
        switch mailing.timing {
        case .start: return nil
        case .readersClocks(let local, _):
            return CivilTime(ruleText: local).flatMap { reckoning.nextStart(of: $0) }
        case .deliveredBy(let instant): return reckoning.start(of: zone.time(at: instant))
        }
    }

    /// The milliseconds by which a mailing has to begin at another time for it to be planned anew.
    private static let worthReplanning: Int64 = 15_000
}
