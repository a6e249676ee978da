import Foundation
import GRDB
import MailFormat
import Sender
import Subscribers
import Synchronization
import Testing

@testable import SQLiteStore

@Suite("Whoever takes long")
struct LongReadingTests {
    private let fixture: TemporaryDatabase

    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
    }

    @Test("a ledger that is read slowly does not keep the log from being written into the database")
    func pager() async throws {
        let mailing = try await fixture.publish(to: 5)
        let other = try DatabaseQueue(path: fixture.database.path)
        var seen: [SubscriberID] = []
        try await fixture.mailings.deliveries(of: mailing) { record in
            seen.append(record.subscriber)
            let isBusy = try other.writeWithoutTransaction { db in
                try db.execute(sql: "UPDATE list SET title = title || '.'")
                return try Int.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            }
            #expect(isBusy == 0)
        }
        #expect(seen.map(\.rawValue) == [1, 2, 3, 4, 5])
    }

    @Test("all rows of a ledger are read, however many portions they are")
    func portions() async throws {
        try await fixture.hurry()
        try await fixture.load("email\n" + (1...2001).map { "reader\($0)@inbox.test\n" }.joined())
        let mailing = try await fixture.publish("morning")
        var count = 0
        try await fixture.mailings.deliveries(of: mailing) { _ in count += 1 }
        #expect(count == 2001)
    }

    @Test("the ledger of a mailing that is over is walked once, and again when something of it is due again")
    func counts() async throws {
        let mailing = try await fixture.publish(to: 3)
        let outbox = try await SQLiteOutbox(fixture)
        #expect(try await fixture.counts(of: mailing) == [.queued: 3])
        let rows = try await outbox.lease()
        try await outbox.settle([rows[0]], .taken)
        try await outbox.settle(Array(rows[1...]), .refused(.unknownUser))
        _ = try await outbox.lease()
        #expect(try await fixture.mailings.mailing(mailing)?.state == .sent)
        let over: [DeliveryState: Int] = [.accepted: 1, .failed: 2]
        #expect(try await fixture.counts(of: mailing) == over)
        // What nobody does, so that it shows who walks.
        try await fixture.run("DELETE FROM delivery WHERE state = 3")
        #expect(try await fixture.counts(of: mailing) == over)
        #expect(try await fixture.mailings.retry(mailing) > 0)
        #expect(try await fixture.counts(of: mailing)[.accepted] == nil)
    }

    @Test("an import that takes longer than SQLite waits does not end whoever sends meanwhile")
    func locked() async throws {
        _ = try await fixture.publish(to: 1)
        let database = try NewsroomDatabase(
            path: fixture.database.path, now: { [fixture] in fixture.now }, patience: 0)
        let outbox = try await SQLiteOutbox(database, retry: RetryPolicy())
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let holder = try DatabaseQueue(path: database.path, configuration: configuration)
        try await holder.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        var orders = OutboxOrders()
        orders.lease = 1
        let sending = Task { [orders] in try await outbox.tick(orders) }
        for _ in 0..<1000 { await Task.yield() }
        try await holder.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
        #expect(try await sending.value.leased.count == 1)
    }
}
