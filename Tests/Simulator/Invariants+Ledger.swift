// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender
import Synchronization

@testable import Newsroom
@testable import SQLiteStore

/// The ledger beside what relays have.
extension Invariants {
    /// The states of a mailing sum to its audience.
    /// - Returns: those that are published and not over.
    func checkSums() async throws -> [Mailing] {
        let all = try await world.office.context.database.read { db in
            try MailingStore.fetch(
                "m.state IN (\(MailingStore.unfinished.sql)) AND m.published_at IS NOT NULL ORDER BY m.id",
                [],
                db
            ).map { ($0, try MailingStore.walk($0.id, db)) }
        }
        for (mailing, counts) in all {
            let sum = counts.values.reduce(0, +)
            if sum != mailing.audience {
                world.fail(
                    "states sum to the audience",
                    "mailing \(mailing.id) has \(sum) of \(mailing.audience): \(counts)")
            }
        }
        return all.map(\.0)
    }

    /// Holds each row of the ledger against the copies that relays have of it.
    /// - Parameter all: also rows of mailings that were over at the last look.
    func checkLedgers(all: Bool) async throws {
        let (tracked, closed) = state.withLock { ($0.tracked, $0.closed) }
        for (id, one) in tracked.sorted(by: { $0.key.rawValue < $1.key.rawValue })
        where all || !closed.contains(id) {
            var rows: [DeliveryRecord] = []
            try await desk.deliveries(of: id) { rows.append($0) }
            if rows.count != one.rows {
                world.fail("nobody is lost", "mailing \(id) had \(one.rows) rows and has \(rows.count)")
            }
            let ids = Dictionary(grouping: one.copies.keys.sorted()) { one.copies[$0] }
            for row in rows { try await check(row, of: one, ids[row.subscriber] ?? []) }
            if try await desk.mailing(id).isOver { state.withLock { _ = $0.closed.insert(id) } }
        }
    }

    /// - Parameter ids: the Message-IDs of the reader's copies.
    private func check(_ row: DeliveryRecord, of one: Tracked, _ ids: [String]) async throws {
        let copies = ids.flatMap { world.model.copies($0) }
        func fail(_ invariant: String) async throws {
            let attempts = try await desk.mailings.attempts(of: one.mailing.id, for: row.subscriber)
            world.fail(
                invariant,
                """
                mailing \(one.mailing.id), \(row.address)
                relays: \(copies.map { "at \($0.at) ms \($0.copy.relay) has \($0.copy.number), “\($0.copy.subject)”" })
                ledger: \(row)
                attempts: \(attempts)
                """)
        }
        for (copy, _, shown) in copies {
            if let hour = hour(of: copy.recipient, one.mailing), shown < hour {
                try await fail("nobody has it before their own clocks show its time, \(hour)")
            }
            if let subject = one.subjects[row.version] ?? nil, copy.subject != subject {
                try await fail("what has to be approved goes out as it was approved, “\(subject)”")
            }
            if copy.mark != copies[0].copy.mark { try await fail("a repeat has the same bytes") }
        }
        if copies.isEmpty, [.accepted, .bounced].contains(row.state) {
            let doubts = try await doubts(of: row, one.mailing.id)
            // A report can be of a copy that was in doubt, which the simulator's servers do not write.
            if row.state == .accepted || doubts == 0 {
                try await fail("nothing is accepted that no relay took")
            }
        }
        let isSettled = [.queued, .deferred, .failed, .suppressed, .cancelled].contains(row.state)
        if copies.count > 1 || isSettled && !copies.isEmpty {
            let doubts = try await doubts(of: row, one.mailing.id)
            if copies.count > 1 + doubts { try await fail("nobody has two copies without doubt") }
            if isSettled, doubts == 0 { try await fail("what a relay took is in the ledger") }
        }
    }

    private func doubts(of row: DeliveryRecord, _ mailing: MailingID) async throws -> Int {
        try await desk.mailings.attempts(of: mailing, for: row.subscriber).count { $0.state == .uncertain }
    }

    /// When all is over nobody waits any more.
    func checkNothingWaits() async throws {
        for mailing in try await desk.all() {
            let name = "mailing \(mailing.id): \(mailing)"
            switch mailing.state {
            case .sent, .cancelled: break
            case .scheduled where mailing.heldAt != nil: break
            case .scheduled: world.fail("no mailing is forgotten", name)
            case .sending, .paused, .halted:
                guard mailing.edition != nil else { continue }
                let counts = try await desk.mailings.counts(of: mailing.id)
                world.fail("every mailing comes to its end", "\(name), \(counts)")
            }
        }
    }

    /// Relays have nothing but what readers of mailings got.
    func checkNoCopyIsOfNobody() {
        let known = state.withLock(\.mailingOfCopy)
        for address in world.model.mailboxes {
            for copy in world.model.mail(of: address)
            where copy.confirm == nil && known[copy.messageID] == nil {
                world.fail("a copy is of a mailing", "\(address) has \(copy.messageID), “\(copy.subject)”")
            }
        }
    }
}
