// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// Workers that live on, and those that are gone.
extension OutboxClause {
    static let workers: [OutboxClause] = [
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
        OutboxClause(description: "a worker that was taken over is told so, and changes nothing any more") {
            fixture in
            let mailing = try await fixture.publish(to: 4)
            let gone = try await fixture.outbox()
            let rows = try await gone.lease(2)
            _ = try await gone.start([rows[0]])
            fixture.advance(by: .seconds(24 * 3600))
            _ = try await fixture.outbox()
            let counts = try await fixture.counts(of: mailing)
            let lost = try? await gone.settle(rows, ok)
            try require(lost == nil || lost?.count == 2, "it settles nothing")
            let started = try? await gone.start(rows)
            try require(started == nil || started == [], "it starts nothing")
            let leased = try? await gone.lease(4)
            try require(leased == nil || leased == [], "it leases nothing")
            try require(try await fixture.counts(of: mailing) == counts, "all is as it was")
        },
        OutboxClause(description: "it is empty while no mailing is sent and nobody else is known to send") {
            fixture in
            let outbox = try await fixture.outbox()
            try require(try await outbox.outlook().isEmpty, "nothing is there")
            let mailing = try await fixture.publish(to: 1)
            try require(try await !outbox.outlook().isEmpty, "a mailing is")
            _ = try await outbox.settle(try await outbox.send(1), ok)
            _ = try await outbox.lease(1)
            try require(try await fixture.standing(of: mailing) == .sent, "it is over")
            try require(try await outbox.outlook().isEmpty, "nothing is there any more")
            let other = try await fixture.outbox()
            try require(try await !outbox.outlook().isEmpty, "somebody else is")
            other.leave()
        },
        OutboxClause(description: "a tick that fails changes nothing") { fixture in
            let mailing = try await fixture.publish(to: 4)
            let outbox = try await fixture.outbox()
            let rows = try await outbox.lease(2)
            _ = try await outbox.start([rows[0]])
            let counts = try await fixture.counts(of: mailing)
            var orders = OutboxOrders()
            orders.settle = [Settlement(rows[0].id, ok)]
            orders.start = [rows[1].id]
            orders.lease = 2
            try await fixture.failLeases(true)
            try require((try? await outbox.tick(orders)) == nil, "it fails")
            try require(try await fixture.counts(of: mailing) == counts, "all is as it was")
            try await fixture.failLeases(false)
            let report = try await outbox.tick(orders)
            try require(report.lost.isEmpty && report.started == [rows[1].id], "it still holds them")
            try require(
                try await fixture.counts(of: mailing) == [.accepted: 1, .inFlight: 1, .leased: 2],
                "and the same orders are carried out")
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
    ]
}
