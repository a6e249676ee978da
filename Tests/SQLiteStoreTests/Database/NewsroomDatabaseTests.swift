// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Testing

@testable import SQLiteStore

@Suite("The database file")
struct NewsroomDatabaseTests {
    private let fixture: TemporaryDatabase
    private let path: String

    init() throws {
        fixture = try TemporaryDatabase()
        path = fixture.directory.appending(path: "other.db").path
    }

    @Test("a missing file is not made by opening it")
    func missing() {
        #expect(throws: StoreError.missing(path)) { try NewsroomDatabase(opening: path) }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("a database is not made over another")
    func exists() {
        #expect(throws: StoreError.exists(fixture.database.path)) {
            try NewsroomDatabase.create(at: fixture.database.path)
        }
    }

    @Test("a file that is no database is refused and left alone")
    func notADatabase() throws {
        let text = String(repeating: "no database ", count: 100)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: StoreError.notADatabase(path)) { try NewsroomDatabase(opening: path) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test("whoever has it open last writes its log back, and the log is gone")
    func closed() async throws {
        let path = fixture.database.path
        let second = try NewsroomDatabase(opening: path)
        for database in [fixture.database, second] {
            #expect(FileManager.default.fileExists(atPath: "\(path)-wal"))
            _ = try await database.read { _ in }
            _ = try database.dataVersion()
            try database.close()
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: fixture.directory.path)
        #expect(files == ["daybreak.db"])
    }

    @Test("every commit is synced")
    func synchronous() async throws {
        let mode = try await fixture.database.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
        #expect(mode == 2)
    }

    @Test("who may trust references is alone with it, also when it fails", arguments: [true, false])
    func references(succeeds: Bool) async throws {
        let orphan = "INSERT INTO delivery (mailing_id, subscriber_id, due_at) VALUES (1, 1, 0)"
        try? await fixture.database.writeTrustingReferences { db in
            if !succeeds { throw StoreError.failed("for a test") }
        }
        await #expect(throws: StoreError.self) {
            try await fixture.database.write { try $0.execute(sql: orphan) }
        }
    }

    @Test("a full disk changes nothing and says so")
    func full() async throws {
        try await fixture.database.write { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        await #expect(throws: StoreError.full) {
            try await fixture.database.write { db in
                try db.execute(sql: "INSERT INTO list (name, title, created_at) VALUES ('a', '', 0)")
                for number in 0..<10_000 {
                    try db.execute(
                        sql: "INSERT INTO list (name, title, created_at) VALUES (?, ?, 0)",
                        arguments: ["list\(number)", String(repeating: "x", count: 500)])
                }
            }
        }
        #expect(
            try await fixture.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM list") } == 0)
    }
}
