// SPDX-License-Identifier: Apache-2.0
import Sender

/// What workers share of a relay.
extension OutboxClause {
    static let relays: [OutboxClause] = [
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
    ]
}
