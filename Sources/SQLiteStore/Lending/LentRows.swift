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

    private let cursor: RowCursor
    private let ledger: OutboxLedger

    /// - Parameter subscriber: the only reader; nil for all.
    init(of mailing: MailingID, to subscriber: Int64? = nil, at now: Int64, _ db: Database) throws {
        ledger = OutboxLedger(db: db, worker: 0, now: now)
        let mailing: StatementArguments = [mailing.rawValue]
        cursor = try GRDB.Row.fetchCursor(
            db.cachedStatement(sql: subscriber == nil ? Self.all : Self.ofReader),
            arguments: subscriber.map { mailing + [$0] } ?? mailing)
    }

    func next() throws -> Row? {
        guard let row = try cursor.next() else { return nil }
        let reader = Reader(
            id: SubscriberID(rawValue: row[1]), address: EmailAddress(stored: row[4]), firstName: row[5],
            lastName: row[6], language: row[10], attributes: row[7], waveAt: row[12])
        var due = OutboxLedger.DueRow(
            delivery: LeasedDelivery(
                id: DeliveryID(rawValue: row[0]), mailing: MailingID(rawValue: row[15]), reader: reader,
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

    private static let select = """
        SELECT d.id, d.subscriber_id, d.attempts, d.doubts, s.address, s.first_name, s.last_name, s.attributes,
               p.status IS \(SubscriptionStatus.active.rawValue) AND y.domain IS NULL AND x.address_hash IS NULL,
               d.version, s.language, s.generation, d.wave_at, d.state, d.due_at, d.mailing_id
        FROM delivery d
        JOIN mailing m ON m.id = d.mailing_id
        JOIN subscriber s ON s.id = d.subscriber_id
        LEFT JOIN subscription p INDEXED BY sqlite_autoindex_subscription_1
            ON p.list_id = m.list_id AND p.subscriber_id = d.subscriber_id
        LEFT JOIN suppression x ON x.address_hash = s.address_hash
        LEFT JOIN suppressed_domain y ON y.domain = s.domain
        WHERE d.mailing_id = ?1 AND d.due_at IS NOT NULL
        """
    private static let all = "\(select) ORDER BY d.due_at, d.id"
    private static let ofReader = "\(select) AND d.subscriber_id = ?2"
}
