// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Subscribers
import Synchronization
import Testing

@testable import SQLiteStore

@Suite("Suppression")
struct SuppressionTests {
    private let fixture: TemporaryDatabase
    private let outbox: SQLiteOutbox

    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
        try await fixture.ask("ann@inbox.test")
        outbox = try await SQLiteOutbox(fixture)
    }

    /// Mails Ann, with this end, and says why she is suppressed then.
    @discardableResult
    private func mail(_ disposition: Disposition) async throws -> String? {
        _ = try await fixture.publish("morning")
        try await outbox.settle(try await outbox.lease(), disposition)
        return try await reason()
    }

    private func reason() async throws -> String? {
        try await fixture.subscribers.suppression(of: EmailAddress("ann@inbox.test"))
    }

    private func pass(days: Int) { fixture.advance(by: .seconds(days * 86_400)) }

    @Test("comes at once when there is no such mailbox, and is told in the story")
    func unknownUser() async throws {
        #expect(try await mail(.refused(.unknownUser)) == "unknownUser")
        #expect(try await fixture.reached() == [])
        let story = try await fixture.subscribers.story(of: fixture.id("ann@inbox.test"))
        #expect(story.map(\.kind) == [.subscribe, .bounce, .suppress])
        #expect(story[1].evidence == #"{"kind":"unknownUser","mailing":1,"reply":"550 no"}"#)
        try await fixture.expectWhole()
    }

    @Test(
        "never comes from what is said of us, the message or the relay",
        arguments: [
            .refused(.policy), .refused(.greylisted, .transient), .refused(.content, scope: .message),
            .refused(.size, scope: .message), .refused(.sender, scope: .message),
            .refused(.relaying, scope: .relay),
            .refused(.authentication, scope: .relay), .refused(.unknownUser, scope: .message),
            .refused(.protocol),
            .refused(.other, scope: .message), .uncertain("lost", resendAfter: nil), .taken,
        ] as [Disposition])
    func blameless(disposition: Disposition) async throws {
        for _ in 0..<4 {
            #expect(try await mail(disposition) == nil)
            pass(days: 7)
        }
        let story = try await fixture.subscribers.story(of: fixture.id("ann@inbox.test"))
        #expect(story.map(\.kind) == [.subscribe])
    }

    @Test("comes with the third hard bounce")
    func hard() async throws {
        for disposition in [Disposition.refused(.inactive), .taken, .refused(.inactive)] {
            #expect(try await mail(disposition) == nil)
        }
        #expect(try await mail(.refused(.inactive)) == "hardBounces")
    }

    @Test("comes with three soft bounces in a row over 14 days, not earlier")
    func soft() async throws {
        let full = Disposition.refused(.mailboxFull, .transient)
        #expect(try await mail(full) == nil)
        pass(days: 7)
        #expect(try await [mail(full), mail(full)] == [nil, nil])
        pass(days: 6)
        #expect(try await mail(full) == nil)
        pass(days: 1)
        #expect(try await mail(full) == "softBounces")
    }

    @Test("does not come from soft bounces when mail was taken between them, whatever else comes back")
    func interrupted() async throws {
        let full = Disposition.refused(.mailboxFull, .transient)
        for disposition in [full, full, .taken, full, .refused(.inactive), full] {
            pass(days: 7)
            #expect(try await mail(disposition) == nil)
        }
    }

    @Test("is lifted by hand, and bounces before do not count any more")
    func released() async throws {
        for _ in 0..<3 { try await mail(.refused(.inactive)) }
        #expect(try await fixture.ask("ann@inbox.test") == .suppressed("hardBounces"))
        let ann = try EmailAddress("ann@inbox.test")
        #expect(try await fixture.subscribers.release(ann, evidence: Evidence("desk")))
        #expect(try await !fixture.subscribers.release(ann, evidence: Evidence("desk")))
        #expect(try await [mail(.refused(.inactive)), mail(.refused(.inactive))] == [nil, nil])
        #expect(try await mail(.refused(.inactive)) == "hardBounces")
    }

    @Test("begins anew with another address")
    func changed() async throws {
        for _ in 0..<2 { try await mail(.refused(.inactive)) }
        try await fixture.change("ann@inbox.test", to: "anna@inbox.test")
        try await mail(.refused(.inactive))
        #expect(try await fixture.subscribers.suppression(of: EmailAddress("anna@inbox.test")) == nil)
    }

    @Test("of a domain holds when a mailing is published and when it is sent, and of nobody else")
    func domains() async throws {
        for address in ["bo@INBOX.test", "cy@sub.inbox.test", "di@post.test"] {
            try await fixture.ask(address)
        }
        let mailing = try await fixture.publish("morning")
        #expect(try await fixture.subscribers.suppress(domain: "inbox.test", because: "closed"))
        #expect(try await !fixture.subscribers.suppress(domain: "inbox.test", because: "closed"))
        #expect(try await outbox.lease().map(\.recipient.domain) == ["sub.inbox.test", "post.test"])
        #expect(try await fixture.counts(of: mailing) == [.suppressed: 2, .leased: 2])
        #expect(try await fixture.reached() == ["cy@sub.inbox.test", "di@post.test"])
        #expect(try await fixture.ask("eve@inbox.test") == .suppressed("closed"))
        #expect(try await fixture.load("email\nfay@inbox.test\n").rejected.map(\.line) == [2])
        try await fixture.expectWhole()
        // Who is suppressed by themselves stays so.
        _ = try await fixture.subscribers.suppress(
            .init("bo@inbox.test"), because: "complaint", evidence: Evidence("desk"))
        #expect(try await fixture.subscribers.release(domain: "inbox.test"))
        #expect(try await fixture.reached() == ["ann@inbox.test", "cy@sub.inbox.test", "di@post.test"])
        try await fixture.expectWhole()
    }

    @Test("of a list of others is taken whole, marks who is here, and can be given on")
    func lists() async throws {
        let hash = AddressHash(try EmailAddress("ANN@inbox.test"))
        let entries: [SuppressionEntry] = [
            .init(.domain("spam.test"), reason: "trap", since: 5),
            .init(.address(hash), reason: "complaint", since: 4),
        ]
        for new in [2, 0] {
            let queue = Queue(entries)
            #expect(try await fixture.subscribers.suppress { queue.pop() } == new)
        }
        #expect(try await fixture.reached() == [])
        #expect(try await reason() == "complaint")
        let all = Mutex<[SuppressionEntry]>([])
        try await fixture.subscribers.suppressions { entry in all.withLock { $0.append(entry) } }
        #expect(all.withLock { $0 } == entries)
        try await fixture.expectWhole()
    }

    @Test("does not let an address be taken, or come back as somebody else's")
    func addresses() async throws {
        try await fixture.ask("bo@inbox.test")
        await #expect(throws: StoreError.addressTaken("Bo@inbox.test")) {
            try await fixture.change("ann@inbox.test", to: "Bo@inbox.test")
        }
        let id = try await fixture.change("ann@inbox.test", to: "anna@inbox.test")
        #expect(try await fixture.load("email\nann@inbox.test\n").rejected.count == 1)
        #expect(try await fixture.subscribers.subscriber(formerly: EmailAddress("ANN@inbox.test"))?.id == id)
        // A stranger who types it proves nothing.
        try await fixture.create("double", isDouble: true)
        try await fixture.ask("ann@inbox.test", for: "double", by: .stranger)
        #expect(try await fixture.load("email\nann@inbox.test\n").rejected.count == 1)
        // What a file says of who had it concerns them.
        try await fixture.load("email,status\nann@inbox.test,complained\n")
        #expect(try await fixture.subscribers.suppression(of: EmailAddress("anna@inbox.test")) == "complaint")
        await #expect(throws: StoreError.suppressed("anna@inbox.test", reason: "complaint")) {
            try await fixture.change("anna@inbox.test", to: "annie@inbox.test")
        }
        for name in ["ann", "anna"] {
            _ = try await fixture.subscribers.release(
                EmailAddress("\(name)@inbox.test"), evidence: Evidence("test"))
        }
        // Whoever subscribes with it is another person now.
        #expect(try await fixture.ask("ann@inbox.test") == .added)
        #expect(try await fixture.subscribers.formerAddresses(of: id) == [])
        #expect(try await fixture.reached() == ["ann@inbox.test", "anna@inbox.test", "bo@inbox.test"])
        try await fixture.expectWhole()
    }
}
