// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("A change of address at a reader's wish")
struct AddressChangeTests {
    private static let policy = ConfirmationPolicy()

    private let fixture: TemporaryDatabase
    private let outbox: SQLiteOutbox
    private let keys = Queue((1...20).map { "ask\($0)" })
    private let ann: SubscriberID

    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
        try await fixture.load("email\nann@inbox.test\nbob@inbox.test\n")
        outbox = try await SQLiteOutbox(fixture)
        ann = try await fixture.id("ann@inbox.test")
    }

    private func ask(
        _ address: String = "new@inbox.test", of reader: SubscriberID? = nil
    ) async throws -> AddressChange.Asked {
        try await fixture.subscribers.ask(
            for: EmailAddress(address), of: reader ?? ann, on: "morning", because: Evidence("page"),
            policy: Self.policy
        ) { _, _ in try fixture.frozen(key: try #require(keys.pop())) }
    }

    /// Answers by the link of the last letter about an address that somebody got.
    private func answer(_ person: SubscriberID) async throws -> AddressChange.Answered? {
        try await answer(token(of: person))
    }

    private func answer(_ token: CapabilityToken) async throws -> AddressChange.Answered? {
        try await fixture.subscribers.answerChange(
            token, within: Self.policy.lifetime, because: Evidence("link"))
    }

    private func token(of person: SubscriberID) async throws -> CapabilityToken {
        let mailing = try await fixture.number(
            """
            SELECT coalesce(max(m.id), 0) FROM mailing m JOIN delivery d ON d.mailing_id = m.id
            WHERE d.subscriber_id = ? AND m.edition_id IS NULL
            """, [person.rawValue])
        return CapabilityToken(mailing: MailingID(rawValue: Int64(mailing)), subscriber: person)
    }

    private func mail() async throws -> Set<String> {
        let rows = try await outbox.lease()
        try await outbox.settle(rows, .taken)
        return Set(rows.map(\.recipient.description))
    }

    private func addresses() async throws -> [String] {
        try await fixture.texts("SELECT address FROM subscriber ORDER BY address")
    }

    @Test("is made when both mailboxes have answered, in either order", arguments: [true, false])
    func made(formerFirst: Bool) async throws {
        #expect(try await ask() == .asked)
        #expect(try await mail() == ["ann@inbox.test", "new@inbox.test"])
        #expect(try await fixture.reached() == ["ann@inbox.test", "bob@inbox.test"])
        let new = try await fixture.id("new@inbox.test")
        #expect(try await answer(formerFirst ? ann : new) == .half)
        #expect(try await answer(formerFirst ? ann : new) == .half)
        #expect(try await fixture.subscribers.subscriber(ann)?.address.description == "ann@inbox.test")
        #expect(try await answer(formerFirst ? new : ann) == .changed)
        #expect(try await answer(ann) == nil)
        #expect(try await addresses() == ["bob@inbox.test", "new@inbox.test"])
        #expect(try await fixture.id("new@inbox.test") == ann)
        #expect(try await fixture.reached() == ["bob@inbox.test", "new@inbox.test"])
        #expect(try await fixture.subscribers.formerAddresses(of: ann) == ["ann@inbox.test"])
        let kinds = try await fixture.subscribers.story(of: ann).map(\.kind)
        #expect(kinds == [.import, .addressRequest, .address])
        try await fixture.expectWhole()
    }

    @Test("that only one mailbox answers changes nothing, and leaves nothing behind when it runs out")
    func lapses() async throws {
        _ = try await ask()
        let new = try await fixture.id("new@inbox.test")
        #expect(try await answer(new) == .half)
        fixture.advance(by: Self.policy.lifetime + .milliseconds(1))
        #expect(try await answer(ann) == nil)
        #expect(try await fixture.subscribers.addressChange(of: ann, within: Self.policy.lifetime) == nil)
        _ = try await fixture.subscribers.expireRequests(olderThan: Self.policy.lifetime)
        #expect(try await addresses() == ["ann@inbox.test", "bob@inbox.test"])
        #expect(try await fixture.number("SELECT count(*) FROM address_change") == 0)
        try await fixture.expectWhole()
    }

    @Test("to the address of somebody who is here changes nothing and tells nobody else")
    func taken() async throws {
        #expect(try await ask("bob@inbox.test") == .asked)
        #expect(try await mail() == ["ann@inbox.test"], "who gets the list already is not asked")
        try await fixture.create("evening")
        _ = try await fixture.ask("cat@inbox.test", for: "evening")
        fixture.advance(by: Self.policy.pause)
        #expect(try await ask("Cat@inbox.test") == .asked)
        #expect(try await mail() == ["ann@inbox.test", "cat@inbox.test"])
        #expect(try await answer(ann) == .half)
        #expect(try await answer(fixture.id("cat@inbox.test")) == .taken)
        #expect(try await addresses() == ["ann@inbox.test", "bob@inbox.test", "cat@inbox.test"])
        try await fixture.expectWhole()
    }

    @Test("to the address that they have is none, and to one that must not be mailed asks nobody")
    func refused() async throws {
        #expect(try await ask("ANN@inbox.test") == .same)
        _ = try await fixture.subscribers.suppress(
            EmailAddress("gone@inbox.test"), because: "manual", evidence: Evidence("test"))
        #expect(try await ask("gone@inbox.test") == .asked)
        #expect(try await mail().isEmpty)
        #expect(try await answer(ann) == nil)
        #expect(try await ask() == .asked)
        #expect(try await mail() == ["ann@inbox.test", "new@inbox.test"], "nobody was mailed before")
    }

    @Test("can be asked for three times within a lifetime, and each wish that is new asks both mailboxes")
    func often() async throws {
        #expect(try await ask("one@inbox.test") == .asked)
        #expect(try await ask("one@inbox.test") == .asked)
        #expect(try await mail() == ["ann@inbox.test", "one@inbox.test"], "the letters are on their way")
        #expect(try await ask("two@inbox.test") == .asked)
        #expect(try await mail() == ["ann@inbox.test", "two@inbox.test"])
        #expect(try await ask("ann@inbox.test") == .tooMany, "nor can anybody go on guessing")
        #expect(try await answer(ann) == .half)
        #expect(try await answer(fixture.id("one@inbox.test")) == nil)
        #expect(try await answer(fixture.id("two@inbox.test")) == .changed)
        try await fixture.expectWhole()
    }

    @Test("is answered by the letter of that wish alone, whoever replaces it meanwhile")
    func replaced() async throws {
        func asked(_ token: CapabilityToken) async throws -> AddressChange? {
            try await fixture.subscribers.addressChange(for: token, within: Self.policy.lifetime)?.change
        }
        _ = try await ask("good@inbox.test")
        let seen = try await token(of: ann)
        #expect(try await asked(seen)?.new.description == "good@inbox.test")
        _ = try await ask("evil@inbox.test")
        #expect(try await asked(seen) == nil)
        #expect(try await answer(seen) == nil)
        #expect(try await answer(fixture.id("evil@inbox.test")) == .half)
        #expect(try await fixture.subscribers.subscriber(ann)?.address.description == "ann@inbox.test")
    }

    @Test("cannot be taken further by who reads the mailbox that was left")
    func left() async throws {
        _ = try await ask()
        let old = try await token(of: ann)
        #expect(try await answer(old) == .half)
        #expect(try await answer(fixture.id("new@inbox.test")) == .changed)
        _ = try await mail()
        _ = try await ask("evil@inbox.test")
        #expect(try await mail() == ["evil@inbox.test", "new@inbox.test"])
        #expect(try await answer(fixture.id("evil@inbox.test")) == .half)
        #expect(try await answer(old) == nil)
        #expect(try await fixture.subscribers.subscriber(ann)?.address.description == "new@inbox.test")
    }

    @Test("to an address that somebody else had asks nobody, and that stays theirs")
    func othersFormer() async throws {
        let bob = try await fixture.id("bob@inbox.test")
        try await fixture.subscribers.change(
            bob, to: EmailAddress("bo@inbox.test"), because: Evidence("test"))
        try await fixture.leave("bo@inbox.test")
        #expect(try await ask("bob@inbox.test") == .asked)
        #expect(try await mail().isEmpty)
        try await fixture.load("email\nbob@inbox.test\n")
        #expect(try await addresses() == ["ann@inbox.test", "bo@inbox.test"])
    }

    @Test("is not made when the new address came to be suppressed before it was answered")
    func suppressedMeanwhile() async throws {
        _ = try await ask()
        #expect(try await answer(ann) == .half)
        let new = try await token(of: fixture.id("new@inbox.test"))
        _ = try await fixture.subscribers.suppress(
            EmailAddress("new@inbox.test"), because: "complaint", evidence: Evidence("test"))
        #expect(try await answer(new) == nil)
        #expect(try await fixture.subscribers.subscriber(ann)?.address.description == "ann@inbox.test")
    }

    @Test(
        "leaves with who wanted it, and with who was asked", arguments: ["ann@inbox.test", "new@inbox.test"])
    func erased(address: String) async throws {
        _ = try await ask()
        let tokens = try await [token(of: ann), token(of: fixture.id("new@inbox.test"))]
        try await fixture.subscribers.forget(fixture.id(address), suppressing: .erased)
        #expect(try await fixture.number("SELECT count(*) FROM address_change") == 0)
        for token in tokens { #expect(try await answer(token) == nil) }
        try await fixture.expectWhole()
    }

    @Test("back to an address that was erased lifts the erasure, as every new wish does")
    func erasedBefore() async throws {
        _ = try await fixture.ask("new@inbox.test")
        try await fixture.subscribers.forget(fixture.id("new@inbox.test"), suppressing: .erased)
        #expect(try await ask() == .asked)
        #expect(try await mail() == ["ann@inbox.test", "new@inbox.test"])
        #expect(try await answer(ann) == .half)
        #expect(try await answer(fixture.id("new@inbox.test")) == .changed)
        #expect(try await fixture.reached() == ["bob@inbox.test", "new@inbox.test"])
        try await fixture.expectWhole()
    }

    @Test("is refused by the new mailbox when it unsubscribes instead")
    func declined() async throws {
        _ = try await ask()
        let new = try await fixture.id("new@inbox.test")
        #expect(try await answer(ann) == .half)
        try await fixture.leave("new@inbox.test")
        #expect(try await answer(new) == .taken)
        #expect(try await fixture.reached() == ["ann@inbox.test", "bob@inbox.test"])
    }
}
