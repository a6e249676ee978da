// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import MailFormat
import Sender
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("Backups")
struct BackupTests {
    private let fixture: TemporaryDatabase
    private var copy: String { fixture.directory.appending(path: "copy.db").path }
    private var target: String { fixture.directory.appending(path: "restored.db").path }

    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
    }

    private var files: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: fixture.directory.path).sorted() }
    }

    @Test("are of one instant, while others write and send")
    func consistent() async throws {
        _ = try await fixture.publish(to: 200)
        let outbox = try await SQLiteOutbox(fixture)
        let copies = (1...3).map { fixture.directory.appending(path: "copy\($0).db").path }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [fixture] in
                for number in 0..<150 {
                    try await fixture.ask("new\(number)@inbox.test")
                    if number.isMultiple(of: 3) { try await fixture.leave("new\(number)@inbox.test") }
                }
            }
            group.addTask {
                while case let rows = try await outbox.lease(5), !rows.isEmpty {
                    try await outbox.settle(rows, .taken)
                }
            }
            group.addTask { [fixture] in for copy in copies { try await fixture.database.backUp(to: copy) } }
            try await group.waitForAll()
        }
        for copy in copies {
            let place = copy + ".restored"
            _ = try await NewsroomDatabase.restore(copy, to: place)
            let database = try NewsroomDatabase(opening: place)
            #expect(try await database.check() == [])
            let mailing = try #require(try await MailingStore(database).all().first)
            #expect(try await MailingStore(database).counts(of: mailing.id).values.reduce(0, +) == 200)
        }
    }

    @Test("appear whole or not at all")
    func atomic() async throws {
        let before = try files
        let lost = fixture.directory.appending(path: "no/such/place.db").path
        await #expect(throws: StoreError.self) { try await fixture.database.backUp(to: lost) }
        try "mine".write(toFile: copy, atomically: true, encoding: .utf8)
        await #expect(throws: StoreError.exists(copy)) { try await fixture.database.backUp(to: copy) }
        #expect(try String(contentsOfFile: copy, encoding: .utf8) == "mine")
        #expect(try files == (before + ["copy.db"]).sorted())
        try FileManager.default.removeItem(atPath: copy)
        try await fixture.database.backUp(to: copy)
        #expect(try files == (before + ["copy.db"]).sorted())
    }

    @Test("bring back what was there, halt what may have gone out since, and keep the database before")
    func restores() async throws {
        try await fixture.ask("ann@inbox.test")
        let (sending, paused) = (try await fixture.publish("morning"), try await fixture.publish("morning"))
        #expect(try await fixture.mailings.pause(paused))
        let (due, later) = (
            try await fixture.schedule(at: 1000), try await fixture.schedule(at: 4_102_444_800_000)
        )
        try await fixture.database.backUp(to: copy)
        try await fixture.ask("bo@inbox.test")
        let path = fixture.database.path
        try fixture.database.close()

        let restoration = try await NewsroomDatabase.restore(copy, to: path)
        #expect(restoration.madeAt == fixture.now)
        #expect(restoration.held == [sending, paused, due])
        let store = MailingStore(try NewsroomDatabase(opening: path))
        #expect(try await store.all().reversed().map(\.state) == [.halted, .halted, .halted, .scheduled])
        #expect(try await SubscriberStore(store.database).summary(of: "morning").counts == [.active: 1])
        #expect(try await store.database.read { try $0.tableExists("backup") } == false)

        let before = SubscriberStore(try NewsroomDatabase(opening: try #require(restoration.previous)))
        #expect(try await before.summary(of: "morning").counts == [.active: 2])

        for mailing in [due, sending] { #expect(try await store.resume(mailing)) }
        #expect(try await store.mailing(due)?.state == .scheduled)
        #expect(try await store.mailing(sending)?.state == .sending)
        #expect(try await store.due().map(\.id) == [due])
        #expect(try await store.cancel(paused))
        #expect(try await store.mailing(later)?.reason == nil)
        #expect(try await store.database.check() == [])
    }

    @Test("restored twice at once lose neither of the databases before")
    func twice() async throws {
        try await fixture.database.backUp(to: copy)
        var previous: Set<String> = []
        for _ in 0..<3 {
            if let path = try await NewsroomDatabase.restore(copy, to: target).previous {
                previous.insert(path)
            }
        }
        #expect(previous.count == 2)
        for path in previous { #expect(FileManager.default.fileExists(atPath: path)) }
    }

    @Test("that are none, or damaged, change nothing")
    func refused() async throws {
        for number in 0..<400 { try await fixture.ask("reader\(number)@inbox.test") }
        try await fixture.database.backUp(to: copy)
        let text = fixture.directory.appending(path: "text").path
        try String(repeating: "no database ", count: 900).write(
            toFile: text, atomically: true, encoding: .utf8)
        let damaged = fixture.directory.appending(path: "damaged.db").path
        var bytes = try Data(contentsOf: URL(fileURLWithPath: copy))
        let middle = bytes.count / 2 / 4096 * 4096
        for index in middle..<(middle + 4096) { bytes[index] ^= 0xFF }
        try bytes.write(to: URL(fileURLWithPath: damaged))
        try await fixture.database.checkpoint()
        let before = try files

        await #expect(throws: StoreError.notABackup(fixture.database.path)) {
            try await NewsroomDatabase.restore(fixture.database.path, to: target)
        }
        await #expect(throws: StoreError.notABackup(text)) {
            try await NewsroomDatabase.restore(text, to: target)
        }
        await #expect(throws: StoreError.missing(target)) {
            try await NewsroomDatabase.restore(target, to: text)
        }
        let error = await #expect(throws: StoreError.self) {
            try await NewsroomDatabase.restore(damaged, to: fixture.database.path)
        }
        guard case .damagedBackup(damaged, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try files == before)
        #expect(try await fixture.subscribers.summary(of: "morning").counts == [.active: 400])
    }

    @Test("are not put in place while a sender is at work")
    func busy() async throws {
        try await fixture.database.backUp(to: copy)
        let path = fixture.database.path
        do {
            let outbox = try await SQLiteOutbox(fixture)
            await #expect(throws: StoreError.inUse(path)) {
                try await NewsroomDatabase.restore(copy, to: path)
            }
            _ = try await outbox.lease()
        }
        _ = try await NewsroomDatabase.restore(copy, to: path)
    }

    private static func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test("and what they are made of are their owner's alone from the first byte on, also of a readable copy")
    func isPrivate() async throws {
        let before = umask(0o022)
        defer { umask(before) }
        let draft = try DraftFile(of: copy, besides: fixture.database.path)
        #expect(try Self.mode(draft.path) == 0o600)
        try await fixture.database.backUp(to: copy)
        #expect(try Self.mode(copy) == 0o600)
        for path in [copy, fixture.database.path] {
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        }
        let path = fixture.database.path
        let restoration = try await NewsroomDatabase.restore(copy, to: path)
        #expect(try Self.mode(path) == 0o600)
        #expect(try Self.mode(try #require(restoration.previous)) == 0o600)
    }

    @Test(
        "leave no draft: one whose process was killed goes at the next start, and is searched while it is written"
    )
    func drafts() async throws {
        try await fixture.ask("ann@inbox.test")
        let path = fixture.database.path
        let elsewhere = fixture.directory.appending(path: "disk").path
        try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
        let living = try DraftFile(of: "\(elsewhere)/living.db", besides: path)
        try Data("Ann@Inbox.test".utf8).write(to: URL(filePath: living.path))
        // What a killed process leaves: the draft, and the file that tells of it, which nobody holds.
        let left = "\(elsewhere)/left.db.part-k1"
        try Data("ann@inbox.test".utf8).write(to: URL(filePath: left))
        try Data(left.utf8).write(to: URL(filePath: "\(path)-draft-k1"))
        let mine = "\(elsewhere)/mine.db"
        try Data("mine".utf8).write(to: URL(filePath: mine))
        try Data(mine.utf8).write(to: URL(filePath: "\(path)-draft-k2"))

        _ = try NewsroomDatabase(opening: path)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: elsewhere).sorted() == [
                URL(filePath: living.path).lastPathComponent, "mine.db",
            ])
        #expect(try files.filter { $0.contains("-draft-") }.count == 1)

        try await fixture.subscribers.forget(fixture.id("ann@inbox.test"), suppressing: .erased)
        let traces = try await fixture.subscribers.eraseTraces(of: ["ann@inbox.test"])
        #expect(traces.filter { $0.found > 0 }.map(\.file) == [living.path])
    }

    @Test("a backup put in place by hand is taken for one, and can be backed up again")
    func byHand() async throws {
        try await fixture.ask("ann@inbox.test")
        let sending = try await fixture.publish("morning")
        try await fixture.database.backUp(to: copy)
        try FileManager.default.copyItem(atPath: copy, toPath: target)
        let database = try NewsroomDatabase(opening: target)
        #expect(try await MailingStore(database).mailing(sending)?.state == .halted)
        let again = copy + ".again"
        try await database.backUp(to: again)
        #expect(try await NewsroomDatabase.restore(again, to: target).held == [], "it is halted already")
    }
}
