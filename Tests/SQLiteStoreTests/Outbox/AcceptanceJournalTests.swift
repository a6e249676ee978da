import Foundation
import GRDB
import MailFormat
import Sender
import Testing

@testable import SQLiteStore

@Suite("The journal of a worker")
struct AcceptanceJournalTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID().uuidString)")
        .path
    private let ok = Reply(code: 250, lines: ["2.0.0 Ok: queued as 4bXyz"])

    private func id(_ number: Int64) -> DeliveryID { DeliveryID(rawValue: number) }

    @Test("tells what began, what was accepted and with which words, and forgets what is settled")
    func notes() throws {
        let lock = try #require(FileLock(path: path))
        let journal = try AcceptanceJournal(lock)
        #expect(AcceptanceJournal.notes(in: path).rows.isEmpty)
        for number in 1...4 { journal.begin(id(Int64(number))) }
        journal.begin(id(.max))
        journal.accept(id(1), ok)
        journal.accept(id(2), Reply(code: 250, lines: [String(repeating: "long ", count: 100)]))
        journal.accept(id(99), ok)
        journal.forget([Settlement(id(3), .returned), Settlement(id(98), .returned)])
        let notes = AcceptanceJournal.notes(in: path)
        #expect(notes.isComplete)
        #expect(Set(notes.rows.keys) == [1, 2, 4, .max])
        #expect(notes.rows[1] == ok)
        #expect(notes.rows[2]??.description.hasPrefix("250 long long") == true)
        #expect(notes.rows[4] == .some(nil))
        // A place that is used again says nothing of its earlier row.
        journal.forget([Settlement(id(1), .returned)])
        journal.begin(id(5))
        #expect(AcceptanceJournal.notes(in: path).rows[5] == .some(nil))
    }

    @Test("says that it may miss something when it is full, of another boot, cut off or not there")
    func incomplete() throws {
        var bytes = Data()
        do {
            let lock = try #require(FileLock(path: path))
            let journal = try AcceptanceJournal(lock)
            for number in 1..<8_192 { journal.begin(id(Int64(number))) }
            #expect(AcceptanceJournal.notes(in: path).isComplete)
            journal.begin(id(9_000))
            #expect(!AcceptanceJournal.notes(in: path).isComplete)
            #expect(AcceptanceJournal.notes(in: path).rows.count == 8_191)
            bytes = try Data(contentsOf: URL(filePath: path))
        }
        bytes.replaceSubrange(0..<36, with: Data("00000000-0000-0000-0000-000000000000".utf8))
        for content in [bytes, bytes.prefix(1_000), Data()] {
            try content.write(to: URL(filePath: path))
            #expect(!AcceptanceJournal.notes(in: path).isComplete)
        }
        try FileManager.default.removeItem(atPath: path)
        #expect(!AcceptanceJournal.notes(in: path).isComplete)
    }

    @Test("decides what becomes of rows in flight when their process was killed")
    func decides() async throws {
        let fixture = try TemporaryDatabase()
        try await fixture.create()
        try await fixture.load("email\n" + (1...4).map { "reader\($0)@inbox.test\n" }.joined())
        let mailing = try await fixture.publish("morning")
        let outbox = try await SQLiteOutbox(fixture)
        let rows = try await outbox.lease()
        try await outbox.start(Array(rows.prefix(3)))
        let worker = Int64(try await fixture.number("SELECT max(id) FROM worker"))
        var notes = AcceptanceJournal.Notes()
        notes.rows = [rows[0].id.rawValue: ok]
        notes.rows.updateValue(nil, forKey: rows[1].id.rawValue)
        notes.isComplete = true
        try await fixture.database.write { [notes, now = fixture.now] db in
            try Ledger(db: db, worker: worker, now: now).abandonAll(retry: RetryPolicy(), notes: notes)
        }
        #expect(
            try await fixture.mailings.counts(of: mailing) == [.accepted: 1, .uncertain: 1, .queued: 2])
        #expect(
            try await fixture.texts("SELECT reply FROM delivery WHERE state = 3") == [
                "250 2.0.0 Ok: queued as 4bXyz"
            ])
    }
}
