// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// Who holds a delivery, and who may be mailed.
extension OutboxClause {
    static let leases: [OutboxClause] = [
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
    ]
}
