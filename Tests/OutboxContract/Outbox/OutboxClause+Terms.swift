// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// How mailings are to go out: what stops them, how long they are of use, and whom they go to first.
extension OutboxClause {
    static let terms: [OutboxClause] = [
        OutboxClause(
            description: "a mailing whose guard rails break halts, and says why, until it is resumed"
        ) {
            fixture in
            var rails = GuardRails()
            (rails.bounces, rails.sample) = (0.05, 30)
            let mailing = try await fixture.publish(to: 6, terms: MailingTerms(guardRails: rails))
            let outbox = try await fixture.outbox()
            let rows = try await outbox.send(5)
            try require(
                try await outbox.settleWork([rows[0]], .failed(unknown)).isEmpty, "one says little yet")
            let halted = try await outbox.settleWork([rows[1]], .failed(unknown))
            try require(halted.keys.map { $0 } == [mailing] && halted[mailing] != "", "two are too many")
            try require(try await fixture.standing(of: mailing) == .halted, "it is halted")
            try require(try await outbox.lease(6).isEmpty, "nothing is leased")
            try require(try await outbox.settleWork([rows[2]], ok).isEmpty, "what is in flight is settled")
            try require(try await fixture.operating.resume(mailing), "it can be resumed")
            try require(
                try await outbox.settleWork([rows[3]], .failed(unknown)).isEmpty,
                "what made it halt counts no more")
            try require(try await outbox.lease(6).count == 1, "it goes on")
        },
        OutboxClause(description: "what waits of a mailing that is of no more use fails, doubt stays doubt") {
            fixture in
            let mailing = try await fixture.publish(to: 4, terms: MailingTerms(lifetime: .seconds(3600)))
            let outbox = try await fixture.outbox()
            let rows = try await outbox.send(4)
            try require(rows.allSatisfy { $0.lifetime == .seconds(3600) }, "how long it is of use is said")
            _ = try await outbox.settle([rows[0]], ok)
            _ = try await outbox.settle([rows[1]], .deferred(full, after: .seconds(60)))
            _ = try await outbox.settle([rows[2]], .uncertain("lost", resendAfter: .seconds(60)))
            _ = try await outbox.settle([rows[3]], .returned)
            fixture.advance(by: .seconds(3601))
            try require(try await outbox.lease(4).isEmpty, "nothing is leased")
            let over: [DeliveryState: Int] = [.accepted: 1, .failed: 2, .uncertain: 1]
            try require(try await fixture.counts(of: mailing) == over, "two failed")
            try require(try await fixture.standing(of: mailing) == .sent, "and it is over")
            let count = try await fixture.operating.retry(
                mailing, failed: true, uncertain: false, causes: [.expired])
            try require(count == 2, "an operator wants them sent all the same")
            let again = try await outbox.lease(4)
            try require(again.count == 2 && again.allSatisfy { $0.lifetime == nil }, "they are of use")
        },
        OutboxClause(description: "a canary goes first; the others wait for its time and its results") {
            fixture in
            let terms = MailingTerms(canary: .init(share: 0.2, wait: .seconds(600)), guardRails: nil)
            _ = try await fixture.publish(to: 20, terms: terms)
            let outbox = try await fixture.outbox()
            let first = try await outbox.send(20)
            try require(first.count == 4, "four of twenty")
            _ = try await outbox.settleWork([first[0]], ok)
            fixture.advance(by: .seconds(600))
            try require(try await outbox.lease(20).isEmpty, "hardly anything is known of them")
            try require(try await outbox.untilNextDue().map { $0 > .zero } == true, "nothing is due now")
            _ = try await outbox.settleWork([first[1]], ok)
            try require(try await outbox.lease(20).count == 16, "half of them are tried")
        },
        OutboxClause(description: "who resumes a mailing that its canary halted waits for it no more") {
            fixture in
            let terms = MailingTerms(canary: .init(share: 0.2, wait: .seconds(600)), guardRails: nil)
            let mailing = try await fixture.publish(to: 20, terms: terms)
            let outbox = try await fixture.outbox()
            try require(try await outbox.send(20).count == 4, "four of twenty")
            try await outbox.halt(mailing, because: "refused")
            fixture.advance(by: .seconds(600))
            try require(try await fixture.operating.resume(mailing), "it goes on")
            try require(try await outbox.lease(20).count == 16, "to all the others")
        },
    ]
}
