// SPDX-License-Identifier: Apache-2.0
import MailFormat
import OutboxContract
import Sender
import Testing

@testable import SQLiteStore

@Suite("What is lent to sending machines")
struct LendingStoreTests {
    private let fixture: TemporaryDatabase
    private let lending: LendingStore
    private static let reply = Reply(code: 250, lines: ["2.0.0 Ok: queued as 4bXyz"])
    private static let full = Failure(
        phase: .recipient, cause: .mailboxFull, persistence: .transient, scope: .recipient,
        reply: Reply(code: 452, lines: ["4.2.2 full"]))

    init() throws {
        fixture = try TemporaryDatabase()
        lending = LendingStore(fixture.database)
    }

    /// Lends a mailing; returns its deliveries as they were lent.
    private func lend(_ mailing: MailingID) async throws -> [LentDelivery] {
        try await lending.begin()
        let (deliveries, unmailable) = try await lending.waiting(of: mailing) { next in
            var deliveries: [LentDelivery] = []
            while let (delivery, state, _) = try next() {
                #expect(
                    state == (delivery.doubts > 0 ? .uncertain : delivery.attempts > 0 ? .deferred : .queued))
                deliveries.append(delivery)
            }
            return deliveries
        }
        try await lending.lent(mailing, but: unmailable)
        return deliveries
    }

    private func portion(
        _ seq: Int64, of mailing: MailingID, _ results: [(LentDelivery, LentResult.Outcome)]
    ) -> ResultPortion {
        ResultPortion(
            mailing: mailing, worker: 1 << 41, seq: seq, at: fixture.now,
            results: results.map {
                LentResult(
                    delivery: DeliveryID(rawValue: $0.id), version: $0.version, generation: $0.generation,
                    outcome: $1)
            })
    }

    @Test("senders of this machine leave it alone, and take it up again when it is home")
    func hands() async throws {
        let mailing = try await fixture.publish(to: 3)
        #expect(try await lend(mailing).count == 3)
        let outbox = try await fixture.outbox(retry: RetryPolicy())
        var orders = OutboxOrders()
        orders.lease = 3
        #expect(try await outbox.tick(orders).leased.isEmpty)
        #expect(try await fixture.mailings.mailing(mailing)?.state == .sending)
        try await lending.end(mailing)
        try await lending.forget(mailing)
        #expect(try await outbox.tick(orders).leased.count == 3)
    }

    @Test("it is told who leaves and who changes, once, and anew when commits were lost")
    func changes() async throws {
        let mailing = try await fixture.publish(to: 4)
        let deliveries = try await lend(mailing)
        #expect(try await lending.changes().stops.isEmpty)
        try await fixture.unsubscribe(deliveries[0].reader.id, from: mailing)
        try await fixture.move(deliveries[1].reader.id)
        func told() async throws -> [SubscriberID: LentDelivery?] {
            let (stops, last) = try await lending.changes()
            if last > 0 { try await lending.told(upTo: last) }
            return Dictionary(stops.map { ($0.subscriber, $0.delivery) }) { $1 }
        }
        let first = try await told()
        #expect(first.count == 2 && first[deliveries[0].reader.id] == .some(nil))
        let moved = try #require(first[deliveries[1].reader.id] ?? nil)
        #expect(moved.id == deliveries[1].id && moved.reader.address != deliveries[1].reader.address)
        #expect(try await told().isEmpty)
        try await lending.take(
            [portion(1, of: mailing, [(deliveries[2], .attempt(.accepted(Self.reply), nil))])], madeWith: [:])
        try await lending.told(round: 7, workers: 1)
        #expect(try await !lending.compare(round: 7))
        #expect(try await told().isEmpty, "nothing was lost")
        #expect(try await lending.compare(round: 5))
        let anew = try await told()
        #expect(Set(anew.keys) == Set(deliveries.prefix(3).map(\.reader.id)), "also who has their copy")
        #expect(anew[deliveries[2].reader.id] == .some(nil))
    }

    @Test("each result is taken once, and the states sum to the audience")
    func results() async throws {
        let mailing = try await fixture.publish(to: 7)
        let rows = try await lend(mailing)
        let work = RelayWork(relay: "main", mailing: mailing, busy: .milliseconds(5))
        let taken = portion(
            1, of: mailing,
            [
                (rows[0], .attempt(.accepted(Self.reply), work)),
                (rows[1], .attempt(.failed(Self.full), work)),
                (rows[2], .attempt(.deferred(Self.full, after: .seconds(60)), work)),
                (rows[3], .attempt(.uncertain("lost", resendAfter: .seconds(60)), work)),
                (rows[4], .suppressed),
                (rows[5], .expired), (rows[6], .attempt(.returned, work)),
            ])
        let recipe = [RecipeID(worker: 1 << 41, number: 1): CopyRecipe(tokenKey: 1, signing: nil)]
        for _ in 0..<2 {
            try await lending.take([taken], madeWith: recipe)
            let counts: [DeliveryState: Int] = [
                .accepted: 1, .failed: 2, .deferred: 1, .uncertain: 1, .suppressed: 1, .queued: 1,
            ]
            #expect(try await fixture.counts(of: mailing) == counts)
        }
        #expect(try await fixture.recipes(of: mailing).values.map(\.tokenKey) == [1])
        #expect(try await fixture.mailings.attempts(of: mailing, for: rows[2].reader.id).count == 1)
        // Who is in doubt may turn out to have it, and who has it may not turn out to be in doubt.
        try await lending.take(
            [
                portion(
                    2, of: mailing,
                    [
                        (rows[3], .attempt(.accepted(Self.reply), work)),
                        (rows[0], .attempt(.uncertain("lost", resendAfter: nil), work)),
                    ])
            ], madeWith: [:])
        #expect(try await fixture.counts(of: mailing)[.accepted] == 2)
        #expect(try await lending.cursors(of: mailing) == [1 << 41: 2])
    }

    @Test("a late acceptance ends a doubt, and its reader gets no second copy")
    func late() async throws {
        let mailing = try await fixture.publish(to: 1)
        let rows = try await lend(mailing)
        try await lending.take(
            [
                portion(
                    1, of: mailing, [(rows[0], .attempt(.uncertain("gone", resendAfter: .seconds(5)), nil))])
            ],
            madeWith: [:])
        let late = LateAcceptance(
            delivery: DeliveryID(rawValue: rows[0].id), worker: 1 << 42, at: fixture.now, reply: Self.reply)
        try await lending.take([late, late])
        #expect(try await fixture.counts(of: mailing) == [.accepted: 1])
        let stops = try await lending.changes().stops
        #expect(stops.map(\.subscriber) == [rows[0].reader.id] && stops[0].delivery == nil)
    }

    @Test("what waits of a cancelled mailing ends when all of it is home")
    func cancelled() async throws {
        let mailing = try await fixture.publish(to: 3)
        let rows = try await lend(mailing)
        #expect(try await fixture.operating.cancel(mailing))
        #expect(try await fixture.counts(of: mailing) == [.queued: 3], "it may be on the wire")
        try await lending.take(
            [
                portion(
                    1, of: mailing,
                    [
                        (rows[0], .attempt(.accepted(Self.reply), nil)),
                        (rows[1], .attempt(.uncertain("lost", resendAfter: .seconds(60)), nil)),
                    ])
            ], madeWith: [:])
        try await lending.end(mailing)
        #expect(try await fixture.counts(of: mailing) == [.accepted: 1, .uncertain: 1, .cancelled: 1])
    }

    @Test("readers who left between publication and lending are suppressed, not lent")
    func leftBefore() async throws {
        let mailing = try await fixture.publish(to: 3)
        try await fixture.unsubscribe(SubscriberID(rawValue: 2), from: mailing)
        #expect(try await lend(mailing).map(\.reader.id.rawValue) == [1, 3])
        #expect(try await fixture.counts(of: mailing) == [.queued: 2, .suppressed: 1])
    }
}
