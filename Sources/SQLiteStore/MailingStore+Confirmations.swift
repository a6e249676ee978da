import GRDB
public import MailFormat
import Sender

/// Mails that ask for confirmation, sent like all others.
extension MailingStore {
    /// Queues a mail that asks somebody to confirm that they want a list.
    ///
    /// People who ask within an hour share a mailing, and so a Date field; each of them gets one mail of it.
    /// - Parameter message: called when a new mailing is needed.
    public func askForConfirmation(
        _ subscriber: SubscriberID, list: String, message: @Sendable () async throws -> FrozenMessage
    ) async throws {
        if try await queue(subscriber, list: list) { return }
        let message = try await message()
        let now = database.now()
        try await database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO mailing (list_id, state, publish_at, zone, published_at, purpose)
                    SELECT id, 1, ?1, 'UTC', ?1, 1 FROM list WHERE name = ?2
                    """, arguments: [now, list])
            guard db.changesCount == 1 else { throw StoreError.noSuchList(list) }
            let mailing = MailingID(rawValue: db.lastInsertedRowID)
            try Self.freeze(message, with: mailing, db)
            try Self.add(subscriber, to: mailing, now: now, db)
        }
    }

    /// Milliseconds for which a mailing takes more readers.
    private static let window: Int64 = 3_600_000

    /// False when no mailing of the last hour can take them.
    private func queue(_ subscriber: SubscriberID, list: String) async throws -> Bool {
        let now = database.now()
        return try await database.write { db in
            let mailing = try Int64.fetchOne(
                db,
                sql: """
                    SELECT m.id FROM mailing m JOIN list l ON l.id = m.list_id
                    WHERE m.purpose = 1 AND l.name = ?1 AND m.published_at > ?2 AND m.state IN (1, 4)
                      AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.mailing_id = m.id AND d.subscriber_id = ?3)
                    ORDER BY m.id DESC LIMIT 1
                    """, arguments: [list, now - Self.window, subscriber.rawValue])
            guard let mailing else { return false }
            try Self.add(subscriber, to: MailingID(rawValue: mailing), now: now, db)
            return true
        }
    }

    private static func add(
        _ subscriber: SubscriberID, to mailing: MailingID, now: Int64, _ db: Database
    ) throws {
        try db.execute(
            sql: "INSERT INTO delivery (mailing_id, subscriber_id, due_at) VALUES (?, ?, ?)",
            arguments: [mailing.rawValue, subscriber.rawValue, now])
        try db.execute(
            sql: "UPDATE mailing SET audience = audience + 1, state = 1, finished_at = NULL WHERE id = ?",
            arguments: [mailing.rawValue])
    }
}
