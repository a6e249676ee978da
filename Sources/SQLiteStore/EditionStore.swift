public import Composer
import Foundation
import GRDB

/// The editions of a newsroom.
public struct EditionStore: Sendable {
    private let database: NewsroomDatabase

    /// The editions of a database.
    public init(_ database: NewsroomDatabase) { self.database = database }

    /// Keeps a new edition under the next number of its publication, which `make` is told.
    public func add(
        to publication: String, _ make: @escaping @Sendable (_ number: Int) -> Edition
    ) async throws -> (EditionID, Edition) {
        let now = database.now()
        return try await database.write { db in
            let last = try Int.fetchOne(
                db, sql: "SELECT max(number) FROM edition WHERE publication = ?", arguments: [publication])
            let edition = make((last ?? 0) + 1)
            try db.execute(
                sql:
                    "INSERT INTO edition (publication, number, date, content, created_at) VALUES (?, ?, ?, ?, ?)",
                arguments: [publication, edition.number, edition.date, try StoredJSON.text(edition), now])
            return (EditionID(rawValue: db.lastInsertedRowID), edition)
        }
    }

    /// One edition.
    public func edition(_ id: EditionID) async throws -> Edition? {
        let content = try await database.read { db in
            try String.fetchOne(db, sql: "SELECT content FROM edition WHERE id = ?", arguments: [id.rawValue])
        }
        return try content.map { try StoredJSON.value($0) }
    }

    /// All editions, latest first.
    public func all() async throws -> [(id: EditionID, edition: Edition)] {
        let rows = try await database.read { db in
            try Row.fetchAll(db, sql: "SELECT id, content FROM edition ORDER BY id DESC")
                .map { (EditionID(rawValue: $0[0]), $0[1] as String) }
        }
        return try rows.map { ($0.0, try StoredJSON.value($0.1)) }
    }
}
