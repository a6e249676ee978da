// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import SeededRandom
import Sender
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("A mailing in numbers")
struct StatisticsTests {
    private let fixture: TemporaryDatabase

    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
    }

    @Test("counts every delivery and every answer once, by domain, cause and time")
    func counts() async throws {
        for name in ["ann@inbox.test", "bo@Inbox.test", "cy@post.test", "di@post.test", "eve@mail.test"] {
            try await fixture.ask(name)
        }
        let mailing = try await fixture.publish("morning")
        let published = fixture.now
        let outbox = try await SQLiteOutbox(fixture)
        let rows = try await outbox.lease()
        let grey = Failure(
            phase: .recipient, cause: .greylisted, persistence: .transient, scope: .recipient,
            reply: Reply(code: 450, lines: ["4.7.1 later"]))
        fixture.advance(by: .milliseconds(25))
        try await outbox.settle([rows[0]], .taken)
        try await outbox.settle([rows[1], rows[2]], .deferred(grey, after: .seconds(300)))
        try await outbox.settle([rows[3]], .refused(.unknownUser))
        try await outbox.settle([rows[4]], .uncertain("lost", resendAfter: nil))
        fixture.advance(by: .seconds(300))
        try await outbox.settle([try await outbox.lease()[0]], .taken)

        let numbers = try await fixture.mailings.statistics(of: mailing, from: published)
        #expect(numbers.rows == 5 && numbers.doubts == 1)
        #expect(numbers.acceptances.count == 2 && numbers.acceptances.range == 25...300_025)
        #expect(numbers.refusals.count == 4 && numbers.refusals.range == 25...25)
        #expect(numbers.attempts == [1: 1, 2: 1])
        #expect(numbers.causes["greylisted"]?.refusals == 2 && numbers.causes["greylisted"]?.waiting == 0)
        #expect(numbers.causes["unknownUser"]?.failed == 1 && numbers.causes["unknownUser"]?.refusals == 1)
        let inbox = try #require(numbers.domains["inbox.test"])
        #expect(inbox.readers == 2 && inbox.accepted == 2 && inbox.refusals == 1)
        #expect(inbox.lastAccepted == published + 300_025)
        let post = try #require(numbers.domains["post.test"])
        #expect(post.readers == 2 && post.waiting == 1 && post.failed == 1 && post.refusals == 2)
        #expect(numbers.domains["mail.test"]?.uncertain == 1 && numbers.relays.isEmpty)
    }

    @Test(
        "walks the ledger by its key, without sorting",
        arguments: [MailingStore.results, MailingStore.answers])
    func plan(sql: String) async throws {
        let plan = try await fixture.database.read {
            try Row.fetchAll($0, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: [1]).map {
                $0["detail"] as String
            }
        }
        #expect(!plan.isEmpty)
        for step in plan { #expect(!step.hasPrefix("SCAN") && !step.contains("TEMP B-TREE"), "\(step)") }
    }

    @Test("shares and intervals of times agree with a plain count", arguments: [1, 2, 7, 1000])
    func times(count: Int) {
        var dice = SeededGenerator(seed: UInt64(count))
        let origin: Int64 = 1_000_000
        var times = AnswerTimes(from: origin)
        #expect(times.time(ofShare: 1) == nil && times.range == nil)
        let all = (0..<count).map { _ in Int64.random(in: 0..<3_600_000, using: &dice) }.sorted()
        for time in all.shuffled(using: &dice) { times.add(origin + time) }
        for share in [0.01, 0.5, 0.95, 1] {
            let exact = all[max(0, Int((Double(count) * share).rounded(.up)) - 1)]
            let told = times.time(ofShare: share) ?? -1
            #expect(told <= exact && exact - told < 1000, "\(share)")
        }
        let edges: [Int64] = [0, 60_000, 600_000, 1_800_000]
        let counts = times.counts(between: edges)
        let ends = edges.dropFirst() + [.max]
        #expect(counts == zip(edges, ends).map { start, end in all.count { $0 >= start && $0 < end } })
        #expect(counts.reduce(0, +) == count)
    }

    @Test("a clock that is set back makes no time before publication")
    func clock() {
        var times = AnswerTimes(from: 5_000)
        times.add(4_000)
        times.add(5_015)
        #expect(times.range == 0...15 && times.counts(between: [0]) == [2])
    }
}
