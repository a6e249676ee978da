// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB

/// All that a database holds, line by line.
enum DatabaseContent {
    /// What its head says of it, its statements, and every row of every table.
    static func of(_ db: Database) throws -> [String] {
        let head = try ["application_id", "user_version"].map { name in
            "\(name) \(try Int.fetchOne(db, sql: "PRAGMA \(name)") ?? 0)"
        }
        let tables = try String.fetchAll(
            db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        let statements = try String.fetchAll(db, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
        return try tables.reduce(head + statements) { lines, table in
            let rows = try Row.fetchAll(db, sql: "SELECT * FROM \(table)")
            return lines + rows.map { "\(table) \($0.databaseValues.map(text).joined(separator: "|"))" }
        }
    }

    private static func text(_ value: DatabaseValue) -> String {
        if case .blob(let bytes) = value.storage { "\([UInt8](bytes))" } else { "\(value)" }
    }
}
