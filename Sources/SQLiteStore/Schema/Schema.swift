// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB

/// The database's shape: what a released version made, and what later ones change of it.
///
/// A released migration is never edited, for databases that it made are in use; what comes later is a migration of its own.
/// `Tests/SQLiteStoreTests/Schema` keeps what each release made, as SQLite tells it.
///
/// All times are milliseconds since 1970. A CHECK says what is true of the states that it names and nothing of others, and
/// none lists every kind or state there is: SQLite cannot change one without writing its table anew, and states are added.
enum Schema {
    /// - Parameter random: gives the newsroom its key.
    static func migrator(random: RandomBits) -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("0.1.0") { db in
            for tables in first { try db.execute(sql: tables) }
            try db.execute(
                sql: "INSERT INTO newsroom (key, last_mailing) VALUES (?, 0)",
                arguments: [Data(random.bytes(16))])
        }
        migrator.registerMigration("0.2.0") { db in
            for tables in second { try db.execute(sql: tables) }
        }
        return migrator
    }

    /// The releases that changed the schema.
    static let releases = ["0.1.0", "0.2.0"]

    /// The tables of 0.1.0, by subject.
    private static let first = [
        newsroom, people, attributes, consent, articles, editions, mailings, deliveries, copies, relays,
    ]

    /// What 0.2.0 adds, by subject.
    private static let second = [
        media, addressChanges, numbersInTexts, returns, rules, waves, alarms, metrics, lending,
    ]

    /// Refuses a database that another version wrote, and which this one would misread.
    /// - Parameter path: what the error names.
    /// - Throws: `StoreError.newer`, or `StoreError.development`.
    static func requireKnown(_ db: Database, at path: String) throws {
        let unknown = try DatabaseMigrator().appliedIdentifiers(db).subtracting(releases)
        guard !unknown.contains(developmentMark) else { throw StoreError.development(path) }
        guard unknown.isEmpty else { throw StoreError.newer(path) }
    }

    /// The first migration of every version before 0.1.0, which numbered them.
    private static let developmentMark = "1 first edition"
}
