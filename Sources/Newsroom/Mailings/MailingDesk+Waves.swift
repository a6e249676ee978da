// SPDX-License-Identifier: Apache-2.0
public import MailFormat
import SQLiteStore
import Sender

/// Mailings whose readers get them when their own clocks show a time.
extension MailingDesk {
    /// The waves of a mailing as it would be published; empty where its readers' clocks do not matter.
    func plannedWaves(of mailing: Mailing) async throws -> [Wave] {
        guard case .readersClocks(let local, let past) = mailing.timing, let time = CivilTime(ruleText: local)
        else { return [] }
        let readers = try await mailings.zones(on: mailing.list, in: mailing.segment)
        let home = (try? NamedZone(mailing.zone)) ?? .utc
        let start = mailing.heldAt == nil ? mailing.publishAt : clock.now
        return ReadersClocks(of: readers, home: home).waves(of: time, past: past, from: start)
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
}
