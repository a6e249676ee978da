// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat
public import Sender

/// The rows of the ledger, as reports show them.
extension MailingStore {
    /// See `MailingReporting`.
    public func deliveries(
        of mailing: MailingID, _ body: (DeliveryRecord) throws -> Void
    ) async throws {
        try await database.readInPortions(from: Int64.min, by: \.subscriber.rawValue) { db, last, count in
            try Row.fetchAll(
                db,
                sql: "\(Self.records) AND d.subscriber_id > ? ORDER BY d.subscriber_id LIMIT ?",
                arguments: [mailing.rawValue, last, count]
            ).map(DeliveryRecord.init)
        } _: {
            try body($0)
        }
    }

    /// See `MailingReporting`.
    public func delivery(of mailing: MailingID, for subscriber: SubscriberID) async throws -> DeliveryRecord?
    {
        try await database.read { db in
            try Row.fetchOne(
                db, sql: "\(Self.records) AND d.subscriber_id = ?",
                arguments: [mailing.rawValue, subscriber.rawValue]
            ).map(DeliveryRecord.init)
        }
    }

    /// The address is the one that the copy was made for; until it is leased, the one that the reader has now.
    private static let records = """
        SELECT d.subscriber_id, coalesce(f.address, s.address), d.state, d.attempts, d.due_at, d.class, d.code, d.status, d.reply,
            d.version, d.settled_at, r.name
        FROM delivery d JOIN subscriber s ON s.id = d.subscriber_id LEFT JOIN relay r ON r.id = d.relay_id
        LEFT JOIN former_value f ON f.subscriber_id = d.subscriber_id AND f.generation = d.generation
        WHERE d.mailing_id = ?
        """
}

extension DeliveryRecord {
    fileprivate init(_ row: Row) {
        self.init(
            subscriber: SubscriberID(rawValue: row[0]), address: row[1],
            state: DeliveryState(rawValue: row[2]) ?? .uncertain, attempts: row[3], nextAttempt: row[4],
            cause: row[5], code: row[6], status: row[7], reply: row[8], version: row[9], settledAt: row[10],
            relay: row[11])
    }
}
