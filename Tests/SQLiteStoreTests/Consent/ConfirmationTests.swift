// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("Double opt-in")
struct ConfirmationTests {
    private static let policy = ConfirmationPolicy()

    private let fixture: TemporaryDatabase
    private let outbox: SQLiteOutbox
    private let keys: Queue<String>

    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create(isDouble: true)
        try await fixture.create("evening", isDouble: true)
        outbox = try await SQLiteOutbox(fixture)
        keys = Queue((1...10).map { "ask\($0)" })
    }

    /// Whether a mail went out.
    @discardableResult
    private func request(
        _ address: String, _ list: String = "morning", named firstName: String = "",
        by asker: Asker = .operator, policy: ConfirmationPolicy = policy
    ) async throws -> Bool {
        let addition = try await fixture.ask(
            address, for: list, named: firstName, by: asker, policy: policy
        ) { _ in
            try fixture.frozen(key: try #require(keys.pop()))
        }
        if case .held = addition { return false }
        guard case .unconfirmed(_, let isMailed) = addition else {
            Issue.record("\(address) is not asked to confirm")
            return false
        }
        return isMailed
    }

    private func name(_ address: String) async throws -> String? {
        try await fixture.subscribers.subscriber(EmailAddress(address))?.firstName
    }

    private func confirm(_ address: String, _ list: String = "morning") async throws
        -> ConfirmationOutcome
    {
        try await fixture.subscribers.confirm(
            fixture.id(address), on: list, within: Self.policy.lifetime, because: Evidence("link"))
    }

    private func mail() async throws -> [String] {
        let rows = try await outbox.lease()
        try await outbox.settle(rows, .taken)
        return rows.map(\.recipient.description)
    }

    @Test("a request queues a mail, and who answers in time is active")
    func confirms() async throws {
        #expect(try await request("Ann@inbox.test"))
        #expect(try await fixture.status("ann@inbox.test") == .unconfirmed)
        #expect(try await fixture.reached() == [])
        #expect(try await mail() == ["Ann@inbox.test"])
        fixture.advance(by: Self.policy.lifetime - .milliseconds(1))
        #expect(try await confirm("ann@inbox.test") == .confirmed)
        #expect(try await confirm("ann@inbox.test") == .alreadyActive)
        #expect(try await fixture.ask("ann@inbox.test") == .alreadyActive)
        #expect(try await fixture.reached() == ["ann@inbox.test"])
        #expect(
            try await fixture.subscribers.story(of: fixture.id("ann@inbox.test")).map(\.kind) == [
                .request, .confirm,
            ])
        try await fixture.expectWhole()
    }

    @Test("too late, never asked, left meanwhile or gone: nothing is confirmed")
    func expired() async throws {
        for name in ["ann", "bo", "cy"] { try await request("\(name)@inbox.test") }
        try await fixture.leave("bo@inbox.test")
        #expect(try await confirm("bo@inbox.test") == .expired)
        #expect(try await confirm("bo@inbox.test", "evening") == .expired)
        let cy = try await fixture.id("cy@inbox.test")
        try await fixture.subscribers.forget(cy, suppressing: nil)
        #expect(
            try await fixture.subscribers.confirm(
                cy, on: "morning", within: Self.policy.lifetime, because: Evidence("link")) == .expired)
        fixture.advance(by: Self.policy.lifetime)
        #expect(try await confirm("ann@inbox.test") == .expired)
        #expect(try await fixture.reached() == [])
        // Asking again starts anew.
        #expect(try await request("ann@inbox.test"))
        #expect(try await confirm("ann@inbox.test") == .confirmed)
    }

    @Test("only who is unconfirmed is mailed, also of what was queued before")
    func leases() async throws {
        for name in ["ann", "bo", "cy", "di"] { try await request("\(name)@inbox.test") }
        _ = try await confirm("ann@inbox.test")
        try await fixture.leave("bo@inbox.test")
        _ = try await fixture.subscribers.suppress(
            .init("cy@inbox.test"), because: "x", evidence: Evidence("desk"))
        #expect(try await mail() == ["di@inbox.test"])
        #expect(try await fixture.mailings.all().map(\.state) == [.sent])
        #expect(try await fixture.counts(of: .init(rawValue: 1)) == [.suppressed: 3, .accepted: 1])
        try await fixture.expectWhole()
    }

    @Test("many mailboxes that are not there halt the mails, and who asks then waits with them")
    func guarded() async throws {
        for number in 1...12 { try await request("nobody\(number)@inbox.test") }
        let rows = try await outbox.lease()
        let mailing = MailingID(rawValue: 1)
        try await outbox.start(rows)
        var orders = OutboxOrders()
        orders.settle = rows.prefix(11).map {
            Settlement(
                $0.id, .refused(.unknownUser),
                work: RelayWork(relay: "main", mailing: mailing, busy: .zero))
        }
        #expect(try await outbox.tick(orders).halted.keys.map(\.rawValue) == [1])
        #expect(try await request("ann@inbox.test"))
        #expect(try await fixture.mailings.mailing(mailing)?.state == .halted)
        #expect(try await outbox.lease().isEmpty)
        #expect(try await fixture.mailings.resume(mailing))
        #expect(try await mail() == ["ann@inbox.test"])
        try await fixture.expectWhole()
    }

    @Test("people who ask within an hour share a mailing, which ends and begins again")
    func shares() async throws {
        try await request("ann@inbox.test")
        #expect(try await [mail(), mail()] == [["ann@inbox.test"], []])
        #expect(try await fixture.mailings.mailing(.init(rawValue: 1))?.state == .sent)
        fixture.advance(by: .seconds(3599))
        try await request("bo@inbox.test")
        let mailing = try #require(try await fixture.mailings.mailing(.init(rawValue: 1)))
        #expect(mailing.state == .sending && mailing.finishedAt == nil && mailing.audience == 2)
        #expect(mailing.edition == nil)
        #expect(try await [mail(), mail()] == [["bo@inbox.test"], []])
        try await request("cy@inbox.test", "evening")
        fixture.advance(by: .seconds(1))
        try await request("di@inbox.test")
        #expect(
            try await fixture.mailings.all().map { "\($0.list) \($0.audience)" } == [
                "morning 1", "evening 1", "morning 2",
            ])
        #expect(keys.pop() == "ask4", "a message for each mailing")
        try await fixture.expectWhole()
    }

    @Test(
        "however often somebody presses, three mails go out in a week, minutes apart, each in its own mailing"
    )
    func limits() async throws {
        #expect(try await request("ann@inbox.test"))
        #expect(try await !request("ann@inbox.test"))
        var sent = 1
        for _ in 0..<20 {
            fixture.advance(by: Self.policy.pause)
            if try await request("ann@inbox.test") { sent += 1 }
        }
        #expect(sent == 3)
        #expect(try await mail() == ["ann@inbox.test", "ann@inbox.test", "ann@inbox.test"])
        fixture.advance(by: Self.policy.lifetime)
        #expect(try await request("ann@inbox.test"))
        try await fixture.expectWhole()
    }

    @Test("a request that was not mailed does not count as a mail")
    func unmailed() async throws {
        for list in ["noon", "night"] { try await fixture.create(list, isDouble: true) }
        #expect(try await request("ann@inbox.test"))
        for list in ["evening", "noon", "night"] { #expect(try await !request("ann@inbox.test", list)) }
        fixture.advance(by: Self.policy.pause)
        #expect(try await request("ann@inbox.test", "evening"))
        fixture.advance(by: Self.policy.pause)
        #expect(try await request("ann@inbox.test", "noon"))
        fixture.advance(by: Self.policy.pause)
        #expect(try await !request("ann@inbox.test", "night"))
        #expect(try await mail().count == 3)
    }

    @Test("who confirmed may be mailed for another list at once")
    func confirmed() async throws {
        #expect(try await request("ann@inbox.test"))
        #expect(try await confirm("ann@inbox.test") == .confirmed)
        #expect(try await request("ann@inbox.test", "evening"))
    }

    @Test("a name that was typed with a request is taken when its mail is answered, not before")
    func named() async throws {
        try await request("ann@inbox.test", named: "Ann", by: .stranger)
        #expect(try await name("ann@inbox.test") == "")
        #expect(try await confirm("ann@inbox.test") == .confirmed)
        #expect(try await name("ann@inbox.test") == "Ann")
        try await fixture.expectWhole()
    }

    @Test("of several names that were typed the latest is taken, and no more than ten are kept")
    func renamed() async throws {
        try await request("ann@inbox.test", named: "Evil", by: .stranger)
        for name in ["", "Ann", "Ann"] {
            #expect(try await !request("ann@inbox.test", named: name, by: .stranger))
        }
        let ann = try await fixture.id("ann@inbox.test")
        #expect(try await fixture.subscribers.story(of: ann).map(\.kind) == [.request, .resend])
        #expect(try await confirm("ann@inbox.test") == .confirmed)
        #expect(try await name("ann@inbox.test") == "Ann")
        try await request("bo@inbox.test", by: .stranger)
        for number in 0..<50 {
            try await request("bo@inbox.test", named: number.isMultiple(of: 2) ? "Bo" : "Ob", by: .stranger)
        }
        let bo = try await fixture.id("bo@inbox.test")
        #expect(try await fixture.subscribers.story(of: bo).count == 11)
    }

    @Test("a stranger changes nothing about somebody who is here, confirmed or not")
    func strangers() async throws {
        try await fixture.create("single")
        try await fixture.load("email\nann@inbox.test\n", to: "single")
        try await fixture.ask("bo@inbox.test", for: "single")
        try await request("cy@inbox.test")
        _ = try await confirm("cy@inbox.test")
        try await fixture.leave("cy@inbox.test")
        for reader in ["ann", "bo", "cy"] {
            let address = "\(reader)@inbox.test"
            fixture.advance(by: Self.policy.pause)
            try await request(address, named: "You owe us", by: .stranger)
            try await fixture.ask(address, for: "single", named: "You owe us", by: .stranger)
            #expect(try await name(address) == "")
            #expect(try await confirm(address) == .confirmed)
            #expect(try await name(address) == "", "\(reader)")
        }
        // Who asks for a list with single opt-in and is not here yet has nobody else's word against theirs.
        try await fixture.ask("di@inbox.test", for: "single", named: "Di", by: .stranger)
        #expect(try await name("di@inbox.test") == "Di")
        try await fixture.expectWhole()
    }

    @Test("a name that an operator or the owner gave meanwhile stays")
    func laterWord() async throws {
        try await request("ann@inbox.test", named: "Evil", by: .stranger)
        try await fixture.ask("ann@inbox.test", named: "Ann")
        #expect(try await confirm("ann@inbox.test") == .confirmed)
        #expect(try await name("ann@inbox.test") == "Ann")
    }

    @Test("a request whose mail cannot be made is not kept")
    func whole() async throws {
        struct Broken: Error {}
        for _ in 0..<2 {
            await #expect(throws: Broken.self) {
                try await fixture.ask("ann@inbox.test", by: .stranger) { _ in throw Broken() }
            }
        }
        #expect(try await fixture.number("SELECT count(*) FROM subscriber") == 0)
        #expect(try await fixture.number("SELECT count(*) FROM consent_event") == 0)
        #expect(try await request("ann@inbox.test"))
        #expect(try await mail() == ["ann@inbox.test"])
    }

    @Test("beyond a list's limit requests are kept and not mailed, until they are released or made again")
    func held() async throws {
        var policy = ConfirmationPolicy()
        policy.perList = 2
        for (number, name) in ["ann", "bo", "cy", "di", "eve"].enumerated() {
            let isMailed = try await request("\(name)@inbox.test", by: .stranger, policy: policy)
            #expect(isMailed == (number < 2))
        }
        #expect(try await request("fay@inbox.test", policy: policy), "an operator is not limited")
        #expect(try await request("gil@inbox.test", "evening", by: .stranger, policy: policy))
        let store = fixture.subscribers
        let lifetime = policy.lifetime
        let held = {
            try await store.requests(for: "morning", within: lifetime).filter { !$0.isMailed }
                .map(\.address.description)
        }
        #expect(try await held() == ["cy@inbox.test", "di@inbox.test", "eve@inbox.test"])
        fixture.advance(by: ConfirmationPolicy.listWindow)
        #expect(try await request("di@inbox.test", by: .stranger, policy: policy))
        #expect(try await held() == ["cy@inbox.test", "eve@inbox.test"])
        let cy = try await fixture.id("cy@inbox.test")
        try await fixture.leave("cy@inbox.test")
        let message = try fixture.frozen(key: "released")
        let released = try await store.releaseRequests(
            for: "morning", because: Evidence("desk"), policy: policy, letter: { _ in message })
        #expect(released == 1)
        #expect(try await held().isEmpty)
        #expect(try await store.story(of: cy).map(\.kind) == [.request, .unsubscribe])
        let mailed = ["ann", "bo", "di", "eve", "fay", "gil"].map { "\($0)@inbox.test" }
        #expect(try await mail().sorted() == mailed)
        try await fixture.expectWhole()
    }

    @Test("dropped requests leave nobody behind who has nothing else here")
    func dropped() async throws {
        var policy = ConfirmationPolicy()
        policy.perList = 1
        for name in ["ann", "bo", "cy"] {
            try await request("\(name)@inbox.test", by: .stranger, policy: policy)
        }
        #expect(try await fixture.subscribers.dropRequests(for: "morning", within: policy.lifetime) == 2)
        #expect(try await fixture.number("SELECT count(*) FROM subscriber") == 1)
        #expect(try await confirm("ann@inbox.test") == .confirmed)
        await #expect(throws: StoreError.noSuchList("none")) {
            try await fixture.subscribers.dropRequests(for: "none", within: policy.lifetime)
        }
        try await fixture.expectWhole()
    }

    @Test("a request runs out and its person goes in one transaction: nobody can come back between")
    func expiresAtOnce() async throws {
        try await request("ann@inbox.test")
        fixture.advance(by: Self.policy.lifetime + .seconds(1))
        try await fixture.run(
            "CREATE TRIGGER stay BEFORE DELETE ON subscriber BEGIN SELECT RAISE(ABORT, 'stay'); END")
        await #expect(throws: StoreError.self) {
            try await fixture.subscribers.expireRequests(olderThan: Self.policy.lifetime)
        }
        #expect(try await fixture.status("ann@inbox.test") == .unconfirmed, "all of it or nothing")
        try await fixture.run("DROP TRIGGER stay")
        #expect(try await fixture.subscribers.expireRequests(olderThan: Self.policy.lifetime) == 1)
        #expect(try await fixture.subscribers.subscriber(EmailAddress("ann@inbox.test")) == nil)
        try await fixture.expectWhole()
    }
}
