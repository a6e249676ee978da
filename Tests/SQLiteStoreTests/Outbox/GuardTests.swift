// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("Mailings that stop by themselves")
struct GuardTests {
    private let fixture: TemporaryDatabase
    private let outbox: SQLiteOutbox

    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
        try await fixture.load("email\n" + (1...1000).map { "reader\($0)@inbox.test\n" }.joined())
        outbox = try await SQLiteOutbox(fixture)
    }

    private var rails: GuardRails {
        var rails = GuardRails()
        rails.sample = 100
        return rails
    }

    private static func refusal(_ cause: Failure.Cause, _ persistence: Failure.Persistence) -> Failure {
        Failure(
            phase: .recipient, cause: cause, persistence: persistence, scope: .recipient,
            reply: Reply(code: persistence == .permanent ? 550 : 450, lines: ["no"]))
    }

    /// Sends rows, and says what halted.
    @discardableResult
    private func send(
        _ rows: some Collection<LeasedDelivery>, _ disposition: Disposition
    ) async throws -> [MailingID: String] {
        #expect(try await started(rows) == rows.count)
        return try await settle(rows, disposition)
    }

    private func started(_ rows: some Collection<LeasedDelivery>) async throws -> Int {
        var orders = OutboxOrders()
        orders.start = rows.map(\.id)
        return try await outbox.tick(orders).started.count
    }

    private func settle(
        _ rows: some Collection<LeasedDelivery>, _ disposition: Disposition
    ) async throws -> [MailingID: String] {
        var orders = OutboxOrders()
        orders.settle = rows.map {
            Settlement(
                $0.id, disposition,
                work: RelayWork(relay: "main", mailing: $0.mailing, busy: .milliseconds(12)))
        }
        return try await outbox.tick(orders).halted
    }

    @Test("a share of hard bounces above the limit halts a mailing, and it says why")
    func bounces() async throws {
        let mailing = try await fixture.publish("morning", terms: MailingTerms(guardRails: rails))
        let rows = try await outbox.lease(400)
        try await send(rows[..<200], .taken)
        let unknown = Disposition.failed(Self.refusal(.unknownUser, .permanent))
        #expect(try await send(rows[200..<210], unknown).isEmpty, "10 of 210 are below 5 %")
        let full = Disposition.failed(Self.refusal(.mailboxFull, .permanent))
        #expect(try await send(rows[210..<250], full).isEmpty, "full mailboxes are no sign of a bad list")
        let reason = "13 of 253 readers have no mailbox; the limit is 5 % of 253"
        #expect(try await send(rows[250..<253], unknown) == [mailing: reason])
        let halted = try #require(try await fixture.mailings.mailing(mailing))
        #expect(halted.state == .halted && halted.reason == reason)
        #expect(try await started(rows[253...]) == 0, "nothing more of it goes out")

        // Who resumes it has seen that: it counts no more.
        #expect(try await fixture.mailings.resume(mailing))
        #expect(try await send(rows[253..<256], unknown).isEmpty)
        #expect(try await fixture.mailings.mailing(mailing)?.state == .sending)
        try await fixture.expectWhole()
    }

    @Test("the first failures of a mailing halt nothing, blocks do as soon as there are enough")
    func blocks() async throws {
        let mailing = try await fixture.publish("morning", terms: MailingTerms(guardRails: rails))
        let rows = try await outbox.lease(100)
        let blocked = Disposition.deferred(Self.refusal(.blocked, .transient), after: .seconds(300))
        #expect(try await send(rows[..<5], blocked).isEmpty)
        #expect(
            try await send(rows[5..<6], blocked)
                == [mailing: "6 attempts were blocked; the limit is 5 % of 100"])
        try await fixture.expectWhole()
    }

    @Test("complaints halt the mailing that the reader got last")
    func complaints() async throws {
        let first = try await fixture.publish("morning", terms: MailingTerms(guardRails: rails))
        try await send(try await outbox.lease(1000), .taken)
        fixture.advance(by: .seconds(60))
        let second = try await fixture.publish("morning", terms: MailingTerms(guardRails: rails))
        try await send(try await outbox.lease(900), .taken)
        for number in 1...3 {
            _ = try await fixture.subscribers.suppress(
                EmailAddress("reader\(number)@inbox.test"), because: "complaint", evidence: Evidence("arf"))
        }
        #expect(try await fixture.mailings.mailing(first)?.state == .sent)
        #expect(
            try await fixture.mailings.mailing(second)?.reason
                == "3 of 900 readers called it spam; the limit is 0.3 % of 900")
    }

    @Test("a canary goes first, and the others when it is back and all is well")
    func canary() async throws {
        let terms = MailingTerms(canary: .init(share: 0.1, wait: .seconds(600)), guardRails: rails)
        let mailing = try await fixture.publish("morning", terms: terms)
        let first = try await outbox.lease()
        #expect(first.count == 100)
        #expect(try await fixture.mailings.mailing(mailing)?.canarySize == first.count)
        // Its time is over, but hardly anything is known of it.
        try await send(first[..<3], .taken)
        fixture.advance(by: .seconds(600))
        #expect(try await outbox.lease().isEmpty)
        #expect(try await outbox.outlook().untilDue == .seconds(1))
        try await send(first[3...], .taken)
        #expect(try await outbox.lease().count == 1000 - first.count)
        try await fixture.expectWhole()
    }

    @Test(
        "a canary's share is rounded up, so that nobody waits for nobody",
        arguments: [(6, 1), (51, 2), (100, 2)])
    func smallCanary(readers: Int, canary: Int) async throws {
        let fixture = try TemporaryDatabase()
        try await fixture.create()
        try await fixture.load("email\n" + (1...readers).map { "reader\($0)@inbox.test\n" }.joined())
        let terms = MailingTerms(canary: .init(share: 0.02, wait: .seconds(600)), guardRails: rails)
        let mailing = try await fixture.publish("morning", terms: terms)
        #expect(try await fixture.mailings.mailing(mailing)?.canarySize == canary)
        #expect(try await SQLiteOutbox(fixture).lease().count == canary)
        try await fixture.expectWhole()
    }

    @Test("a canary that fails halts the mailing before the others get it, until someone decides")
    func canaryFails() async throws {
        let terms = MailingTerms(canary: .init(share: 0.1, wait: .seconds(600)), guardRails: rails)
        let mailing = try await fixture.publish("morning", terms: terms)
        let first = try await outbox.lease()
        let halted = try await send(first, .failed(Self.refusal(.unknownUser, .permanent)))
        #expect(halted.keys.map { $0 } == [mailing])
        fixture.advance(by: .seconds(6000))
        #expect(try await outbox.lease().isEmpty)
        #expect(try await fixture.mailings.resume(mailing))
        #expect(try await outbox.lease().count == 1000 - first.count)
    }

    @Test("work is added up by relay and mailing, and rows know their relay")
    func work() async throws {
        let mailing = try await fixture.publish("morning")
        let rows = try await outbox.lease(1000)
        try await send(rows[..<600], .taken)
        try await send(rows[600...], .taken)
        #expect(
            try await fixture.number("SELECT messages FROM relay_work WHERE mailing_id = \(mailing)") == 1000)
        let report = try await fixture.mailings.statistics(of: mailing, from: 0).relays["main"]
        #expect(report?.messages == 1000 && report?.busy == 12_000 && report?.perMessage == 12)
        let record = try await fixture.mailings.delivery(of: mailing, for: rows[0].subscriber)
        #expect(record?.relay == "main")
        #expect(try await fixture.number("SELECT count(*) FROM delivery WHERE relay_id IS NULL") == 0)
    }
}
