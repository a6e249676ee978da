import MailFormat
import Sender

/// One sentence of the contract that every outbox keeps.
public struct OutboxClause: Sendable, CustomStringConvertible {
    /// The sentence.
    public let description: String
    private let check: @Sendable (any OutboxFixture) async throws -> Void

    /// Tries the clause on a fresh ledger.
    public func verify(with fixture: any OutboxFixture) async throws { try await check(fixture) }

    /// The whole contract.
    public static let all: [OutboxClause] = leasing + settling + ends

    private static let ok = Disposition.accepted(Reply(code: 250, lines: ["2.0.0 Ok"]))
    private static let full = Failure(
        phase: .recipient, cause: .mailboxFull, persistence: .transient, scope: .recipient,
        reply: Reply(code: 452, lines: ["4.2.2 full"]))

    private static let leasing: [OutboxClause] = [
        OutboxClause(description: "two workers never hold the same delivery") { fixture in
            _ = try await fixture.publish(to: 10)
            let (first, second) = (
                try await fixture.outbox(retry: RetryPolicy()), try await fixture.outbox(retry: RetryPolicy())
            )
            let (some, others) = (try await first.lease(6), try await second.lease(6))
            try require(
                some.count == 6 && others.count == 4, "6 and 4, not \(some.count) and \(others.count)")
            try require(Set((some + others).map(\.id)).count == 10, "ten different rows")
        },
        OutboxClause(description: "only the holder can start a delivery") { fixture in
            let mailing = try await fixture.publish(to: 1)
            let (holder, other) = (
                try await fixture.outbox(retry: RetryPolicy()), try await fixture.outbox(retry: RetryPolicy())
            )
            let rows = try await holder.lease(1)
            try require(try await other.start(rows).isEmpty, "another worker cannot start it")
            try require(try await holder.start(rows) == rows.map(\.id), "the holder can")
            try require(try await fixture.counts(of: mailing) == [.inFlight: 1], "it is in flight")
        },
        OutboxClause(description: "who unsubscribed after publication is suppressed, not leased") { fixture in
            let mailing = try await fixture.publish(to: 3)
            let outbox = try await fixture.outbox(retry: RetryPolicy())
            let first = try await outbox.lease(1)
            _ = try await outbox.settle(first, .returned)
            try await fixture.unsubscribe(first[0].subscriber, from: mailing)
            let rest = try await outbox.lease(3)
            try require(rest.count == 2 && !rest.contains { $0.id == first[0].id }, "the other two")
            try require(try await fixture.counts(of: mailing)[.suppressed] == 1, "one suppressed")
        },
        OutboxClause(description: "who unsubscribed after the lease is suppressed, not started") { fixture in
            let mailing = try await fixture.publish(to: 3)
            let outbox = try await fixture.outbox(retry: RetryPolicy())
            let rows = try await outbox.lease(3)
            try await fixture.unsubscribe(rows[1].subscriber, from: mailing)
            var orders = OutboxOrders()
            orders.start = rows.map(\.id)
            let report = try await outbox.tick(orders)
            try require(report.started == [rows[0].id, rows[2].id], "the other two start")
            try require(report.withdrawn == [rows[1].id], "it is said who does not")
            try require(
                try await fixture.counts(of: mailing) == [.inFlight: 2, .suppressed: 1], "one suppressed")
        },
        OutboxClause(description: "whose address changed after the lease is queued again, not started") {
            fixture in
            let mailing = try await fixture.publish(to: 2)
            let outbox = try await fixture.outbox(retry: RetryPolicy())
            let rows = try await outbox.lease(2)
            try await fixture.move(rows[0].subscriber)
            var orders = OutboxOrders()
            orders.start = rows.map(\.id)
            let report = try await outbox.tick(orders)
            try require(report.started == [rows[1].id], "the other one starts")
            try require(report.withdrawn == [rows[0].id], "it is said who does not")
            try require(try await fixture.counts(of: mailing) == [.inFlight: 1, .queued: 1], "one queued")
            let again = try await outbox.lease(1)
            try require(again.map(\.id) == [rows[0].id], "it is leased as it is now")
            try require(try await outbox.start(again) == [rows[0].id], "and starts")
        },
        OutboxClause(description: "a halted mailing starts and leases nothing") { fixture in
            let mailing = try await fixture.publish(to: 4)
            let outbox = try await fixture.outbox(retry: RetryPolicy())
            let held = try await outbox.lease(2)
            try await outbox.halt(mailing, because: "refused")
            try require(try await outbox.start(held).isEmpty, "nothing starts")
            _ = try await outbox.settle(held, .returned)
            try require(try await outbox.lease(4).isEmpty, "nothing is leased")
            try require(try await outbox.untilNextDue() == nil, "nothing is due")
            try require(try await fixture.counts(of: mailing) == [.queued: 4], "all are queued")
        },
        OutboxClause(
            description: "what is held up starts and is leased when the hold ends, other mailings meanwhile"
        ) {
            fixture in
            let mailing = try await fixture.publish(to: 4)
            let outbox = try await fixture.outbox(retry: RetryPolicy())
            let leased = try await outbox.lease(2)
            try require(try await !outbox.outlook().isHeldUp, "nothing is held up yet")
            try await fixture.hold(mailing, for: .seconds(5))
            try require(try await outbox.start(leased).isEmpty, "nothing starts")
            _ = try await outbox.settle(leased, .returned)
            try require(try await outbox.lease(4).isEmpty, "nothing is leased")
            try require(try await outbox.outlook().isHeldUp, "it is held up")
            let wait = try await outbox.untilNextDue()
            try require(
                wait.map { $0 > .zero && $0 < .seconds(1) } == true, "soon, not \(String(describing: wait))")
            let other = try await fixture.publish(to: 1)
            let free = try await outbox.lease(1)
            try require(free.map(\.mailing) == [other], "another mailing is leased")
            try require(try await outbox.start(free) == free.map(\.id), "and starts")
            fixture.advance(by: .seconds(5))
            try require(try await outbox.outlook() == OutboxOutlook(untilDue: .zero), "it is due")
            let rest = try await outbox.lease(4)
            try require(rest.count == 4 && rest.allSatisfy { $0.mailing == mailing }, "all are leased")
            try require(try await outbox.start(rest).count == 4, "and start")
        },
    ]

