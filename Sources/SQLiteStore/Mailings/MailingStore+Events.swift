import GRDB
public import MailFormat
public import Sender

extension LedgerEvent {
    /// Notes what happened to all that waits of a mailing.
    /// - Parameter now: milliseconds since 1970.
    static func note(
        _ kind: Kind, of mailing: Int64, because reason: String? = nil, at now: Int64, _ db: Database
    ) throws {
        try db.execute(
            sql: "INSERT INTO mailing_event (mailing_id, at, kind, reason) VALUES (?, ?, ?, ?)",
            arguments: [mailing, now, kind.rawValue, reason])
    }
}

extension MailingStore {
    /// What happened to a mailing, and to one delivery of it, beside the attempts, oldest first.
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
