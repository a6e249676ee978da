import GRDB
public import MailFormat
public import Sender

extension MailingStore {
    /// Every attempt at one delivery that did not end with an acceptance, oldest first.
    public func attempts(
        of mailing: MailingID, for subscriber: SubscriberID
    ) async throws -> [DeliveryAttempt] {
        try await database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT a.at, a.state, a.due_at, a.phase, a.class, a.code, a.status, a.reply, r.name, a.worker_id
                    FROM delivery d JOIN attempt a ON a.delivery_id = d.id LEFT JOIN relay r ON r.id = a.relay_id
                    WHERE d.mailing_id = ? AND d.subscriber_id = ? ORDER BY a.number
                    """, arguments: [mailing.rawValue, subscriber.rawValue]
            ).map { row in
                DeliveryAttempt(
                    at: row[0], state: DeliveryState(rawValue: row[1]) ?? .uncertain, nextAttempt: row[2],
                    phase: row[3], cause: row[4], code: row[5], status: row[6], reply: row[7], relay: row[8],
                    worker: row[9])
            }
        }
    }
}
