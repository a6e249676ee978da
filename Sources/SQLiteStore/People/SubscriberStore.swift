// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
public import Subscribers

/// Lists, people and their consent.
public struct SubscriberStore: Sendable {
    let database: NewsroomDatabase

    /// The subscribers of a database.
    public init(_ database: NewsroomDatabase) { self.database = database }

    /// Makes a list.
    public func create(_ list: MailingList) async throws {
        let now = database.now()
        try await database.write { db in
            guard try Self.id(of: list.name, db) == nil else { throw StoreError.listExists(list.name) }
            try db.execute(
                sql: """
                    INSERT INTO list (name, title, is_public, is_double, publication, created_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [list.name, list.title, list.isPublic, list.isDouble, list.publication, now])
        }
    }

    /// Changes everything about a list but its name.
    public func change(_ list: MailingList) async throws {
        try await database.write { db in
            try db.execute(
                sql:
                    "UPDATE list SET title = ?, is_public = ?, is_double = ?, publication = ? WHERE name = ?",
                arguments: [list.title, list.isPublic, list.isDouble, list.publication, list.name])
            guard db.changesCount == 1 else { throw StoreError.noSuchList(list.name) }
        }
    }

    /// All lists by name.
    public func lists() async throws -> [MailingList] {
        try await database.read { db in
            try db.rows("SELECT \(Self.listColumns) FROM list l ORDER BY l.name").map(Self.list)
        }
    }

    /// One list.
    public func list(_ name: String) async throws -> MailingList {
        guard let list = try await lists().first(where: { $0.name == name }) else {
            throw StoreError.noSuchList(name)
        }
        return list
    }

    private static let listColumns = "l.name, l.title, l.is_public, l.is_double, l.publication"

    private static func list(_ row: Row) throws -> MailingList {
        // Lists were made before titles were checked, so a stored one may be none.
        try MailingList(
            name: row[0], title: LineText.cleaned(row[1]), isPublic: row[2], isDouble: row[3],
            publication: row[4])
    }

    /// All lists by name, or those of one name. Reads all their subscriptions.
    public func summaries(of name: String? = nil) async throws -> [ListSummary] {
        try await database.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Self.listColumns), p.status, count(p.subscriber_id)
                    FROM list l LEFT JOIN subscription p ON p.list_id = l.id
                    WHERE ?1 IS NULL OR l.name = ?1
                    GROUP BY l.id, p.status ORDER BY l.name
                    """, arguments: [name])
            var summaries: [ListSummary] = []
            for row in rows {
                let list = try Self.list(row)
                var counts = summaries.last?.list == list ? summaries.removeLast().counts : [:]
                if let status = (row[5] as Int?).flatMap(SubscriptionStatus.init) { counts[status] = row[6] }
                summaries.append(ListSummary(list: list, counts: counts))
            }
            return summaries
        }
    }

    /// One list and how many are on it. Reads all its subscriptions.
    public func summary(of name: String) async throws -> ListSummary {
        guard let summary = try await summaries(of: name).first else { throw StoreError.noSuchList(name) }
        return summary
    }

    static func id(of list: String, _ db: Database) throws -> ListID? {
        try ListID.fetchOne(db, sql: "SELECT id FROM list WHERE name = ?", arguments: [list])
    }

    static func requireDetails(_ list: String, _ db: Database) throws -> (id: ListID, MailingList) {
        guard
            let row = try Row.fetchOne(
                db, sql: "SELECT \(listColumns), l.id FROM list l WHERE l.name = ?", arguments: [list])
        else { throw StoreError.noSuchList(list) }
        return (row[5], try Self.list(row))
    }

    static func require(_ list: String, _ db: Database) throws -> ListID {
        guard let id = try id(of: list, db) else { throw StoreError.noSuchList(list) }
        return id
    }
}
