// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// What a result makes of a delivery.
extension OutboxClause {
    static let settlements: [OutboxClause] = [
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
}
