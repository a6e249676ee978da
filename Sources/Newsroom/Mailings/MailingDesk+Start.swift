// SPDX-License-Identifier: Apache-2.0
import MailFormat
import SQLiteStore
import Sender

/// When a mailing has to begin for its time to be what somebody means by it.
extension MailingDesk {
    /// Asks what the beginnings of mailings depend on.
    /// - Parameters:
    ///   - zone: whose clocks.
    ///   - segment: who of the list is meant; nil for everyone.
    func reckoning(
        of meaning: TimeMeaning, in zone: NamedZone, to list: String, segment: String?
    ) async throws -> StartReckoning {
        let readers = meaning == .start ? [:] : try await mailings.zones(on: list, in: segment)
        let measures = meaning == .deliveredBy ? try await mailings.relayMeasures(at: clock.now) : [:]
        return StartReckoning(
            meaning: meaning, clocks: ReadersClocks(of: readers, home: zone),
            estimate: SendingEstimate(configuration.relays.map(\.limits), measures), now: clock.now)
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
            return CivilTime(ruleText: local).flatMap { reckoning.next(of: $0) }
        case .deliveredBy(let instant): return reckoning.start(of: LocalTime(instant: instant, in: zone))
        }
    }

    /// The milliseconds by which a mailing has to begin at another time for it to be planned anew.
    private static let worthReplanning: Int64 = 15_000
}
