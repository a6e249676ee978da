// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// Mailings that stand still.
extension OutboxClause {
    static let mailings: [OutboxClause] = [
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
            try await fixture.operating.hold(mailing, for: .seconds(5))
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
}
