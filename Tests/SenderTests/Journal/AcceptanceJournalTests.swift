// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Testing

@testable import Sender

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
        for number in 1...4 { journal.note(id(Int64(number)), .begun) }
        journal.note(id(.max), .begun)
        journal.note(id(1), .accepted(ok))
        journal.note(id(2), .accepted(Reply(code: 250, lines: [String(repeating: "long ", count: 100)])))
        journal.note(id(99), .accepted(ok))
        journal.forget([Settlement(id(3), .returned), Settlement(id(98), .returned)])
        let notes = AcceptanceJournal.notes(in: path)
        #expect(notes.isComplete)
        #expect(Set(notes.rows.keys) == [1, 2, 4, .max])
        #expect(notes.rows[1] == ok)
        #expect(notes.rows[2]??.description.hasPrefix("250 long long") == true)
        #expect(notes.rows[4] == .some(nil))
        // A place that is used again says nothing of its earlier row.
        journal.forget([Settlement(id(1), .returned)])
        journal.note(id(5), .begun)
        #expect(AcceptanceJournal.notes(in: path).rows[5] == .some(nil))
    }

    @Test("says that it may miss something when it is full, of another boot, cut off or not there")
    func incomplete() throws {
        var bytes = Data()
        do {
            let lock = try #require(FileLock(path: path))
            let journal = try AcceptanceJournal(lock)
            for number in 1..<8_192 { journal.note(id(Int64(number)), .begun) }
            #expect(AcceptanceJournal.notes(in: path).isComplete)
            journal.note(id(9_000), .begun)
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
}
