// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("What a delivery in doubt is repeated with")
struct RepeatTests {
    private let fixture: TemporaryDatabase
    private let mailing: MailingID
    private let outbox: SQLiteOutbox

    /// Two readers; what their cities are is merged.
    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
        for name in ["ann", "bo"] { try await fixture.ask("\(name)@inbox.test") }
        mailing = try await fixture.publish("morning")
        try await fixture.run("INSERT INTO merged_field VALUES ('reader.city')")
        outbox = try await SQLiteOutbox(fixture)
    }

    private func move(_ name: String, to city: String) async throws {
        let id = try await fixture.id("\(name)@inbox.test")
        try await fixture.subscribers.set([("city", .text(city))], of: id)
    }

    /// Puts both in doubt, and makes them due again.
    private func doubt() async throws {
        try await outbox.settle(try await outbox.lease(), .uncertain("lost", resendAfter: nil))
        #expect(try await fixture.mailings.retry(mailing, failed: false, uncertain: true) == 2)
    }

    @Test("is what the first copy in doubt had, however often it is tried")
    func values() async throws {
        for name in ["ann", "bo"] { try await move(name, to: "Riga") }
        let busy = Failure(
            phase: .recipient, cause: .mailboxFull, persistence: .transient, scope: .recipient)
        try await outbox.settle(try await outbox.lease(), .deferred(busy, after: .zero))
        try await move("ann", to: "Oslo")
        try await outbox.note(CopyRecipe(tokenKey: 1, signing: nil), of: mailing)
        fixture.advance(by: .seconds(1))
        try await doubt()
        let worker = outbox.worker.id
        let first = RecipeID(worker: worker, number: fixture.now - 1000)
        #expect(
            try await fixture.mailings.recipes(of: mailing) == [first: CopyRecipe(tokenKey: 1, signing: nil)])

        fixture.advance(by: .seconds(1))
        try await outbox.note(CopyRecipe(tokenKey: 2, signing: nil), of: mailing)
        for city in ["Kyiv", "Bern"] {
            try await move("ann", to: city)
            let rows = try await outbox.lease()
            #expect(rows.map(\.reader.attributes) == [#"{"city":"Oslo"}"#, #"{"city":"Riga"}"#])
            #expect(rows.map(\.recipe) == [first, first])
            try await outbox.settle(rows, .uncertain("lost", resendAfter: .zero))
        }
        let ann = try await fixture.id("ann@inbox.test")
        let copy = try #require(try await fixture.mailings.copy(of: mailing, for: ann))
        #expect(copy.isReaderKnown && copy.reader.attributes == #"{"city":"Oslo"}"#)
        #expect(copy.recipe == CopyRecipe(tokenKey: 1, signing: nil))
        try await fixture.expectWhole()
    }

    @Test("of one that was never in doubt it is what the reader has now")
    func certain() async throws {
        try await move("ann", to: "Riga")
        let rows = try await outbox.lease()
        try await outbox.settle(rows, .returned)
        try await move("ann", to: "Oslo")
        let again = try await outbox.lease()
        #expect(again[0].reader.attributes == #"{"city":"Oslo"}"# && again[0].recipe == nil)
    }

    @Test("it goes to the address it went to, and what that mailbox says is no bounce of the new one")
    func moved() async throws {
        try await doubt()
        let ann = try await fixture.change("ann@inbox.test", to: "ann@post.test")
        let rows = try await outbox.lease()
        #expect(rows.map(\.recipient.description) == ["ann@inbox.test", "bo@inbox.test"])
        try await outbox.settle(rows, .refused(.unknownUser))
        let kinds = try await fixture.subscribers.story(of: ann).map(\.kind)
        #expect(kinds == [.subscribe, .address])
        #expect(
            try await fixture.texts("SELECT address FROM subscriber WHERE suppressed") == ["bo@inbox.test"])
    }

    @Test("it stays in doubt when its address is somebody else's now, or must not be mailed")
    func lost() async throws {
        try await doubt()
        for name in ["ann", "bo"] {
            _ = try await fixture.change("\(name)@inbox.test", to: "\(name)@post.test")
        }
        try await fixture.ask("ann@inbox.test")
        _ = try await fixture.subscribers.suppress(
            EmailAddress("bo@inbox.test"), because: "complaint", evidence: Evidence("form"))
        #expect(try await outbox.lease().isEmpty)
        #expect(try await fixture.counts(of: mailing) == [.uncertain: 2])
        #expect(try await fixture.mailings.remaining(in: mailing) == 0)
    }

    @Test("a recipe that is noted again is kept once")
    func noted() async throws {
        for key in [1, 1, 2, 2, 1] {
            fixture.advance(by: .seconds(1))
            try await outbox.note(CopyRecipe(tokenKey: key, signing: nil), of: mailing)
        }
        #expect(
            try await fixture.texts("SELECT token_key FROM recipe ORDER BY since") == ["1", "2", "1"])
    }
}
