// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Testing

@testable import SQLiteStore

@Suite("Mailings that are of use for a time")
struct ExpiryTests {
    private let fixture: TemporaryDatabase
    private let mailing: MailingID
    private let outbox: SQLiteOutbox

    /// Six readers: one has it, one refused it, one is in doubt and would be sent it once more, three wait.
    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
        try await fixture.load("email\n" + (1...6).map { "reader\($0)@inbox.test\n" }.joined())
        mailing = try await fixture.publish("morning", terms: MailingTerms(lifetime: .seconds(12 * 3600)))
        outbox = try await SQLiteOutbox(fixture)
        let rows = try await outbox.lease()
        #expect(rows.allSatisfy { $0.lifetime == .seconds(12 * 3600) })
        try await outbox.settle([rows[0]], .taken)
        try await outbox.settle([rows[1]], .refused(.unknownUser))
        try await outbox.settle([rows[2]], .uncertain("lost", resendAfter: .seconds(300)))
        try await outbox.settle([rows[3]], .deferred(Self.busy, after: .seconds(300)))
        try await outbox.settleStarted(Array(rows[4...]), .returned)
    }

    private static let busy = Failure(
        phase: .recipient, cause: .other, persistence: .transient, scope: .recipient,
        reply: Reply(code: 450, lines: ["4.2.0 busy"]))

    @Test("are tried until their time is over, and then no more")
    func expires() async throws {
        fixture.advance(by: .seconds(12 * 3600))
        let rows = try await outbox.lease()
        #expect(rows.count == 4, "what is due in time is sent")
        try await outbox.start(rows)
        try await outbox.settleStarted(rows, .returned)

        fixture.advance(by: .milliseconds(1))
        #expect(try await outbox.lease().isEmpty)
        #expect(
            try await fixture.mailings.counts(of: mailing) == [.accepted: 1, .failed: 4, .uncertain: 1])
        let replies = try await fixture.texts(
            "SELECT reply FROM delivery WHERE class = 'expired' ORDER BY subscriber_id")
        #expect(
            replies == [
                "the mailing expired; the last answer: lost",
                "the mailing expired; the last answer: 450 4.2.0 busy",
                "the mailing expired before it was tried", "the mailing expired before it was tried",
            ])
        #expect(try await outbox.lease().isEmpty)
        #expect(try await fixture.mailings.mailing(mailing)?.state == .sent)
        try await fixture.expectWhole()
    }

    @Test("go on when an operator wants some of it sent all the same")
    func retry() async throws {
        fixture.advance(by: .seconds(13 * 3600))
        #expect(try await outbox.lease().isEmpty)
        #expect(try await fixture.mailings.retry(mailing, causes: [.greylisted]) == 0)
        #expect(try await fixture.mailings.retry(mailing, causes: [.expired]) == 3)
        let rows = try await outbox.lease()
        #expect(rows.count == 3 && rows.allSatisfy { $0.lifetime == nil })
        try await outbox.settle(rows, .taken)
        #expect(
            try await fixture.mailings.counts(of: mailing) == [.accepted: 4, .failed: 1, .uncertain: 1])
        #expect(try await fixture.mailings.retry(mailing, failed: false, uncertain: true) == 1)
        #expect(try await outbox.lease().map(\.doubts) == [1])
    }
}
