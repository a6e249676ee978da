// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// Texts that take another's place while a mailing goes out.
extension LedgerClause {
    static let amendments: [LedgerClause] = [
        LedgerClause(
            description: "nothing is amended while more could be leased, or is held and not on the wire"
        ) {
            fixture in
            let mailing = try await fixture.publish(to: 4)
            let outbox = try await fixture.outbox()
            let rows = try await outbox.lease(2)
            _ = try await outbox.start([rows[0]])
            try require(try await fixture.amend(mailing, saying: "new") == nil, "it is being sent")
            try await fixture.operating.hold(mailing, for: .seconds(5))
            try require(try await fixture.amend(mailing, saying: "new") == nil, "a worker holds a row")
            _ = try await outbox.settle([rows[1]], .returned)
            let amendment = try await fixture.amend(mailing, saying: "new")
            try require(amendment == Amendment(text: 2, readers: 3), "what is on the wire goes out as it was")
            try require(try await outbox.lease(4).map(\.version) == [2, 2, 2], "the hold is over")
            _ = try await outbox.settle([rows[0]], .returned)
            try require(try await outbox.lease(1).map(\.version) == [2], "unless it comes back to the queue")
        },
        LedgerClause(description: "who has a text or may have it keeps it, everybody else gets the new one") {
            fixture in
            let mailing = try await fixture.publish(to: 6)
            let outbox = try await fixture.outbox()
            let rows = try await outbox.send(3)
            _ = try await outbox.settle([rows[0]], .accepted(Reply(code: 250, lines: ["ok"])))
            _ = try await outbox.settle([rows[1]], .uncertain("lost", resendAfter: .seconds(60)))
            _ = try await outbox.settle([rows[2]], .deferred(OutboxClause.full, after: .seconds(60)))
            try require(try await fixture.operating.pause(mailing), "it stands still")
            for text in 2...3 {
                let amendment = try await fixture.amend(mailing, saying: "text \(text)")
                try require(amendment == Amendment(text: text, readers: 4), "four get text \(text)")
            }
            try require(try await outbox.lease(6).isEmpty, "an amendment ends no pause")
            let all = try await fixture.versions(of: mailing)
            try require(
                rows.map { all[$0.subscriber] } == [1, 1, 3], "the text of who has it, may have it and waits")
            try require(all.values.count { $0 == 3 } == 4, "four have the latest")
            try require(try await fixture.operating.resume(mailing), "it goes on")
            fixture.advance(by: .seconds(60))
            let later = try await outbox.lease(6)
            try require(later.count == 5, "all but one are due")
            for row in later {
                try require(row.version == all[row.subscriber], "a repeat is the same, the others are new")
            }
        },
        LedgerClause(description: "what is over is not amended") { fixture in
            let mailing = try await fixture.publish(to: 1)
            try require(try await fixture.operating.cancel(mailing), "it ends")
            try require(try await fixture.amend(mailing, saying: "new") == nil, "nothing is amended")
        },
    ]
}

extension LedgerFixture {
    /// The version of everyone in a mailing's audience.
    fileprivate func versions(of mailing: MailingID) async throws -> [SubscriberID: Int] {
        var versions: [SubscriberID: Int] = [:]
        try await ledger.deliveries(of: mailing) { versions[$0.subscriber] = $0.version }
        for (subscriber, version) in versions {
            let told = try await ledger.version(of: mailing, for: subscriber)
            try require(told == version, "each is told the version of their row")
        }
        return versions
    }
}