    private static let settling: [OutboxClause] = [
        OutboxClause(description: "nothing that was not in flight can be accepted") { fixture in
            let mailing = try await fixture.publish(to: 1)
            let outbox = try await fixture.outbox(retry: RetryPolicy())
            let rows = try await outbox.lease(1)
            try require(try await outbox.settle(rows, ok) == rows.map(\.id), "the settlement is refused")
            try require(try await fixture.counts(of: mailing) == [.leased: 1], "it is leased as before")
        },
        OutboxClause(description: "only the holder can settle, and only once") { fixture in
            let mailing = try await fixture.publish(to: 1)
            let (holder, other) = (
                try await fixture.outbox(retry: RetryPolicy()), try await fixture.outbox(retry: RetryPolicy())
            )
            let rows = try await holder.lease(1)
            _ = try await holder.start(rows)
            try require(try await other.settle(rows, ok).count == 1, "another worker cannot")
            try require(try await holder.settle(rows, ok).isEmpty, "the holder can")
            try require(try await holder.settle(rows, .deferred(full, after: .zero)).count == 1, "but once")
            try require(try await fixture.counts(of: mailing) == [.accepted: 1], "accepted it stays")
        },
        OutboxClause(description: "a deferred delivery is due after its wait and counts an attempt") {
            fixture in
            let mailing = try await fixture.publish(to: 1)
            let outbox = try await fixture.outbox(retry: RetryPolicy())
            let rows = try await outbox.lease(1)
            _ = try await outbox.start(rows)
            _ = try await outbox.settle(rows, .deferred(full, after: .seconds(60)))
            try require(try await fixture.counts(of: mailing) == [.deferred: 1], "deferred")
            fixture.advance(by: .seconds(59))
            try require(try await outbox.lease(1).isEmpty, "not yet due")
            try require(try await outbox.untilNextDue() == .seconds(1), "due in a second")
            fixture.advance(by: .seconds(1))
            let again = try await outbox.lease(1)
            try require(again.map(\.attempts) == [1] && again[0].age >= .seconds(60), "due, tried once")
        },
        OutboxClause(description: "a returned delivery is due at once and counts no attempt") { fixture in
            let mailing = try await fixture.publish(to: 2)
            let outbox = try await fixture.outbox(retry: RetryPolicy())
            let rows = try await outbox.lease(2)
            _ = try await outbox.start(Array(rows.prefix(1)))
            try require(try await outbox.settle(rows, .returned).isEmpty, "leased or in flight")
            try require(try await fixture.counts(of: mailing) == [.queued: 2], "both queued")
            try require(try await outbox.lease(2).map(\.attempts) == [0, 0], "untried")
        },
        OutboxClause(description: "whom a relay failed with has their turn behind all that wait") { fixture in
            _ = try await fixture.publish(to: 3)
            let outbox = try await fixture.outbox(retry: RetryPolicy())
            fixture.advance(by: .seconds(1))
            let first = try await outbox.lease(1)
            _ = try await outbox.start(first)
            _ = try await outbox.settle(first, .postponed(nil, after: .zero))
            let order = try await outbox.lease(3)
            try require(order.count == 3 && order.last?.id == first.first?.id, "last")
            fixture.advance(by: .seconds(1))
            _ = try await outbox.settle([order[2]], .postponed(nil, after: .zero))
            fixture.advance(by: .seconds(1))
            _ = try await outbox.settle(Array(order[..<2]), .returned)
            try require(
                try await outbox.lease(3).map(\.id) == order.map(\.id), "what was not tried stays before it")
        },
        OutboxClause(description: "a postponed delivery is due after its wait and counts no attempt") {
            fixture in
            let mailing = try await fixture.publish(to: 2)
            let outbox = try await fixture.outbox(retry: RetryPolicy())
            let rows = try await outbox.lease(2)
            _ = try await outbox.start([rows[0]])
            _ = try await outbox.settle([rows[0]], .postponed(full, after: .seconds(60)))
            try require(
                try await outbox.settle([rows[1]], .postponed(nil, after: .seconds(30))).isEmpty,
                "a leased one, too")
            try require(
                try await fixture.counts(of: mailing) == [.deferred: 1, .queued: 1],
                "what was refused is deferred")
            try require(try await outbox.untilNextDue() == .seconds(30), "due in half a minute")
            fixture.advance(by: .seconds(60))
            try require(try await outbox.lease(2).map(\.attempts) == [0, 0], "both due, untried")
        },
        OutboxClause(description: "doubt is due again only when a resend is asked for") { fixture in
            let mailing = try await fixture.publish(to: 2)
            let outbox = try await fixture.outbox(retry: RetryPolicy())
            let rows = try await outbox.lease(2)
            _ = try await outbox.start(rows)
            _ = try await outbox.settle([rows[0]], .uncertain("lost", resendAfter: .seconds(5)))
            _ = try await outbox.settle([rows[1]], .uncertain("lost", resendAfter: nil))
            try require(try await fixture.counts(of: mailing) == [.uncertain: 2], "both uncertain")
            fixture.advance(by: .seconds(3600))
            let again = try await outbox.lease(2)
            try require(again.map(\.id) == [rows[0].id] && again[0].doubts == 1, "one, doubted once")
            _ = try await outbox.settle(again, .returned)
            try require(try await fixture.counts(of: mailing) == [.uncertain: 2], "returned, still in doubt")
        },
    ]

