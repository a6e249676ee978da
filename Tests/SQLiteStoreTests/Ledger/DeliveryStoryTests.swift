// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("The story of a delivery")
struct DeliveryStoryTests {
    private let fixture: TemporaryDatabase

    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
        for name in ["ann", "bo"] { try await fixture.ask("\(name)@inbox.test") }
    }

    private func failure(_ text: String, _ cause: Failure.Cause = .greylisted) -> Failure {
        Failure(
            phase: .recipient, cause: cause, persistence: .transient, scope: .recipient,
            reply: Reply(code: 450, lines: ["4.7.1 \(text)"]))
    }

    @Test("keeps every answer that was no acceptance, and nothing of who is reached at once")
    func attempts() async throws {
        let mailing = try await fixture.publish("morning")
        let outbox = try await SQLiteOutbox(fixture)
        var rows = try await outbox.lease()
        let ann = rows[0].subscriber
        try await outbox.settle([rows[1]], .taken)
        let answers: [Disposition] = [
            .postponed(failure("slow down", .rateLimited), after: .seconds(60)),
            .postponed(nil, after: .seconds(60)), .returned,
            .deferred(failure("greylisted"), after: .seconds(300)),
            .uncertain("the connection broke behind the dot", resendAfter: .seconds(300)), .taken,
        ]
        let start = fixture.now
        for answer in answers {
            try await outbox.settle(Array(rows.prefix(1)), answer)
            fixture.advance(by: .seconds(300))
            rows = try await outbox.lease()
        }
        let attempts = try await fixture.mailings.attempts(of: mailing, for: ann)
        #expect(
            attempts.map { "\(($0.at - start) / 1000) \($0.state) \($0.cause ?? "-") \($0.code ?? 0)" } == [
                "0 deferred rateLimited 450", "900 deferred greylisted 450", "1200 uncertain - 0",
            ])
        #expect(attempts.map(\.phase) == ["recipient", "recipient", nil])
        #expect(attempts.map { $0.nextAttempt.map { ($0 - start) / 1000 } } == [60, 1200, 1500])
        #expect(attempts[0].reply == "450 4.7.1 slow down" && attempts[0].status == "4.7.1")
        #expect(attempts[2].reply == "the connection broke behind the dot" && attempts[2].relay == nil)
        #expect(try await fixture.number("SELECT count(*) FROM attempt") == 3)
        let row = try #require(try await fixture.mailings.delivery(of: mailing, for: ann))
        #expect(row.state == .accepted && row.attempts == 3 && row.settledAt == start + 1_500_000)
        await #expect(throws: StoreError.self) { try await fixture.run("UPDATE attempt SET reply = 'fine'") }
        try await fixture.expectWhole()
    }

    @Test("has what a sender that was killed left in doubt")
    func killed() async throws {
        let mailing = try await fixture.publish("morning")
        do {
            let outbox = try await SQLiteOutbox(fixture)
            let rows = try await outbox.lease()
            try await outbox.start(rows)
            for row in rows { outbox.journal.note(row.id, .begun) }
        }
        _ = try await SQLiteOutbox(fixture)
        let ann = try await fixture.id("ann@inbox.test")
        let attempts = try await fixture.mailings.attempts(of: mailing, for: ann)
        #expect(attempts.map(\.state) == [.uncertain] && attempts[0].worker == 1)
    }

    @Test("has what was written over when it was made due again, once")
    func retried() async throws {
        let mailing = try await fixture.publish(
            "morning", terms: MailingTerms(lifetime: .seconds(60)))
        let outbox = try await SQLiteOutbox(fixture)
        let rows = try await outbox.lease()
        let ann = rows[0].subscriber
        try await outbox.settle([rows[0]], .uncertain("lost", resendAfter: .seconds(300)))
        try await outbox.settle([rows[1]], .taken)
        fixture.advance(by: .seconds(61))
        #expect(try await outbox.lease().isEmpty)
        let start = fixture.now
        for _ in 0..<2 {
            fixture.advance(by: .seconds(1))
            #expect(try await fixture.mailings.retry(mailing, uncertain: true) == 1)
        }
        let events = try await fixture.mailings.events(of: mailing, for: ann)
        #expect(
            events.map { "\(($0.at - start) / 1000) \($0.kind) \($0.reason ?? "-")" } == [
                "0 expired the mailing expired; the last answer: lost", "1 retried -", "2 retried -",
            ])
        #expect(try await fixture.mailings.events(of: mailing, for: rows[1].subscriber).isEmpty)
        await #expect(throws: StoreError.self) { try await fixture.run("UPDATE delivery_event SET at = 0") }
        try await fixture.expectWhole()
    }

    @Test("knows when its mailing stopped and went on, and why")
    func stopped() async throws {
        let mailing = try await fixture.publish("morning")
        let outbox = try await SQLiteOutbox(fixture)
        #expect(try await !fixture.mailings.resume(mailing))
        #expect(try await fixture.mailings.pause(mailing))
        #expect(try await !fixture.mailings.pause(mailing))
        #expect(try await fixture.mailings.resume(mailing))
        for _ in 0..<2 { try await outbox.halt(mailing, because: "refused") }
        #expect(try await fixture.mailings.cancel(mailing))
        let events = try await fixture.mailings.events(of: mailing, for: fixture.id("ann@inbox.test"))
        #expect(events.map(\.kind) == [.paused, .resumed, .halted, .cancelled])
        #expect(events.map(\.reason) == [nil, nil, "refused", nil])
        try await fixture.run("UPDATE delivery SET state = 5")
        #expect(try await fixture.mailings.retry(mailing) == 0, "nothing of a cancelled mailing is sent")
        await #expect(throws: StoreError.self) { try await fixture.run("UPDATE mailing_event SET at = 0") }
    }

    @Test("goes with its delivery")
    func pruned() async throws {
        let mailing = try await fixture.publish("morning")
        let outbox = try await SQLiteOutbox(fixture)
        try await outbox.settle(try await outbox.lease(), .refused(.policy))
        try await outbox.note(CopyRecipe(tokenKey: 1, signing: nil), of: mailing)
        _ = try await fixture.change("ann@inbox.test", to: "ann@post.test")
        #expect(try await outbox.lease().isEmpty)
        #expect(try await fixture.number("SELECT count(*) FROM attempt") == 2)
        #expect(try await fixture.number("SELECT count(*) FROM former_value") == 1)
        fixture.advance(by: .seconds(2))
        #expect(try await fixture.database.prune(deliveries: .seconds(1), events: nil).deliveries == 2)
        for table in ["attempt", "former_value", "recipe"] {
            #expect(try await fixture.number("SELECT count(*) FROM \(table)") == 0, "\(table)")
        }
        try await fixture.expectWhole()
    }

    @Test("knows what a copy was filled with, whatever changed before and since")
    func values() async throws {
        try await fixture.subscribers.set(
            [("city", .text("Riga")), ("shoe", .number(38))], of: fixture.id("ann@inbox.test"))
        let ann = try await fixture.id("ann@inbox.test")
        // Nobody's copy was filled with anything yet.
        #expect(try await fixture.number("SELECT count(*) FROM former_value") == 0)
        let mailing = try await fixture.publish("morning")
        try await fixture.run("INSERT INTO merged_field VALUES ('reader.city')")
        try await fixture.subscribers.set([("city", .text("Oslo"))], of: ann)
        let outbox = try await SQLiteOutbox(fixture)
        let rows = try await outbox.lease()
        try await outbox.note(CopyRecipe(tokenKey: 7, signing: nil), of: mailing)
        // While it is on its way, and later.
        try await outbox.start(rows)
        try await fixture.subscribers.set([("city", .text("Kyiv"))], of: ann)
        try await outbox.settleStarted(rows, .taken)
        try await fixture.subscribers.set([("shoe", .number(39))], of: ann)
        _ = try await fixture.change("ann@inbox.test", to: "ann@post.test")

        let copy = try #require(try await fixture.mailings.copy(of: mailing, for: ann))
        #expect(copy.isReaderKnown && copy.reader.attributes == #"{"city":"Oslo"}"#)
        #expect(copy.reader.address.description == "ann@inbox.test")
        #expect(copy.recipe == CopyRecipe(tokenKey: 7, signing: nil))
        let former = try await fixture.subscribers.formerValues(of: ann)
        #expect(
            former.map { "\($0.address) \($0.attributes)" } == [
                #"ann@inbox.test {"city":"Riga"}"#, #"ann@inbox.test {"city":"Oslo"}"#,
                #"ann@inbox.test {"city":"Kyiv"}"#,
            ])
        let bo = try #require(
            try await fixture.mailings.copy(of: mailing, for: fixture.id("bo@inbox.test")))
        #expect(bo.isReaderKnown && bo.reader.address.description == "bo@inbox.test")
        try await fixture.expectWhole()
    }

    @Test("an import that changes nothing that is merged keeps nothing")
    func imports() async throws {
        try await fixture.publish("morning")
        try await fixture.load("email,first_name,city\nann@inbox.test,Ann,Riga\nbo@inbox.test,Bo,Oslo\n")
        #expect(try await fixture.number("SELECT count(*) FROM former_value") == 0)
        try await fixture.run("INSERT INTO merged_field VALUES ('reader.first_name')")
        try await fixture.load("email,first_name,city\nann@inbox.test,Ann,Oslo\nbo@inbox.test,Bob,Oslo\n")
        #expect(
            try await fixture.texts("SELECT first_name || ' ' || attributes FROM former_value") == ["Bo {}"])
        try await fixture.expectWhole()
    }

    @Test("the recipe is the one that was noted when the copy was sent, by who sent it")
    func recipes() async throws {
        let mailing = try await fixture.publish("morning")
        let signing = CopyRecipe.Signing(
            domain: "news.test", body: "simple", time: 5, keys: [.init(selector: "s1", publicKey: "QQ==")])
        let (first, other) = (try await SQLiteOutbox(fixture), try await SQLiteOutbox(fixture))
        let rows = try await first.lease()
        try await first.note(CopyRecipe(tokenKey: 1, signing: signing), of: mailing)
        try await other.note(CopyRecipe(tokenKey: 2, signing: nil), of: mailing)
        try await first.settle([rows[0]], .taken)
        fixture.advance(by: .seconds(1))
        try await first.note(CopyRecipe(tokenKey: 3, signing: nil), of: mailing)
        try await first.settle([rows[1]], .taken)
        let copies = try await [rows[0], rows[1]].asyncMap {
            try await fixture.mailings.copy(of: mailing, for: $0.subscriber)?.recipe
        }
        #expect(copies == [CopyRecipe(tokenKey: 1, signing: signing), CopyRecipe(tokenKey: 3, signing: nil)])
    }
}

extension Array {
    fileprivate func asyncMap<Result>(_ body: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}
