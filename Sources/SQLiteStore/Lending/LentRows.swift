// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender
import Subscribers

/// Deliveries that wait, read one by one inside one database access as they are lent.
final class LentRows {
    struct Row {
        let delivery: LentDelivery
        let state: DeliveryState
        /// Milliseconds since 1970.
        let due: Int64
        let isMailable: Bool
    }

    private let mailing: MailingID
    private let cursor: RowCursor
    private let ledger: OutboxLedger

    /// - Parameter subscriber: the only reader; nil for all.
    init(of mailing: MailingID, to subscriber: Int64? = nil, at now: Int64, _ db: Database) throws {
        ledger = OutboxLedger(db: db, worker: 0, now: now)
        self.mailing = mailing
        let list = try Int64.fetchOne(
            db, sql: "SELECT list_id FROM mailing WHERE id = ?", arguments: [mailing.rawValue])
        let whose: StatementArguments = [list, mailing.rawValue, SubscriptionStatus.active.rawValue]
        cursor = try GRDB.Row.fetchCursor(
            db.cachedStatement(sql: subscriber == nil ? Self.all : Self.ofReader),
            arguments: subscriber.map { whose + [$0] } ?? whose)
    }

    func next() throws -> Row? {
        guard let row = try cursor.next() else { return nil }
        let reader = Reader(
            id: SubscriberID(rawValue: row[1]), address: EmailAddress(stored: row[4]), firstName: row[5],
            lastName: row[6], language: row[10], attributes: row[7], waveAt: row[12])
        var due = OutboxLedger.DueRow(
            delivery: LeasedDelivery(
                id: DeliveryID(rawValue: row[0]), mailing: mailing, reader: reader,
                attempts: row[2], doubts: row[3], age: .zero, version: row[9]),
            generation: row[11], isMailable: row[8])
        if due.delivery.doubts > 0 { due = try ledger.asInDoubt(due) }
        let delivery = due.delivery
        return Row(
            delivery: LentDelivery(
                id: delivery.id.rawValue, reader: delivery.reader, generation: due.generation,
                version: delivery.version, attempts: delivery.attempts, doubts: delivery.doubts,
                recipe: delivery.recipe),
            state: DeliveryState(rawValue: row[13]) ?? .queued, due: row[14], isMailable: due.isMailable)
    }

    private static let all = "\(OutboxStatements.waiting) ORDER BY d.due_at, d.id"
    private static let ofReader = "\(OutboxStatements.waiting) AND d.subscriber_id = ?4"
}
