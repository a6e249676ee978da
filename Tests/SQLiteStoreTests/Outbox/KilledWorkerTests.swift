// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender
import Testing

@testable import SQLiteStore

@Suite("A worker whose process was killed")
struct KilledWorkerTests {
    private let ok = Reply(code: 250, lines: ["2.0.0 Ok: queued as 4bXyz"])

    @Test("leaves rows in flight that become what its journal says")
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
            try OutboxLedger(db: db, worker: worker, now: now).abandonAll(retry: RetryPolicy(), notes: notes)
        }
        #expect(
            try await fixture.mailings.counts(of: mailing) == [.accepted: 1, .uncertain: 1, .queued: 2])
        #expect(
            try await fixture.texts("SELECT reply FROM delivery WHERE state = 3") == [
                "250 2.0.0 Ok: queued as 4bXyz"
            ])
    }
}
