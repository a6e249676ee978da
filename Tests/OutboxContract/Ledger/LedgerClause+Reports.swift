// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// What is told of a mailing.
extension LedgerClause {
    static let reports: [LedgerClause] = [
        LedgerClause(
            description: "every delivery is told once, in the order of subscribers, with its last answer"
        ) {
            fixture in
            let (mailing, rows) = try await fixture.mixed()
            var records: [DeliveryRecord] = []
            try await fixture.ledger.deliveries(of: mailing) { records.append($0) }
            let readers = records.map(\.subscriber.rawValue)
            try require(readers.count == 6 && readers == readers.sorted(), "six in order")
            let states = Dictionary(grouping: records, by: \.state).mapValues(\.count)
            try require(
                states == (try await fixture.ledger.counts(of: mailing)), "they are those that are counted")
            for record in records {
                let one = try await fixture.ledger.delivery(of: mailing, for: record.subscriber)
                try require(one == record, "one alone is told the same")
            }
            let failed = try unwrap(records.first { $0.subscriber == rows[1].subscriber }, "who failed")
            try require(
                failed.state == .failed && failed.attempts == 1 && failed.nextAttempt == nil, "failed")
            try require(
                failed.cause == Failure.Cause.unknownUser.rawValue && failed.code == 550
                    && failed.status == "5.1.1" && failed.relay == "main", "why, and who said so")
            let deferred = try await fixture.ledger.delivery(of: mailing, for: rows[2].subscriber)
            let lastDue = try unwrap(try await fixture.ledger.lastDue(in: mailing), "one is due")
            try require(
                deferred?.state == .deferred && deferred?.nextAttempt == lastDue,
                "deferred, and due last of all")
            let stranger = SubscriberID(rawValue: 1_000_000)
            try require(
                try await fixture.ledger.delivery(of: mailing, for: stranger) == nil, "nothing of strangers")
        },
        LedgerClause(description: "what remains, who holds it and what it came to is known at every time") {
            fixture in
            let (mailing, _) = try await fixture.mixed()
            let holders = try await fixture.ledger.holders(of: mailing)
            try require(holders.map(\.deliveries) == [1], "one row is held")
            try require(try await fixture.ledger.remaining(in: mailing) == 3, "three remain")
            let results = try await fixture.ledger.results(of: mailing)
            try require(results.tried == 4 && results.settled == 2, "four were tried, two are settled")
            try require(results.bounced == 1 && results.blocked == 0, "one has no mailbox")
        },
        LedgerClause(
            description:
                "what became of one delivery is told in order: its attempts, and what happened beside them"
        ) {
            fixture in
            let (mailing, rows) = try await fixture.mixed()
            try require(try await fixture.operating.pause(mailing), "it stands still")
            fixture.advance(by: .seconds(1))
            try require(try await fixture.operating.resume(mailing), "it goes on")
            fixture.advance(by: .seconds(1))
            let retried = try await fixture.operating.retry(
                mailing, failed: true, uncertain: false, causes: [])
            try require(retried == 1, "one had failed")
            fixture.advance(by: .seconds(1))
            try require(try await fixture.operating.cancel(mailing), "it ends")
            func kinds(_ row: LeasedDelivery) async throws -> [LedgerEvent.Kind] {
                try await fixture.ledger.events(of: mailing, for: row.subscriber).map(\.kind)
            }
            try require(try await kinds(rows[0]) == [.paused, .resumed, .cancelled], "what happened to all")
            try require(
                try await kinds(rows[1]) == [.paused, .resumed, .retried, .cancelled], "and to one of them")
            let attempts = try await fixture.ledger.attempts(of: mailing, for: rows[2].subscriber)
            try require(attempts.map(\.state) == [.deferred] && attempts[0].code == 452, "what was answered")
            let doubt = try await fixture.ledger.attempts(of: mailing, for: rows[3].subscriber)
            try require(doubt.map(\.state) == [.uncertain] && doubt[0].reply == "lost", "or not answered")
            let accepted = try await fixture.ledger.attempts(of: mailing, for: rows[0].subscriber)
            try require(accepted.isEmpty, "an acceptance is no attempt that failed")
        },
        LedgerClause(description: "the statistics are the sum of the ledger") { fixture in
            let (mailing, _) = try await fixture.mixed()
            let numbers = try await fixture.ledger.statistics(of: mailing, from: 0)
            try require(numbers.rows == 6 && numbers.doubts == 1, "six rows, one in doubt")
            try require(numbers.acceptances.count == 1 && numbers.refusals.count == 3, "four answers")
            let domains = numbers.domains.values.reduce(MailingStatistics.Domain(), +)
            try require(
                domains.readers == 6 && domains.accepted == 1 && domains.failed == 1
                    && domains.waiting == 3 && domains.uncertain == 1, "by domain")
            try require(numbers.causes[Failure.Cause.unknownUser.rawValue]?.failed == 1, "by cause")
            try require(numbers.relays["main"]?.messages == 4, "by relay")
        },
    ]
}

extension LedgerFixture {
    /// A mailing to six: one has it, one has no mailbox, one is full, one is in doubt, one is leased, one was not tried.
    fileprivate func mixed() async throws -> (MailingID, [LeasedDelivery]) {
        let mailing = try await publish(to: 6)
        let outbox = try await outbox()
        let rows = try await outbox.send(4)
        _ = try await outbox.settleWork([rows[0]], .accepted(Reply(code: 250, lines: ["ok"])))
        _ = try await outbox.settleWork([rows[1]], .failed(OutboxClause.unknown))
        _ = try await outbox.settleWork([rows[2]], .deferred(OutboxClause.full, after: .seconds(3600)))
        _ = try await outbox.settleWork([rows[3]], .uncertain("lost", resendAfter: nil))
        _ = try await outbox.lease(1)
        return (mailing, rows)
    }
}
