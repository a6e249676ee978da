// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat
public import Sender

/// What became of one delivery.
extension MailingStore {
    /// See `MailingReporting`.
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

    /// See `MailingReporting`.
    public func events(of mailing: MailingID, for subscriber: SubscriberID) async throws -> [LedgerEvent] {
        try await database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT at, kind, reason, 1 AS own, number FROM delivery d JOIN delivery_event e ON e.delivery_id = d.id
                    WHERE d.mailing_id = ?1 AND d.subscriber_id = ?2
                    UNION ALL SELECT at, kind, reason, 0, id FROM mailing_event WHERE mailing_id = ?1
                    ORDER BY at, own, number
                    """, arguments: [mailing.rawValue, subscriber.rawValue]
            ).compactMap { row in
                LedgerEvent.Kind(rawValue: row[1]).map { LedgerEvent(at: row[0], kind: $0, reason: row[2]) }
            }
        }
    }
}
