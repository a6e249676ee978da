import Foundation
import GRDB
public import MailFormat
public import Subscribers

/// Looking people up.
extension SubscriberStore {
    /// Who has an address.
    public func subscriber(_ address: EmailAddress) async throws -> Subscriber? {
        try await database.read { db in
            try Self.fetch(db, "address_key = ?", [address.key])
        }
    }

    /// Who has a number.
    public func subscriber(_ id: SubscriberID) async throws -> Subscriber? {
        try await database.read { db in try Self.fetch(db, "id = ?", [id.rawValue]) }
    }

    private static func fetch(
        _ db: Database, _ condition: String, _ arguments: StatementArguments
    ) throws -> Subscriber? {
        try Row.fetchOne(
            db,
            sql: "SELECT id, address, first_name, last_name, attributes FROM subscriber WHERE \(condition)",
            arguments: arguments
        ).flatMap(Subscriber.init(row:))
    }

    static func subscriberID(_ address: EmailAddress, _ db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db, sql: "SELECT id FROM subscriber WHERE address_key = ?", arguments: [address.key])
    }

    /// A person's lists by name.
    public func subscriptions(of subscriber: SubscriberID) async throws -> [Subscription] {
        try await database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT l.name, l.title, p.status, p.changed_at FROM subscription p
                    JOIN list l ON l.id = p.list_id WHERE p.subscriber_id = ? ORDER BY l.name
                    """, arguments: [subscriber.rawValue]
            ).map { row in
                Subscription(
                    list: row[0], title: row[1],
                    status: SubscriptionStatus(rawValue: row[2]) ?? .unsubscribed,
                    changedAt: row[3])
            }
        }
    }

    /// Calls `body` with each person on a list, in the order they joined, without holding them in memory.
    public func members(
        of list: String, _ body: @escaping @Sendable (Subscriber, SubscriptionStatus) throws -> Void
    ) async throws {
        try await database.read { db in
            let target = try Self.require(list, db)
            let rows = try Row.fetchCursor(db, sql: Self.membersOfList, arguments: [target])
            while let row = try rows.next() {
                guard let subscriber = Subscriber(row: row) else {
                    throw StoreError.damaged("subscriber \(row[0] as Int64) cannot be read")
                }
                try body(subscriber, SubscriptionStatus(rawValue: row[5]) ?? .unsubscribed)
            }
        }
    }

    static let membersOfList = """
        SELECT s.id, s.address, s.first_name, s.last_name, s.attributes, p.status
        FROM subscription p JOIN subscriber s ON s.id = p.subscriber_id
        WHERE p.list_id = ? ORDER BY p.subscriber_id
        """

    /// The names of all attributes that people on a list have.
    public func attributeNames(of list: String) async throws -> [String] {
        try await database.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT a.key FROM subscription p
                    JOIN subscriber s ON s.id = p.subscriber_id, json_each(s.attributes) a
                    WHERE p.list_id = ? ORDER BY a.key
                    """, arguments: [try Self.require(list, db)])
        }
    }

    /// The secrets that sign links, the latest first; makes one when there is none.
    public func tokenKeys() async throws -> TokenKeys {
        let now = database.now()
        return try await database.write { db in
            func stored() throws -> [(number: UInt8, secret: [UInt8])] {
                try Row.fetchAll(db, sql: "SELECT number, secret FROM token_key ORDER BY number DESC")
                    .map { ($0[0], [UInt8]($0[1] as Data)) }
            }
            if try stored().isEmpty {
                try db.execute(
                    sql: "INSERT INTO token_key VALUES (1, ?, ?)",
                    arguments: [Data(TokenKeys.randomSecret()), now])
            }
            return TokenKeys(try stored())
        }
    }
}

extension Subscriber {
    /// From `id, address, first_name, last_name, attributes`.
    fileprivate init?(row: Row) {
        guard
            let attributes = try? JSONDecoder().decode(
                [String: String].self, from: Data((row[4] as String).utf8))
        else { return nil }
        self.init(
            id: SubscriberID(rawValue: row[0]), address: EmailAddress(stored: row[1]), firstName: row[2],
            lastName: row[3],
            attributes: attributes)
    }
}
