// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Testing

@testable import SQLiteStore

@Suite("Whether anything was committed")
struct DataVersionTests {
    private let fixture: TemporaryDatabase

    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
    }

    @Test("is not so where people only read")
    func same() async throws {
        let version = try #require(try fixture.database.dataVersion())
        _ = try await fixture.subscribers.lists()
        #expect(try fixture.database.dataVersion() == version)
    }

    @Test("is so behind each commit, of this process or another")
    func changed() async throws {
        let other = try NewsroomDatabase(opening: fixture.database.path)
        for database in [fixture.database, other, fixture.database] {
            let version = try #require(try fixture.database.dataVersion())
            try await database.write { try $0.execute(sql: "UPDATE list SET title = title || 'x'") }
            #expect(try fixture.database.dataVersion() != version)
        }
    }

    @Test("cannot be said of a file in the place of the one that is open", arguments: [true, false])
    func replaced(wasAsked: Bool) async throws {
        let path = fixture.database.path
        if wasAsked { _ = try fixture.database.dataVersion() }
        let other = fixture.directory.appending(path: "other.db").path
        try await fixture.database.checkpoint()
        try FileManager.default.copyItem(atPath: path, toPath: other)
        try #require(rename(other, path) == 0)
        #expect(throws: StoreError.replaced(path)) { try fixture.database.dataVersion() }
    }
}
