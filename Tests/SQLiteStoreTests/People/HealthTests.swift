// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("The health of a list")
struct HealthTests {
    /// The clock stands at 2026-09-21.
    private let fixture: TemporaryDatabase

    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
    }

    private func months(_ count: Int) async throws -> [String] {
        try await fixture.subscribers.health(of: "morning", months: count, domains: 0).months.map {
            "\($0.month) +\($0.joined) -\($0.left) =\($0.members) bounced \($0.bounced) complained \($0.complained)"
        }
    }

    @Test("counts who came, left, bounced and complained, month by month, and who was there")
    func counts() async throws {
        try await fixture.load(
            """
            email,status,subscribed_at,unsubscribed_at
            ann@inbox.test,,2025-03-31T23:59:59Z,
            bo@inbox.test,unsubscribed,2026-06-01,2026-08-31T23:59:59Z
            cy@inbox.test,unsubscribed,2025-01-01,2025-02-01
            di@inbox.test,pending,2026-09-01,

            """)
        try await fixture.ask("eve@post.test")
        try await fixture.ask("fay@post.test")
        try await fixture.leave("fay@post.test")
        let outbox = try await SQLiteOutbox(fixture)
        _ = try await fixture.publish("morning")
        let rows = try await outbox.lease()
        #expect(rows.map(\.recipient.description) == ["ann@inbox.test", "eve@post.test"])
        try await outbox.settle([rows[0]], .refused(.unknownUser))
        try await outbox.settle([rows[1]], .taken)
        fixture.advance(by: .seconds(10 * 86_400))
        let complaint = SuppressionReason.complaint.rawValue
        _ = try await fixture.subscribers.suppress(
            .init("eve@post.test"), because: complaint, evidence: Evidence("abuse desk"))

        #expect(
            try await months(5) == [
                "2026-06 +1 -0 =2 bounced 0 complained 0", "2026-07 +0 -0 =2 bounced 0 complained 0",
                "2026-08 +0 -1 =1 bounced 0 complained 0", "2026-09 +2 -1 =2 bounced 1 complained 0",
                "2026-10 +0 -0 =2 bounced 0 complained 1",
            ])
        let health = try await fixture.subscribers.health(of: "morning", months: 1, domains: 1)
        #expect(health.counts == [.active: 2, .unconfirmed: 1, .unsubscribed: 3] && health.suppressed == 2)
        #expect(
            health.domains == [
                .init(domain: "inbox.test", active: 1, suppressed: 1, accepted: 0, failed: 1, waiting: 0)
            ])
    }

    @Test("a list nobody is on has months without anything")
    func empty() async throws {
        #expect(try await months(1) == ["2026-09 +0 -0 =0 bounced 0 complained 0"])
        await #expect(throws: StoreError.noSuchList("noon")) {
            try await fixture.subscribers.health(of: "noon", months: 1, domains: 1)
        }
    }

    @Test("who left before anybody says when they came never makes a month negative")
    func unknownJoining() async throws {
        try await fixture.load("email,status,unsubscribed_at\nann@inbox.test,unsubscribed,2026-07-15\n")
        let months = try await months(3)
        #expect(
            months == [
                "2026-07 +1 -1 =0 bounced 0 complained 0", "2026-08 +0 -0 =0 bounced 0 complained 0",
                "2026-09 +0 -0 =0 bounced 0 complained 0",
            ])
    }
}
