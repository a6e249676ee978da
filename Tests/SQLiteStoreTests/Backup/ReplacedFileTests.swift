// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("A database whose file is replaced while it is open")
struct ReplacedFileTests {
    private let fixture: TemporaryDatabase
    private var path: String { fixture.database.path }
    private var other: String { fixture.directory.appending(path: "other.db").path }

    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
        try await fixture.ask("ann@inbox.test")
        try await fixture.database.checkpoint()
    }

    private func expectNothingTaken() async throws {
        await #expect(throws: StoreError.replaced(path)) { try await fixture.ask("bo@inbox.test") }
        await #expect(throws: StoreError.replaced(path)) { try await fixture.subscribers.lists() }
        #expect(throws: StoreError.replaced(path)) { try fixture.database.dataVersion() }
    }

    @Test("by another one in its place: nothing is read or written any more")
    func moved() async throws {
        try NewsroomDatabase.create(at: other)
        try #require(rename(other, path) == 0)
        try await expectNothingTaken()
    }

    @Test("by a copy of itself in its place: nothing is written any more")
    func movedCopy() async throws {
        try FileManager.default.copyItem(atPath: path, toPath: other)
        try #require(rename(other, path) == 0)
        await #expect(throws: StoreError.replaced(path)) { try await fixture.ask("bo@inbox.test") }
    }

    @Test("by a backup that is copied over it, which keeps the inode: nothing is read or written any more")
    func copiedOver() async throws {
        try await fixture.database.backUp(to: other)
        let bytes = try Data(contentsOf: URL(filePath: other))
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: bytes)
        try await expectNothingTaken()
        try file.close()
    }

    @Test("and removed: nothing is written any more")
    func removed() async throws {
        try FileManager.default.removeItem(atPath: path)
        try await expectNothingTaken()
    }

    @Test("and closed: the log of the one in its place stays")
    func othersLog() async throws {
        _ = try await fixture.subscribers.lists()
        let file = try Data(contentsOf: URL(filePath: path))
        try FileManager.default.moveItem(atPath: path, toPath: other)
        try file.write(to: URL(filePath: path))
        let log = "\(path)-wal"
        try FileManager.default.removeItem(atPath: log)
        try Data("log".utf8).write(to: URL(filePath: log))
        try fixture.database.close()
        #expect(try Data(contentsOf: URL(filePath: log)) == Data("log".utf8))
    }

    @Test("is none when others checkpoint, vacuum or migrate it")
    func same() async throws {
        let second = try NewsroomDatabase(opening: path)
        try await second.write { try $0.execute(sql: "UPDATE list SET title = 'Other'") }
        try await second.checkpoint()
        try await second.rewrite()
        try await fixture.ask("bo@inbox.test")
        #expect(try await fixture.subscribers.summary(of: "morning").counts == [.active: 2])
    }
}
