import Foundation
import GRDB
public import MailFormat
public import Subscribers

/// What one person or an operator changes about one subscription.
extension SubscriberStore {
    /// What became of a request to subscribe.
    public enum Addition: Hashable, Sendable {
        case added, alreadyActive, resubscribed, suppressed
    }

    /// Subscribes one person at their own wish, also when they had unsubscribed before.
    /// - Parameter source: who asked and how, for the consent record.
    public func add(_ row: ImportRow, to list: String, source: String) async throws -> Addition {
        let now = database.now()
        return try await database.write { db in
            let target = try Self.require(list, db)
            let hash = Data(AddressHash(row.address).bytes)
            let suppressed = try Bool.fetchOne(
                db, sql: "SELECT true FROM suppression WHERE address_hash = ?", arguments: [hash])
            guard suppressed == nil else { return .suppressed }
            try db.execute(
                sql: """
                    INSERT INTO subscriber
                        (address, address_key, address_hash, first_name, last_name, attributes, created_at)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                    ON CONFLICT (address_key) DO UPDATE SET
                        first_name = iif(?4 = '', first_name, ?4), last_name = iif(?5 = '', last_name, ?5),
                        attributes = json_patch(attributes, ?6)
                    """,
                arguments: [
                    row.address.description, row.address.key, hash, row.firstName, row.lastName,
                    row.attributes, now,
                ])
            guard let subscriber = try Self.subscriberID(row.address, db) else { return .suppressed }
            let before = try Int.fetchOne(
                db, sql: "SELECT status FROM subscription WHERE list_id = ? AND subscriber_id = ?",
                arguments: [target, subscriber])
            if before == SubscriptionStatus.active.rawValue { return .alreadyActive }
            try Self.set(.active, of: subscriber, on: target, kind: "subscribe", source: source, now: now, db)
            return before == nil ? .added : .resubscribed
        }
    }

    /// Unsubscribes a person from a list; false when they were not subscribed.
    public func unsubscribe(_ subscriber: SubscriberID, from list: String, source: String) async throws
        -> Bool
    {
        let now = database.now()
        return try await database.write { db in
            let target = try Self.require(list, db)
            let isSubscribed = try Bool.fetchOne(
                db,
                sql: "SELECT status <> 2 FROM subscription WHERE list_id = ? AND subscriber_id = ?",
                arguments: [target, subscriber.rawValue])
            guard isSubscribed == true else { return false }
            try Self.set(
                .unsubscribed, of: subscriber.rawValue, on: target, kind: "unsubscribe", source: source,
                now: now, db)
            return true
        }
    }

    private static func set(
        _ status: SubscriptionStatus, of subscriber: Int64, on list: Int64, kind: String, source: String,
        now: Int64, _ db: Database
    ) throws {
        try db.execute(
            sql:
                "INSERT INTO consent_event (kind, list_id, subscriber_id, source, at) VALUES (?, ?, ?, ?, ?)",
            arguments: [kind, list, subscriber, source, now])
        try db.execute(
            sql: """
                INSERT INTO subscription (list_id, subscriber_id, status, changed_at, event_id)
                VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT DO UPDATE SET status = ?3, changed_at = ?4, event_id = ?5
                """, arguments: [list, subscriber, status.rawValue, now, db.lastInsertedRowID])
    }

    /// Never mails an address again, on any list, also when the person is forgotten.
    public func suppress(_ address: EmailAddress, because reason: String) async throws {
        let now = database.now()
        try await database.write { db in
            try db.execute(
                sql: "INSERT INTO suppression VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                arguments: [Data(AddressHash(address).bytes), reason, now])
        }
    }

    /// Whether an address must not be mailed, and why.
    public func suppression(of address: EmailAddress) async throws -> String? {
        try await database.read { db in
            try String.fetchOne(
                db, sql: "SELECT reason FROM suppression WHERE address_hash = ?",
                arguments: [Data(AddressHash(address).bytes)])
        }
    }
}
