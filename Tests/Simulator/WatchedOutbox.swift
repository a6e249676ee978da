// SPDX-License-Identifier: Apache-2.0
import MailFormat
import SQLiteStore
import Sender
import Synchronization

/// The outbox of a simulated sender: the real one, with somebody who looks on at what is put in flight.
struct WatchedOutbox: Outbox {
    let outbox: SQLiteOutbox
    /// Told which deliveries are in flight from now on.
    let watch: @Sendable ([LeasedDelivery]) async -> Void
    private let leased = Leased()

    private final class Leased: Sendable {
        let rows = Mutex<[DeliveryID: LeasedDelivery]>([:])
    }

    init(_ outbox: SQLiteOutbox, watch: @escaping @Sendable ([LeasedDelivery]) async -> Void) {
        (self.outbox, self.watch) = (outbox, watch)
    }

    func tick(_ orders: OutboxOrders) async throws -> OutboxReport {
        let report = try await outbox.tick(orders)
        let started = leased.rows.withLock { rows in
            for row in report.leased { rows[row.id] = row }
            for settled in orders.settle { rows[settled.delivery] = nil }
            return report.started.compactMap { rows[$0] }
        }
        await watch(started)
        return report
    }

    func note(_ recipe: CopyRecipe, of mailing: MailingID) async throws {
        try await outbox.note(recipe, of: mailing)
    }

    func outlook() async throws -> OutboxOutlook { try await outbox.outlook() }

    func halt(_ mailing: MailingID, because reason: String) async throws {
        try await outbox.halt(mailing, because: reason)
    }

    func leave() { outbox.leave() }
}

/// The journal of a simulated sender: the real one, in which a process that was killed writes no more.
struct MortalJournal: TransmissionJournal {
    let journal: any TransmissionJournal
    let isDead: @Sendable () -> Bool

    func note(_ delivery: DeliveryID, _ stage: TransmissionStage) {
        if !isDead() { journal.note(delivery, stage) }
    }
}
