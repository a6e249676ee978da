// SPDX-License-Identifier: Apache-2.0
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

    static func fetch(
        _ db: Database, _ condition: String, _ arguments: StatementArguments
    ) throws -> Subscriber? {
        try Row.fetchOne(
            db, sql: "SELECT \(personColumns) FROM subscriber s WHERE \(condition)", arguments: arguments
        ).map { row in
            Subscriber(
                id: SubscriberID(rawValue: row[0]), address: EmailAddress(stored: row[1]), firstName: row[2],
                lastName: row[3], language: row[4], timeZone: row[5], attributes: row[6], joinedAt: row[7])
        }
    }

    private static let personColumns =
        "s.id, s.address, s.first_name, s.last_name, s.language, s.zone, s.attributes, s.joined_at"

    static func subscriberID(_ address: EmailAddress, _ db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db, sql: "SELECT id FROM subscriber WHERE address_key = ?", arguments: [address.key])
    }

    /// Whoever had an address once and has another now.
    public func subscriber(formerly address: EmailAddress) async throws -> Subscriber? {
        try await database.read { db in
            try Self.fetch(
                db, "id = (SELECT subscriber_id FROM former_address WHERE address_key = ?)", [address.key])
        }
    }

    /// A person's lists by name.
    public func subscriptions(of subscriber: SubscriberID) async throws -> [Subscription] {
        try await database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT l.name, l.title, p.status, p.changed_at, p.joined_at FROM subscription p
                    JOIN list l ON l.id = p.list_id WHERE p.subscriber_id = ? ORDER BY l.name
                    """, arguments: [subscriber.rawValue]
            ).map(Self.subscription)
        }
    }

    /// From a list's name and title, a status, and when it last changed and was asked for.
    static func subscription(_ row: Row) -> Subscription {
        Subscription(
            list: row[0], title: row[1], status: SubscriptionStatus(rawValue: row[2]) ?? .unsubscribed,
            changedAt: row[3], joinedAt: row[4])
    }

    /// Calls `body` with each person on a list, in the order they came, holding neither all of them in memory
    /// nor a view of the database.
    public func members(of list: String, _ body: (ListMember) throws -> Void) async throws {
        try await database.readInPortions(from: Int64.min, by: \.person.id.rawValue) { db, last, count in
            var members: [ListMember] = []
            let list = HotStatement.Value.integer(try Self.require(list, db).rawValue)
            try HotStatement(db, Self.membersOfList).each(list, .integer(last), .integer(count)) { row in
                members.append(ListMember(row))
            }
            return members
        } _: {
            try body($0)
        }
    }

    static let membersOfList = """
        SELECT \(personColumns), p.status, p.changed_at, p.joined_at
        FROM subscription p JOIN subscriber s ON s.id = p.subscriber_id
        WHERE p.list_id = ? AND p.subscriber_id > ? ORDER BY p.subscriber_id LIMIT ?
        """
}

extension ListMember {
    /// A row of `membersOfList`.
    fileprivate init(_ row: HotRow) {
        let person = Subscriber(
            id: SubscriberID(rawValue: row.integer(0)), address: EmailAddress(stored: row.text(1)),
            firstName: row.text(2), lastName: row.text(3), language: row.text(4), timeZone: row.text(5),
            attributes: row.text(6), joinedAt: row.integer(7))
        self.init(
            person: person, status: SubscriptionStatus(rawValue: Int(row.integer(8))) ?? .unsubscribed,
            changedAt: row.integer(9), joinedAt: row.integer(10))
    }
}
