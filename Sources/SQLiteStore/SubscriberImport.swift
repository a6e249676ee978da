import GRDB
import MailFormat
import Subscribers

/// Puts the rows of one file on one list, inside one transaction.
///
/// It never resubscribes anyone: who unsubscribed from the list, or is suppressed, is rejected. An empty cell
/// leaves what is known; attributes are merged.
struct SubscriberImport {
    private let list: Int64
    private let event: Int64
    private let now: Int64
    private let find: HotStatement
    private let isSuppressed: HotStatement
    private let insert: HotStatement
    private let update: HotStatement
    private let status: HotStatement
    private let subscribe: HotStatement

    init(_ db: Database, list: Int64, source: String, now: Int64) throws {
        try db.execute(
            sql: "INSERT INTO consent_event (kind, list_id, source, at) VALUES ('import', ?, ?, ?)",
            arguments: [list, source, now])
        self.list = list
        event = db.lastInsertedRowID
        self.now = now
        find = try HotStatement(db, "SELECT id FROM subscriber WHERE address_key = ?")
        isSuppressed = try HotStatement(db, "SELECT 1 FROM suppression WHERE address_hash = ?")
        insert = try HotStatement(
            db,
            """
            INSERT INTO subscriber (address, address_key, address_hash, first_name, last_name, attributes, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (address_key) DO NOTHING RETURNING id
            """)
        update = try HotStatement(
            db,
            """
            UPDATE subscriber SET
                first_name = iif(?2 = '', first_name, ?2), last_name = iif(?3 = '', last_name, ?3),
                attributes = json_patch(attributes, ?4)
            WHERE id = ?1 AND (first_name <> iif(?2 = '', first_name, ?2)
                OR last_name <> iif(?3 = '', last_name, ?3) OR attributes <> json_patch(attributes, ?4))
            """)
        status = try HotStatement(
            db, "SELECT status FROM subscription WHERE list_id = ? AND subscriber_id = ?")
        subscribe = try HotStatement(
            db,
            """
            INSERT INTO subscription (list_id, subscriber_id, status, changed_at, event_id) VALUES (?, ?, 1, ?, ?)
            """)
    }

    enum Effect {
        case added, updated, unchanged
        case rejected(String)
    }

    func take(_ row: ImportRow) throws -> Effect {
        let hash = AddressHash(row.address).bytes
        if try isSuppressed.first(.blob(hash), read: { _ in true }) != nil {
            return .rejected("suppressed: this address must not be mailed")
        }
        let key = row.address.key
        let inserted = try insert.first(
            .text(row.address.description), .text(key), .blob(hash), .text(row.firstName),
            .text(row.lastName), .text(row.attributes), .integer(now)
        ) { $0.integer(0) }
        if let inserted {
            try subscribe.run(.integer(list), .integer(inserted), .integer(now), .integer(event))
            return .added
        }
        guard let known = try find.first(.text(key), read: { $0.integer(0) }) else { return .unchanged }
        let before = try status.first(.integer(list), .integer(known)) { Int($0.integer(0)) }
        if before == SubscriptionStatus.unsubscribed.rawValue {
            return .rejected("unsubscribed from this list: only they can subscribe again")
        }
        let changed = try update.run(
            .integer(known), .text(row.firstName), .text(row.lastName), .text(row.attributes))
        guard before == nil else { return changed > 0 ? .updated : .unchanged }
        try subscribe.run(.integer(list), .integer(known), .integer(now), .integer(event))
        return .added
    }
}
