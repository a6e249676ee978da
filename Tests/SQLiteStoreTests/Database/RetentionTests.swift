// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("Old ledgers")
struct RetentionTests {
    private static let month = Duration.seconds(30 * 86_400)
    private let fixture: TemporaryDatabase

    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
    }

    private func prune() async throws -> NewsroomDatabase.Pruned {
        try await fixture.database.prune(deliveries: Self.month, events: Self.month)
    }

    @Test("become counts once their mailing ended long ago, and nothing else does")
    func counts() async throws {
        for name in ["ann", "bo", "cy"] { try await fixture.ask("\(name)@inbox.test") }
        let outbox = try await SQLiteOutbox(fixture)
        let old = try await fixture.publish("morning")
        let rows = try await outbox.lease()
        try await outbox.settle([rows[0]], .taken)
        try await outbox.settle([rows[1]], .refused(.policy))
        try await fixture.subscribers.forget(rows[2].subscriber, suppressing: nil)
        #expect(try await outbox.lease().isEmpty)
        let sending = try await fixture.publish("morning")
        fixture.advance(by: Self.month + .milliseconds(1))
        let recent = try await fixture.publish("morning")
        #expect(try await fixture.mailings.cancel(recent))
        let before = [
            try await fixture.counts(of: old), try await fixture.counts(of: sending),
            try await fixture.counts(of: recent),
        ]
        #expect(before[0] == [.accepted: 1, .failed: 1, .suppressed: 1])

        #expect(try await prune().deliveries == 2)
        #expect(try await prune().deliveries == 0)
        let after = [
            try await fixture.counts(of: old), try await fixture.counts(of: sending),
            try await fixture.counts(of: recent),
        ]
        #expect(after == before)
        #expect(try await fixture.texts("SELECT DISTINCT mailing_id FROM delivery ORDER BY 1") == ["2", "3"])
        try await fixture.expectWhole()
    }

    @Test("of a cancelled mailing wait for what is still on the wire")
    func held() async throws {
        try await fixture.ask("ann@inbox.test")
        let mailing = try await fixture.publish("morning")
        let outbox = try await SQLiteOutbox(fixture)
        let rows = try await outbox.lease()
        fixture.advance(by: Self.month * 2)
        try await outbox.start(rows)
        #expect(try await fixture.mailings.cancel(mailing))
        #expect(try await prune().deliveries == 0)
        try await outbox.settleStarted(rows, .taken)
        #expect(try await prune().deliveries == 1)
        #expect(try await fixture.counts(of: mailing) == [.accepted: 1])
    }

    @Test("lose old consent events, but none that a subscription rests on, and no import")
    func events() async throws {
        try await fixture.load("email\nann@inbox.test\n")
        for name in ["bo", "cy"] { try await fixture.ask("\(name)@inbox.test") }
        try await fixture.leave("cy@inbox.test")
        _ = try await fixture.subscribers.suppress(
            .init("bo@inbox.test"), because: "x", evidence: Evidence("desk"))
        fixture.advance(by: Self.month + .milliseconds(1))
        try await fixture.ask("di@inbox.test")
        // Cy's wish that ended, and the word that Bo is suppressed, not the suppression.
        #expect(try await prune().events == 2)
        let story = try await fixture.subscribers.story(of: fixture.id("cy@inbox.test"))
        #expect(story.map(\.kind) == [.unsubscribe])
        #expect(try await fixture.subscribers.story(of: fixture.id("ann@inbox.test")).map(\.line) == [2])
        #expect(try await fixture.reached() == ["ann@inbox.test", "di@inbox.test"])
        try await fixture.expectWhole()
    }

    @Test("are kept for ever when nobody says how long")
    func forever() async throws {
        try await fixture.ask("ann@inbox.test")
        #expect(try await fixture.mailings.cancel(fixture.publish("morning")))
        fixture.advance(by: Self.month * 100)
        #expect(try await fixture.database.prune(deliveries: nil, events: nil) == .init())
    }
}
