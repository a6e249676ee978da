// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender
import Testing

@testable import SQLiteStore

@Suite("What the ledger counts for metrics")
struct MetricStoreTests {
    private let fixture: TemporaryDatabase
    private var store: MetricStore { MetricStore(fixture.database) }

    init() throws { fixture = try TemporaryDatabase() }

    private func settle(
        _ outbox: SQLiteOutbox, _ rows: [LeasedDelivery], _ disposition: Disposition,
        cause: Failure.Cause? = nil, provider: String = "inbox.test"
    ) async throws {
        var orders = OutboxOrders()
        orders.settle = rows.map {
            Settlement(
                $0.id, disposition,
                work: RelayWork(
                    relay: "main", mailing: $0.mailing, busy: .milliseconds(250), provider: provider,
                    cause: cause))
        }
        #expect(try await outbox.tick(orders).lost.isEmpty)
    }

    @Test("are answers by relay, provider, outcome and cause, whatever becomes of their rows")
    func attempts() async throws {
        let mailing = try await fixture.publish(to: 4)
        let outbox = try await SQLiteOutbox(fixture)
        let rows = try await outbox.start(try await outbox.lease())
        try await settle(outbox, Array(rows[0...1]), .taken)
        try await settle(outbox, [rows[2]], .refused(.unknownUser), cause: .unknownUser)
        try await settle(
            outbox, [rows[3]], .postponed(nil, after: .zero), cause: .network, provider: "p.test")
        let figures = try await store.figures()
        #expect(
            figures.attempts.map {
                "\($0.relay) \($0.provider) \($0.outcome) \($0.cause) \($0.count) \($0.busy)"
            }
                == [
                    "main inbox.test accepted  2 500000", "main inbox.test failed unknownUser 1 250000",
                    "main p.test returned network 1 250000",
                ])
        #expect(figures.senders == 1)
        let one = try #require(figures.mailings.first)
        #expect(one.mailing == mailing && one.results.settled == 3 && one.oldestDue != nil)
        #expect(try await store.waiting()[mailing] == LedgerFigures.Waiting(due: 1, held: 0))
        #expect(
            try await store.members()
                == [LedgerFigures.Members(list: "morning", status: "active", people: 4)])
        try await fixture.run("DELETE FROM attempt")
        try await fixture.run("DELETE FROM delivery")
        #expect(try await store.figures().attempts == figures.attempts)
    }

    @Test("know providers by name that had one before a new start")
    func restart() async throws {
        _ = try await fixture.publish(to: 1)
        let relay = "INSERT INTO relay (id, name) VALUES (7, 'main')"
        try await fixture.run(relay)
        for number in 0..<100 {
            try await fixture.run(
                "INSERT INTO attempt_total VALUES (7, 'p\(number).test', 'accepted', '', 1, 1)")
        }
        let outbox = try await SQLiteOutbox(fixture)
        let rows = try await outbox.start(try await outbox.lease())
        try await settle(outbox, rows, .taken, provider: "new.test")
        let counted = try await store.figures().attempts.filter { $0.provider == LargeProviders.others }
        #expect(counted.map(\.count) == [1])
    }

    @Test("are returns, alarms and dates as often as they came to be so")
    func events() async throws {
        for (id, outcome) in [(1, "waiting"), (2, "bounced")] {
            try await fixture.run(
                "INSERT INTO returned (id, digest, at, source, matter, outcome) VALUES (\(id), x'0\(id)', 0, 'pipe', 'bounce', '\(outcome)')"
            )
        }
        try await fixture.run("UPDATE returned SET outcome = 'bounced', times = 2")
        try await fixture.run("DELETE FROM returned")
        let store = AlarmStore(fixture.database)
        let channels: [String] = []
        _ = try await store.look([Alarm(.relay, "main", "is gone")], telling: channels, again: .seconds(60))
        fixture.advance(by: .milliseconds(90_000))
        for _ in 0..<2 {
            _ = try await store.look(
                [Alarm(.relay, "main", "is gone"), Alarm(.disk, "disk", "is full")], telling: channels,
                again: .seconds(60))
        }
        let figures = try await self.store.figures()
        #expect(figures.events["return"] == ["waiting": 1, "bounced": 2])
        #expect(figures.events["alarm"] == ["relay": 1, "disk": 1])
        #expect(figures.alarms == ["relay": 1, "disk": 1])
    }

    @Test(
        "are read without a walk over people, deliveries or what came back",
        arguments: MetricStatements.figures)
    func plan(sql: String) async throws {
        let plan = try await fixture.database.read { db in
            let parameters = sql.contains("?") ? 1 : 0
            return try Row.fetchAll(
                db, sql: "EXPLAIN QUERY PLAN \(sql)",
                arguments: StatementArguments([Int?](repeating: nil, count: parameters))
            ).map { $0["detail"] as String }
        }
        #expect(!plan.isEmpty)
        // Few rows by their nature: a hundred providers, some kinds of events, the processes that send, the mailings of three days,
        // the alarms that last.
        let small = [
            "SCAN t", "SCAN event_total", "SCAN worker", "SCAN o", "SCAN alarm USING INDEX alarm_that_lasts",
        ]
        for step in plan { #expect(!step.hasPrefix("SCAN") || small.contains(step), "\(step)") }
    }
}
