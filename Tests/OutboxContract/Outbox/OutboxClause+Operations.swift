// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// What an operator does, as workers see it.
extension OutboxClause {
    static let operations: [OutboxClause] = [
        OutboxClause(description: "a paused mailing starts and leases nothing; what is in flight is settled")
        {
            fixture in
            let mailing = try await fixture.publish(to: 4)
            let outbox = try await fixture.outbox()
            let rows = try await outbox.lease(3)
            _ = try await outbox.start([rows[0]])
            try require(try await fixture.operating.pause(mailing), "it was being sent")
            try require(try await !fixture.operating.pause(mailing), "and is no more")
            try require(try await outbox.start([rows[1]]).isEmpty, "nothing starts")
            try require(try await outbox.settle([rows[0]], ok).isEmpty, "what was in flight is settled")
            _ = try await outbox.settle(Array(rows[1...]), .returned)
            try require(try await outbox.lease(4).isEmpty, "nothing is leased")
            try require(try await outbox.untilNextDue() == nil, "nothing is due")
            try require(try await fixture.counts(of: mailing) == [.accepted: 1, .queued: 3], "three wait")
            try require(try await fixture.operating.resume(mailing), "it goes on")
            try require(try await !fixture.operating.resume(mailing), "once")
            try require(try await outbox.lease(4).count == 3, "with the three")
        },
        OutboxClause(
            description: "of a cancelled mailing nothing more is sent, and what is on the wire is finished"
        ) {
            fixture in
            let mailing = try await fixture.publish(to: 6)
            let outbox = try await fixture.outbox()
            let rows = try await outbox.lease(5)
            _ = try await outbox.start(Array(rows[..<4]))
            _ = try await outbox.settle([rows[0]], .uncertain("lost", resendAfter: .seconds(5)))
            try require(try await fixture.operating.cancel(mailing), "it was being sent")
            try require(try await !fixture.operating.cancel(mailing), "and is over")
            let now: [DeliveryState: Int] = [.uncertain: 1, .cancelled: 1, .inFlight: 3, .leased: 1]
            try require(try await fixture.counts(of: mailing) == now, "what waits ends, doubt stays")
            try require(try await outbox.start([rows[4]]).isEmpty, "nothing starts")
            try require(try await outbox.settle([rows[1]], ok).isEmpty, "an acceptance counts")
            _ = try await outbox.settle([rows[2]], .deferred(full, after: .seconds(60)))
            _ = try await outbox.settle([rows[3]], .uncertain("lost", resendAfter: .seconds(60)))
            _ = try await outbox.settle([rows[4]], .returned)
            let end: [DeliveryState: Int] = [.accepted: 1, .uncertain: 2, .cancelled: 3]
            try require(try await fixture.counts(of: mailing) == end, "what would be tried again is not")
            fixture.advance(by: .seconds(3600))
            try require(try await outbox.lease(6).isEmpty, "nothing is leased")
            try require(try await !fixture.operating.resume(mailing), "it does not go on")
            let retried = try await fixture.operating.retry(
                mailing, failed: true, uncertain: true, causes: [])
            try require(retried == 0, "nor is any of it sent again")
        },
        OutboxClause(description: "a retry makes due what failed for some causes, and doubt only when asked")
        { fixture in
            let mailing = try await fixture.publish(to: 4)
            let outbox = try await fixture.outbox()
            let rows = try await outbox.send(4)
            _ = try await outbox.settle([rows[0]], ok)
            _ = try await outbox.settle([rows[1]], .failed(refused))
            _ = try await outbox.settle([rows[2]], .failed(full))
            _ = try await outbox.settle([rows[3]], .uncertain("lost", resendAfter: nil))
            try require(try await outbox.lease(4).isEmpty, "nothing waits")
            try require(try await fixture.standing(of: mailing) == .sent, "it is over")
            try require(try await !fixture.operating.pause(mailing), "and cannot be paused")
            func retry(failed: Bool, uncertain: Bool, _ causes: [Failure.Cause] = []) async throws -> Int {
                try await fixture.operating.retry(
                    mailing, failed: failed, uncertain: uncertain, causes: causes)
            }
            try require(try await retry(failed: true, uncertain: false, [.mailboxFull]) == 1, "one was full")
            try require(try await fixture.standing(of: mailing) == .sending, "it goes on")
            let again = try await outbox.lease(4)
            try require(again.map(\.id) == [rows[2].id] && again[0].attempts == 1, "with that one")
            try require(try await retry(failed: true, uncertain: false) == 1, "the other one that failed")
            try require(try await retry(failed: false, uncertain: true) == 1, "and the doubt")
            try require(Set(try await outbox.lease(4).map(\.id)) == [rows[1].id, rows[3].id], "both are due")
        },
        OutboxClause(description: "a hold that is released lets a mailing go on at once") { fixture in
            let mailing = try await fixture.publish(to: 1)
            let outbox = try await fixture.outbox()
            try await fixture.operating.hold(mailing, for: .seconds(60))
            try require(try await outbox.lease(1).isEmpty, "it is held up")
            try await fixture.operating.release(mailing)
            try require(try await outbox.lease(1).count == 1, "it goes on")
        },
    ]
}
