// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import NewsroomSupport
import Sender
import Subscribers
import Synchronization
import Testing

@testable import Newsroom
@testable import SQLiteStore

@Suite("The story of a delivery has what operators did")
struct OperatorStoryTests {
    private let place: TemporaryNewsroom
    private let mailing: MailingID
    private let clock: Clock
    private let outbox: SQLiteOutbox
    private let mailings: MailingStore

    /// A mailing to four readers that is of use for an hour, on a clock that the test moves.
    init() async throws {
        place = try await TemporaryNewsroom(readers: 4)
        let newsroom = place.newsroom
        mailing = try await newsroom.mailings.schedule(
            place.edition, to: "morning", at: nil, terms: MailingTerms(lifetime: .seconds(3600)))
        _ = try await newsroom.mailings.publish(mailing)
        clock = Clock(start: try #require(try await newsroom.mailings.mailing(mailing).publishedAt))
        let database = try NewsroomDatabase(
            opening: place.directory.appending(path: "daybreak.db").path, now: { [clock] in clock.now },
            random: Randomness.system.read)
        mailings = MailingStore(database)
        outbox = try await SQLiteOutbox(database, retry: RetryPolicy())
    }

    private func lease(_ count: Int = 9) async throws -> [LeasedDelivery] {
        clock.advance()
        var orders = OutboxOrders()
        orders.lease = count
        return try await outbox.tick(orders).leased
    }

    private func settle(_ rows: [LeasedDelivery], _ dispositions: [Disposition]) async throws {
        var orders = OutboxOrders()
        orders.start = rows.map(\.id)
        _ = try await outbox.tick(orders)
        clock.advance()
        orders = OutboxOrders()
        orders.settle = zip(rows, dispositions).map { Settlement($0.id, $1) }
        _ = try await outbox.tick(orders)
    }

    private func operate(_ action: (MailingStore, MailingID) async throws -> Bool) async throws {
        clock.advance()
        #expect(try await action(mailings, mailing))
    }

    private func story(_ number: Int) async throws -> [String] {
        let address = try EmailAddress("reader\(number)@inbox.test")
        let story = try #require(try await place.newsroom.mailings.story(of: mailing, to: address))
        #expect(story.moments.map(\.at) == story.moments.map(\.at).sorted())
        return story.moments.map { moment in
            switch moment.event {
            case .published: "published"
            case .attempt(let attempt): "\(attempt.state)"
            case .settled(let record): "\(record.state) \(record.cause ?? "")"
            case .ledger(let event): "\(event.kind) \(event.reason ?? "")"
            case .consent(let event): "\(event.kind)"
            }
        }
    }

    @Test("in order, and only what concerned the delivery")
    func tells() async throws {
        let refusal = Failure(phase: .content, cause: .policy, persistence: .permanent, scope: .recipient)
        let taken = Disposition.accepted(Reply(code: 250, lines: ["ok"]))
        var rows = try await lease()
        try await settle(rows, [taken, .failed(refusal), .returned, .returned])
        try await operate { try await $0.pause($1) }
        try await operate { try await $0.resume($1) }
        clock.advance()
        try await outbox.halt(mailing, because: "refused")
        try await operate { try await $0.resume($1) }
        rows = try await lease()
        try await settle(rows, [.uncertain("lost", resendAfter: .seconds(600)), .returned])
        let waiting = ["published", "paused ", "resumed ", "halted refused", "resumed "]
        #expect(try await story(4) == waiting)

        clock.advance(by: 3600)
        #expect(try await lease().isEmpty)
        #expect(try await story(3) == waiting + ["uncertain", "uncertain expired"])
        #expect(try await story(4) == waiting + ["failed expired"])

        try await operate { try await $0.retry($1, uncertain: true) == 3 }
        let expired = "expired the mailing expired"
        #expect(try await story(4) == waiting + ["\(expired) before it was tried", "retried "])
        rows = try await lease()
        try await settle(rows, [.deferred(refusal, after: .seconds(60)), taken, .returned])
        try await operate { try await $0.cancel($1) }

        #expect(try await story(1) == ["published", "accepted "])
        #expect(try await story(2) == ["published", "failed", "retried ", "deferred", "cancelled "])
        #expect(
            try await story(3) == waiting
                + ["uncertain", "\(expired); the last answer: lost", "retried ", "accepted "])
        #expect(
            try await story(4) == waiting + ["\(expired) before it was tried", "retried ", "cancelled "])
    }
}

/// Goes on by a second when it is told to.
private final class Clock: Sendable {
    private let milliseconds: Mutex<Int64>

    init(start: Int64) { milliseconds = Mutex(start) }

    var now: Int64 { milliseconds.withLock { $0 } }

    func advance(by seconds: Int64 = 1) { milliseconds.withLock { $0 += seconds * 1000 } }
}
