// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("A value that the schema does not allow")
struct DamagedValueTests {
    private let fixture: TemporaryDatabase

    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
        try await fixture.ask("ann@inbox.test")
    }

    /// What a bit of the file can do: a column loses its value, though it must have one.
    private func damage(_ table: String, _ column: String) async throws {
        try await fixture.database.writeAlone { db in
            try db.execute(sql: "PRAGMA writable_schema = ON")
            try db.execute(
                sql: "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = ?",
                arguments: ["\(column) NOT NULL", column, table])
            try db.execute(sql: "PRAGMA writable_schema = RESET")
            try db.execute(sql: "UPDATE \(table) SET \(column.prefix { $0 != " " }) = NULL")
        }
        try await fixture.database.checkpoint()
    }

    private func isDamage(_ body: () async throws -> some Any) async -> Bool {
        do {
            _ = try await body()
            return false
        } catch {
            if case .damaged(.value(let what)) = error as? StoreError { return what.contains("NULL") }
            return false
        }
    }

    @Test("ends a reading with what it is, not the process")
    func reading() async throws {
        try await damage("list", "title TEXT")
        #expect(await isDamage { try await fixture.subscribers.lists() })
        #expect(await isDamage { try await fixture.subscribers.summaries() })
    }

    @Test("undoes what was written with it")
    func writing() async throws {
        try await damage("subscriber", "attributes TEXT")
        #expect(
            await isDamage {
                try await fixture.subscribers.set("age", to: .number)
                return try await fixture.database.write { db in
                    try db.execute(sql: "UPDATE list SET title = 'other'")
                    let rows = try Row.fetchAll(db, sql: "SELECT attributes FROM subscriber")
                    return rows.map { $0[0] as String }
                }
            })
        #expect(try await fixture.subscribers.list("morning").title != "other")
    }

    @Test("is forgotten with the access that met it")
    func forgotten() async throws {
        for _ in 1...8 {
            let isRefused = await isDamage {
                try await fixture.database.read { db in
                    try Row.fetchOne(db, sql: "SELECT NULL").map { $0[0] as Int }
                }
            }
            #expect(isRefused)
            #expect(try await fixture.database.read { try Int.fetchOne($0, sql: "SELECT 1") } == 1)
        }
    }
}