    private static let ends: [OutboxClause] = [
        OutboxClause(
            description: "when a lease ends, leased rows queue again and those in flight are in doubt"
        ) {
            fixture in
            let mailing = try await fixture.publish(to: 3)
            let gone = try await fixture.outbox(retry: RetryPolicy())
            let rows = try await gone.lease(3)
            _ = try await gone.start(Array(rows.prefix(1)))
            fixture.advance(by: .seconds(24 * 3600))
            let heir = try await fixture.outbox(retry: RetryPolicy(first: .seconds(10)))
            try require(try await fixture.counts(of: mailing) == [.queued: 2, .uncertain: 1], "2 and 1")
            try require(try await heir.lease(3).count == 2, "the queued ones are due")
            fixture.advance(by: .seconds(10))
            try require(try await heir.lease(3).map(\.doubts) == [1], "the one in doubt after its wait")
            let late = try? await gone.settle(rows, ok)
            try require(late == nil || late?.count == 3, "the old worker settles nothing any more")
        },
        OutboxClause(description: "what was noted as accepted is in no doubt when its worker is gone") {
            fixture in
            let mailing = try await fixture.publish(to: 4)
            let (gone, journal) = try await fixture.worker(retry: RetryPolicy())
            let rows = try await gone.lease(4)
            _ = try await gone.start(Array(rows.prefix(3)))
            let reply = Reply(code: 250, lines: ["2.0.0 Ok: queued as 4bXyz"])
            for row in rows.prefix(3) { journal.note(row.id, .begun) }
            for row in rows.prefix(2) { journal.note(row.id, .accepted(reply)) }
            _ = try await gone.settle([rows[0]], ok)
            fixture.advance(by: .seconds(24 * 3600))
            _ = try await fixture.outbox(retry: RetryPolicy())
            try require(
                try await fixture.counts(of: mailing) == [.accepted: 2, .uncertain: 1, .queued: 1],
                "two, one and one")
        },
        OutboxClause(description: "a relay's pace holds over workers, and so does what it taught") {
            fixture in
            let workers = [
                try await fixture.outbox(retry: RetryPolicy()),
                try await fixture.outbox(retry: RetryPolicy()),
            ]
            func granted(within seconds: Int, perSecond: Double?) async throws -> Int {
                var sum = 0
                for _ in 0..<(seconds * 10) {
                    for worker in workers {
                        var orders = OutboxOrders()
                        orders.claims = [QuotaClaim(relay: "main", messages: 50, perSecond: perSecond)]
                        sum += try await worker.tick(orders).grants["main"]?.messages ?? 0
                    }
                    fixture.advance(by: .milliseconds(100))
                }
                return sum
            }
            let paced = try await granted(within: 10, perSecond: 20)
            try require((200...202).contains(paced), "20 a second for 10 s, not \(paced) in all")
            try require(try await granted(within: 1, perSecond: nil) == 1_000, "all where nothing limits it")
            func isPaced() async throws -> Bool? {
                var question = OutboxOrders()
                question.claims = [QuotaClaim(relay: "main", messages: 0)]
                return try await workers[1].tick(question).grants["main"]?.isPaced
            }
            try require(try await isPaced() == false, "no pace where nothing limits it")
            var complaint = OutboxOrders()
            complaint.claims = [QuotaClaim(relay: "main", messages: 0, tooFast: 14)]
            _ = try await workers[0].tick(complaint)
            try require(try await isPaced() == true, "another worker is told of it")
            try require(try await granted(within: 1, perSecond: nil) <= 2, "a second of rest")
            let learned = try await granted(within: 10, perSecond: nil)
            try require((135...160).contains(learned), "14 a second, and a little more, not \(learned)")
        },
        OutboxClause(description: "a worker keeps what it holds while it ticks, however long it waits") {
            fixture in
            let mailing = try await fixture.publish(to: 2)
            let waiting = try await fixture.outbox(retry: RetryPolicy())
            let rows = try await waiting.lease(2)
            _ = try await waiting.start([rows[0]])
            for _ in 0..<10 {
                fixture.advance(by: .seconds(600))
                _ = try await waiting.tick(OutboxOrders())
                let other = try await fixture.outbox(retry: RetryPolicy())
                try require(try await other.lease(2).isEmpty, "nothing for others")
            }
            try require(try await waiting.settle([rows[0]], ok).isEmpty, "its answer counts")
            try require(
                try await fixture.counts(of: mailing) == [.accepted: 1, .leased: 1], "and it goes on")
        },
        OutboxClause(description: "a hold policy leaves doubt to an operator") { fixture in
            let mailing = try await fixture.publish(to: 1)
            let gone = try await fixture.outbox(retry: RetryPolicy())
            _ = try await gone.start(try await gone.lease(1))
            fixture.advance(by: .seconds(24 * 3600))
            let heir = try await fixture.outbox(retry: RetryPolicy(doubt: .hold))
            fixture.advance(by: .seconds(24 * 3600))
            try require(try await heir.lease(1).isEmpty, "nothing to lease")
            try require(try await fixture.counts(of: mailing) == [.uncertain: 1], "uncertain")
        },
        OutboxClause(description: "quotas hold over workers, and until the last of their windows has passed")
        {
            fixture in
            let hour = RelayQuota(100, in: .seconds(3600))
            let day = RelayQuota(150, in: .seconds(86_400))
            let gone = try await fixture.outbox(retry: RetryPolicy())
            try require(try await gone.claim(80, within: hour, day) == QuotaGrant(messages: 80), "80")
            let heir = try await fixture.outbox(retry: RetryPolicy())
            let rest = try await heir.claim(50, within: hour, day)
            try require(rest?.messages == 20, "20 of 50, not \(String(describing: rest))")
            try require(rest?.wait.map { $0 > .seconds(3000) } ?? false, "more in about an hour")
            try require(try await heir.claim(1, within: hour, day)?.messages == 0, "nothing more")
            fixture.advance(by: .seconds(3590))
            try require(try await heir.claim(1, within: hour, day)?.messages == 0, "nothing more yet")
            fixture.advance(by: .seconds(600))
            try require(try await heir.claim(100, within: hour, day)?.messages == 50, "what the day allows")
            fixture.advance(by: .seconds(2 * 86_400))
            try require(try await heir.claim(100, within: hour, day)?.messages == 100, "all of it again")
        },
        OutboxClause(description: "what was granted and not used can be granted again") { fixture in
            let hour = RelayQuota(10, in: .seconds(3600))
            let outbox = try await fixture.outbox(retry: RetryPolicy())
            _ = try await outbox.claim(10, within: hour)
            try require(try await outbox.claim(-4, within: hour)?.messages == 0, "giving back grants nothing")
            try require(try await outbox.claim(10, within: hour)?.messages == 4, "the four")
        },
        OutboxClause(description: "whatever happens, the states sum to the audience") { fixture in
            let mailing = try await fixture.publish(to: 40)
            var dice = Dice(seed: 20_261_124)
            var worker = try await fixture.outbox(retry: RetryPolicy(first: .seconds(1)))
            var held: [LeasedDelivery] = []
            for _ in 0..<120 {
                switch dice.roll(6) {
                case 0: held += try await worker.lease(dice.roll(9))
                case 1: _ = try await worker.start(held)
                case 2: _ = try await worker.settle(Array(held.prefix(2)), ok)
                case 3: _ = try await worker.settle(held, .deferred(full, after: .seconds(dice.roll(5))))
                case 4: fixture.advance(by: .seconds(dice.roll(5)))
                default:
                    guard dice.roll(4) == 0 else { continue }
                    fixture.advance(by: .seconds(24 * 3600))
                    worker = try await fixture.outbox(retry: RetryPolicy(first: .seconds(1)))
                    held = []
                }
                let sum = try await fixture.counts(of: mailing).values.reduce(0, +)
                try require(sum == 40, "40, not \(sum)")
            }
        },
    ]
}

/// Repeatable chance.
private struct Dice {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func roll(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(sides))
    }
}
