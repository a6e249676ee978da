// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import MailFormat
import OutboxContract
import Sender
import Synchronization
import Testing

@testable import SQLiteStore

@Suite("The ledger in SQLite")
struct SQLiteOutboxTests {
    @Test("keeps the contract: clause", arguments: OutboxClause.all)
    func keeps(_ clause: OutboxClause) async throws {
        try await clause.verify(with: TemporaryDatabase())
    }

    @Test("keeps the contract of what is amended, told and copied: clause", arguments: LedgerClause.all)
    func keeps(_ clause: LedgerClause) async throws {
        try await clause.verify(with: TemporaryDatabase())
    }

    @Test(
        "a worker whose process is gone is succeeded at once, without waiting for its lease",
        arguments: [(RetryPolicy.Doubt.resend, 5), (.hold, 3)])
    func successor(doubt: RetryPolicy.Doubt, remaining: Int) async throws {
        let fixture = try TemporaryDatabase()
        let mailing = try await fixture.publish(to: 5)
        let retry = RetryPolicy(doubt: doubt)
        do {
            let outbox = try await SQLiteOutbox(fixture.database, retry: retry)
            var orders = OutboxOrders()
            orders.lease = 5
            orders = OutboxOrders(starting: try await outbox.tick(orders).leased.prefix(2))
            _ = try await outbox.tick(orders)
        }
        _ = try await fixture.outbox(retry: retry)
        #expect(try await fixture.counts(of: mailing) == [.queued: 3, .uncertain: 2])
        #expect(try await fixture.mailings.remaining(in: mailing) == remaining)
    }

    @Test("a worker that could not write its results leaves them to its successor")
    func unwritten() async throws {
        let fixture = try TemporaryDatabase()
        let mailing = try await fixture.publish(to: 5)
        do {
            let outbox = try await SQLiteOutbox(fixture.database, retry: RetryPolicy())
            var orders = OutboxOrders()
            orders.lease = 5
            let rows = try await outbox.tick(orders).leased
            _ = try await outbox.tick(OutboxOrders(starting: rows.prefix(3)))
            let ok = Reply(code: 250, lines: ["2.0.0 ok"])
            outbox.journal.note(rows[0].id, .begun)
            outbox.journal.note(rows[0].id, .accepted(ok))
            outbox.journal.note(rows[1].id, .begun)
            try await fixture.database.write { db in
                try db.execute(
                    sql:
                        "CREATE TRIGGER broken BEFORE UPDATE ON delivery BEGIN SELECT RAISE(ABORT, 'no'); END"
                )
            }
            orders = OutboxOrders()
            orders.settle = [Settlement(rows[0].id, .accepted(ok))]
            var isWritten = true
            do { _ = try await outbox.tick(orders) } catch is StoreError { isWritten = false }
            #expect(!isWritten)
            try await fixture.database.write { db -> Void in try db.execute(sql: "DROP TRIGGER broken") }
        }
        _ = try await fixture.outbox(retry: RetryPolicy())
        #expect(try await fixture.counts(of: mailing) == [.accepted: 1, .queued: 3, .uncertain: 1])
        let left = try FileManager.default.contentsOfDirectory(atPath: fixture.directory.path)
        #expect(left.count { $0.contains("-worker-") } <= 1)
    }

    @Test(
        "what a sender that died had accepted counts for guard rails and canary, and who holds rows is known")
    func lateResults() async throws {
        let fixture = try TemporaryDatabase()
        let mailing = try await fixture.publish(to: 3)
        do {
            let outbox = try await SQLiteOutbox(fixture.database, retry: RetryPolicy())
            var orders = OutboxOrders()
            orders.lease = 3
            let rows = try await outbox.tick(orders).leased
            _ = try await outbox.tick(OutboxOrders(starting: rows[...]))
            for row in rows.prefix(2) {
                outbox.journal.note(row.id, .begun)
                outbox.journal.note(row.id, .accepted(Reply(code: 250, lines: ["ok"])))
            }
            outbox.journal.note(rows[2].id, .begun)
            outbox.journal.note(rows[2].id, .refused)
            let holders = try await fixture.mailings.holders(of: mailing)
            #expect(holders.map(\.deliveries) == [3])
            #expect(holders.map(\.process) == [Int(ProcessInfo.processInfo.processIdentifier)])
            // Who dies does not take the journal along.
            outbox.worker.note(isBehind: true)
        }
        _ = try await fixture.outbox(retry: RetryPolicy())
        #expect(try await fixture.counts(of: mailing) == [.accepted: 2, .queued: 1], "one no relay has")
        #expect(try await fixture.number("SELECT settled FROM mailing_result") == 2)
        #expect(try await fixture.mailings.holders(of: mailing).isEmpty)
    }

    @Test("a mailing is sent when nothing of it waits or is held")
    func finishes() async throws {
        let fixture = try TemporaryDatabase()
        let mailing = try await fixture.publish(to: 2)
        let outbox = try await SQLiteOutbox(fixture.database, retry: RetryPolicy())
        var lease = OutboxOrders()
        lease.lease = 10
        let rows = try await outbox.tick(lease).leased
        #expect(try await fixture.mailings.mailing(mailing)?.state == .sending)
        _ = try await outbox.tick(OutboxOrders(starting: rows[...]))
        var settle = OutboxOrders()
        settle.settle = rows.map { Settlement($0.id, .accepted(Reply(code: 250, lines: ["ok"]))) }
        settle.lease = 10
        _ = try await outbox.tick(settle)
        #expect(try await fixture.mailings.mailing(mailing)?.state == .sent)
    }

    @Test(
        "no statement of the send path scans a table",
        arguments: [
            OutboxStatements.openMailings, OutboxStatements.due, OutboxStatements.lease,
            OutboxStatements.suppress,
            OutboxStatements.start, OutboxStatements.startBesideHold, OutboxStatements.settle,
            OutboxStatements.giveBack,
            OutboxStatements.nextDue,
            OutboxStatements.finish, OutboxStatements.halt, OutboxStatements.renew,
            OutboxStatements.endIfCancelled, OutboxStatements.noteAttempt, OutboxStatements.former,
            OutboxStatements.isLost,
            OutboxStatements.ownerOfMailbox,
        ])
    func plan(sql: String) async throws {
        let fixture = try TemporaryDatabase()
        let plan = try await fixture.database.read { db in
            try Row.fetchAll(
                db, sql: "EXPLAIN QUERY PLAN \(sql)",
                arguments: StatementArguments(
                    [Int?](repeating: nil, count: try db.makeStatement(sql: sql).parameterCount))
            )
            .map { $0["detail"] as String }
        }
        #expect(!plan.isEmpty)
        for step in plan {
            #expect(!step.hasPrefix("SCAN") || step == "SCAN CONSTANT ROW", "\(step)")
            #expect(!step.contains("TEMP B-TREE") || sql == OutboxStatements.openMailings, "\(step)")
        }
    }
}

extension OutboxOrders {
    init(starting rows: ArraySlice<LeasedDelivery>) {
        self.init()
        start = rows.map(\.id)
    }
}

extension Statement {
    fileprivate var parameterCount: Int {
        var names = Set<String>()
        var plain = 0
        var text = sql[...]
        while let mark = text.firstIndex(of: "?") {
            let digits = text[text.index(after: mark)...].prefix(while: \.isNumber)
            if digits.isEmpty { plain += 1 } else { names.insert(String(digits)) }
            text = text[text.index(after: mark)...]
        }
        return plain + names.count
    }
}
