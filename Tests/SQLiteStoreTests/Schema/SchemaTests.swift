// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Testing

@testable import SQLiteStore

@Suite("The schema")
struct SchemaTests {
    private let fixture: TemporaryDatabase
    private var migrator: DatabaseMigrator { Schema.migrator(random: fixture.random) }
    private var path: String { fixture.database.path }

    init() throws { fixture = try TemporaryDatabase() }

    @Test("has one migration for each release that changed it")
    func pinned() {
        #expect(Schema.releases == ["0.1.0", "0.2.0"] && migrator.migrations == Schema.releases)
    }

    @Test("of a release is what its golden file says, statement by statement", arguments: Schema.releases)
    func golden(release: String) throws {
        let database = try DatabaseQueue()
        try migrator.migrate(database, upTo: release)
        let made = try database.read { try Self.statements($0) }
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fixtures/Schema/\(release).sql")
        let golden = try String(contentsOf: file, encoding: .utf8)
        #expect(made == golden, "the first difference is \(Self.difference(made, golden))")
    }

    /// As SQLite keeps them, with the comments inside of them; without what SQLite and GRDB make for themselves.
    private static func statements(_ db: Database) throws -> String {
        try Row.fetchAll(
            db,
            sql: """
                SELECT type, sql FROM sqlite_schema
                WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'sqlite%' AND tbl_name NOT LIKE 'grdb%' ORDER BY rowid
                """
        ).reduce("") { text, row in
            text + (text.isEmpty || row[0] as String != "table" ? "" : "\n") + (row[1] as String) + ";\n"
        }
    }

    private static func difference(_ made: String, _ golden: String) -> String {
        let (made, golden) = (made.split(separator: "\n"), golden.split(separator: "\n"))
        let lines = zip(made, golden).first { $0 != $1 }
        return lines.map { "“\($0)” for “\($1)”" } ?? "behind line \(min(made.count, golden.count))"
    }

    @Test("of a newer version is refused, and nothing of its database is changed")
    func newer() async throws {
        try await note("9.9.9 from the future")
        try expectRefusal(StoreError.newer(path))
    }

    @Test("of a development version is refused, and nothing of its database is changed")
    func development() async throws {
        try await fixture.database.write { try $0.execute(sql: "DELETE FROM grdb_migrations") }
        for name in ["1 first edition", "2 intake"] { try await note(name) }
        try expectRefusal(StoreError.development(path))
    }

    private func note(_ migration: String) async throws {
        try await fixture.database.write { db in
            try db.execute(sql: "INSERT INTO grdb_migrations VALUES (?)", arguments: [migration])
        }
    }

    private func expectRefusal(_ error: StoreError) throws {
        try fixture.database.close()
        let before = try DatabaseQueue(path: path).read { try DatabaseContent.of($0) }
        #expect(throws: error) { try NewsroomDatabase(opening: path) }
        #expect(try DatabaseQueue(path: path).read { try DatabaseContent.of($0) } == before)
        let files = try FileManager.default.contentsOfDirectory(atPath: fixture.directory.path)
        #expect(files == ["daybreak.db"])
    }

    @Test("of a copy that another version made is refused by the copy's name")
    func copies() async throws {
        try await note("1 first edition")
        let copy = fixture.directory.appending(path: "copy.db").path
        try await fixture.database.backUp(to: copy)
        let target = fixture.directory.appending(path: "target.db").path
        await #expect(throws: StoreError.development(copy)) {
            try await NewsroomDatabase.restore(copy, to: target)
        }
        #expect(!FileManager.default.fileExists(atPath: target))
    }

    @Test("takes kinds and states that there are not yet")
    func open() async throws {
        try await fixture.create()
        try await fixture.ask("ann@inbox.test")
        try await fixture.publish("morning")
        for change in [
            "UPDATE delivery SET state = 10, worker_id = 7",
            "UPDATE delivery SET worker_id = NULL, due_at = 1",
            "UPDATE mailing SET state = 6", "UPDATE subscription SET status = 3",
            "INSERT INTO consent_event (kind, source, at) VALUES ('returned', 'a test', 0)",
            "INSERT INTO mailing_event (mailing_id, at, kind) VALUES (1, 0, 'lent')",
            "INSERT INTO delivery_event VALUES (1, 1, 0, 'lent', NULL)",
        ] {
            try await fixture.run(change)
        }
    }

    @Test(
        "holds deliveries to what their states mean",
        arguments: [
            "state = 1", "state = 2", "state = 3, worker_id = 1", "due_at = NULL", "state = 5", "state = 9",
            "state = 4, due_at = NULL",
        ])
    func deliveries(change: String) async throws {
        try await fixture.create()
        try await fixture.ask("ann@inbox.test")
        try await fixture.publish("morning")
        await #expect(throws: StoreError.self) { try await fixture.run("UPDATE delivery SET \(change)") }
    }

    @Test("lets editions wait for their number, and gives no number twice")
    func numbers() async throws {
        let insertion = """
            INSERT INTO edition (publication, number, date, content, created_at)
            VALUES ('test', ?, '2026-11-24', '{}', 0)
            """
        for _ in 0..<2 { try await fixture.run(insertion, [nil]) }
        try await fixture.run(insertion, [1])
        await #expect(throws: StoreError.self) { try await fixture.run(insertion, [1]) }
    }
}
