// SPDX-License-Identifier: Apache-2.0
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

    /// Writes the log into the database, which a view of the database that is still open would not let it do.
    private func emptyLog() throws {
        let other = try DatabaseQueue(path: fixture.database.path)
        let isBusy = try other.writeWithoutTransaction { db in
            try db.execute(sql: "UPDATE list SET title = title || '.'")
            return try Int.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        #expect(isBusy == 0)
    }

    @Test("an export that is read slowly does not keep the log from being written into the database")
    func exports() async throws {
        try await fixture.hurry()
        try await fixture.load("email\n" + (1...2001).map { "reader\($0)@inbox.test\n" }.joined())
        var members: [Int64] = []
        try await fixture.subscribers.members(of: "morning") { member in
            members.append(member.person.id.rawValue)
            if members.count.isMultiple(of: 700) { try emptyLog() }
        }
        #expect(members == Array(1...2001))

        let domains = (1...1001).map { "d\($0).test" }
        let hashes = try (1...1001).map { AddressHash(try EmailAddress("gone\($0)@inbox.test")) }
        let queue = Queue(
            domains.map { SuppressionEntry(.domain($0), reason: "trap", since: 5) }
                + hashes.map { .init(.address($0), reason: "wish", since: 4) })
        #expect(try await fixture.subscribers.suppress { queue.pop() } == 2002)
        var entries: [SuppressionEntry.Subject] = []
        try await fixture.subscribers.suppressions { entry in
            entries.append(entry.subject)
            if entries.count.isMultiple(of: 700) { try emptyLog() }
        }
        #expect(
            entries == domains.sorted().map { .domain($0) }
                + hashes.sorted { $0.description < $1.description }.map { .address($0) })
    }

    @Test("what one large transaction made of the log is given back")
    func log() async throws {
        func size() throws -> Int {
            let file = "\(fixture.database.path)-wal"
            return try #require(FileManager.default.attributesOfItem(atPath: file)[.size] as? Int)
        }
        try await fixture.hurry()
        try await fixture.run("CREATE TABLE filler (bytes BLOB)")
        try await fixture.run(
            """
            INSERT INTO filler
            WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 6000)
            SELECT randomblob(4000) FROM n
            """)
        #expect(try size() > 24_000_000)
        // The log has been written into the database with that, and begins anew.
        try await fixture.run("DELETE FROM filler WHERE rowid = 1")
        #expect(try size() <= 16_000_000)
    }

    @Test("a ledger that is read slowly does not keep the log from being written into the database")
    func pager() async throws {
        let mailing = try await fixture.publish(to: 5)
        var seen: [SubscriberID] = []
        try await fixture.mailings.deliveries(of: mailing) { record in
            seen.append(record.subscriber)
            try emptyLog()
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
            path: fixture.database.path, now: { [fixture] in fixture.now }, random: fixture.random,
            patience: 0)
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
