// SPDX-License-Identifier: Apache-2.0
import Foundation
import Sender
import Synchronization
import Testing

@testable import SQLiteStore

@Suite("The files of workers")
struct WorkerFileTests {
    private let fixture: TemporaryDatabase

    init() throws { fixture = try TemporaryDatabase() }

    private var files: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: fixture.directory.path).sorted() }
    }

    /// How many descriptors of this process are of the newsroom's files: other tests run beside this one and open files of their
    /// own.
    private var descriptors: Int {
        get throws {
            let manager = FileManager.default
            return try manager.contentsOfDirectory(atPath: "/proc/self/fd").count {
                let file = try? manager.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
                return file?.hasPrefix(fixture.directory.path) == true
            }
        }
    }

    @Test("a sender that cannot begin leaves no file and no descriptor, however often it tries")
    func failsClean() async throws {
        try await fixture.create()
        // No worker can be registered, as on a full disk.
        try await fixture.run(
            "CREATE TRIGGER full BEFORE INSERT ON worker BEGIN SELECT RAISE(ABORT, 'no room'); END")
        await #expect(throws: StoreError.self) { try await SQLiteOutbox(fixture) }
        let (before, open) = (try files, try descriptors)
        for _ in 0..<20 { await #expect(throws: StoreError.self) { try await SQLiteOutbox(fixture) } }
        #expect(try files == before)
        #expect(try descriptors <= open)
    }

    @Test("what a sender that died wrote down stays until its rows are taken over")
    func journalStays() async throws {
        try await fixture.create()
        let file = fixture.database.workerLockPath("dead")
        try Data("1 begun\n".utf8).write(to: URL(filePath: file))
        try await fixture.run("INSERT INTO worker (key, lease_until, process) VALUES ('dead', 0, 1)")
        try await fixture.run(
            "CREATE TRIGGER full BEFORE DELETE ON worker BEGIN SELECT RAISE(ABORT, 'no room'); END")
        await #expect(throws: StoreError.self) { try await SQLiteOutbox(fixture) }
        #expect(FileManager.default.fileExists(atPath: file))
        try await fixture.run("DROP TRIGGER full")
        _ = try await SQLiteOutbox(fixture)
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test(
        "a worker's file that its process left behind goes when the next one begins, unless its results are in it"
    )
    func strays() async throws {
        try await fixture.create()
        let stray = fixture.database.workerLockPath("stray")
        try Data().write(to: URL(filePath: stray))
        let alive = try #require(FileLock(path: fixture.database.workerLockPath("alive")))
        let outbox = try await SQLiteOutbox(fixture)
        #expect(!FileManager.default.fileExists(atPath: stray))
        #expect(FileManager.default.fileExists(atPath: alive.path))
        _ = try await outbox.lease()
    }

    @Test("a sender that has ended leaves none, whoever still holds the sender")
    func leaves() async throws {
        try await fixture.create()
        let before = try files
        let outbox = try await SQLiteOutbox(fixture)
        #expect(try files.count == before.count + 1)
        outbox.leave()
        #expect(try files == before)
        outbox.leave()
        // What could not be written is in the file, for the next one.
        let behind = try await SQLiteOutbox(fixture)
        behind.worker.note(isBehind: true)
        behind.leave()
        let left = try #require(try files.first { $0.contains("worker") })
        #expect(FileLock(path: fixture.directory.appending(path: left).path) != nil)
    }
}
