// SPDX-License-Identifier: Apache-2.0
import GRDB

/// The numbers by which the ledger knows relays.
enum RelayNumber {
    /// The number of a relay, given when its name is first seen.
    static func of(_ name: String, _ db: Database) throws -> Int64 {
        let known = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM relay WHERE name = ?"), arguments: [name])
        if let known { return known }
        try db.execute(sql: "INSERT INTO relay (name) VALUES (?)", arguments: [name])
        return db.lastInsertedRowID
    }
}
