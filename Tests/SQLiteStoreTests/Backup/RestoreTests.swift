// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import MailFormat
import Sender
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("What a restored database knows")
struct RestoreTests {
    private let fixture: TemporaryDatabase
    private var path: String { fixture.database.path }
    private var copy: String { fixture.directory.appending(path: "copy.db").path }

    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
        for name in ["ann", "bo", "cy", "di"] { try await fixture.ask("\(name)@inbox.test") }
    }

    /// Puts the copy in place, and gives what was done and the database there is now.
    private func restore() async throws -> (NewsroomDatabase.Restoration, SubscriberStore) {
        try fixture.database.close()
        let done = try await NewsroomDatabase.restore(copy, to: path)
        return (done, SubscriberStore(try NewsroomDatabase(opening: path)))
    }

    private func add(_ address: String, to store: SubscriberStore) async throws -> SubscriberID {
        let letter = try fixture.frozen(key: "letter")
        _ = try await store.add(
            person(address), to: "morning", because: Evidence("form"), letter: { _ in letter })
        return try #require(try await store.subscriber(EmailAddress(address))).id
    }

    private func schedule(_ store: SubscriberStore) async throws -> Int64 {
        let edition = try await store.database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO edition (publication, number, date, content, created_at)
                    VALUES ('test', (SELECT count(*) + 1 FROM edition), '2026-11-24', '{}', 0)
                    """)
            return EditionID(rawValue: db.lastInsertedRowID)
        }
        return try await MailingStore(store.database).schedule(
            edition: edition, list: "morning", publishAt: 4_102_444_800_000, zone: "UTC"
        ).rawValue
    }

    @Test("no number of a person or a mailing is given twice, though the database before is lost")
    func numbers() async throws {
        try await fixture.database.backUp(to: copy)
        let lost = try await fixture.id(
            {
                try await fixture.ask("eve@inbox.test"); return "eve@inbox.test"
            }())
        let mailing = try await fixture.schedule(at: 4_102_444_800_000)
        try fixture.database.close()
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        let done = try await NewsroomDatabase.restore(copy, to: path)
        #expect(done.previous == nil && done.carried == nil)
        let store = SubscriberStore(try NewsroomDatabase(opening: path))
        let epoch = NumberEpoch(at: done.madeAt)
        let given = try await add("new@inbox.test", to: store)
        #expect(given.rawValue > max(lost.rawValue, epoch.lastReader) && given.rawValue < 1 << 35)
        let number = try await schedule(store)
        #expect(number > max(mailing.rawValue, epoch.lastMailing) && number < 1 << 28)
        // Who was here keeps the number that links have.
        #expect(try await store.subscriber(EmailAddress("ann@inbox.test"))?.id.rawValue == 1)
    }

    @Test(
        "who ended a list at an address that they only wanted when the copy was made is not mailed at the one they had"
    )
    func wantedAddress() async throws {
        let ann = try await fixture.id("ann@inbox.test")
        let letters = Queue(["former", "new"])
        _ = try await fixture.subscribers.ask(
            for: EmailAddress("new@inbox.test"), of: ann, on: "morning", because: Evidence("page"),
            policy: ConfirmationPolicy()
        ) { _, _ in try fixture.frozen(key: try #require(letters.pop())) }
        try await fixture.database.backUp(to: copy)
        for person in [ann, try await fixture.id("new@inbox.test")] {
            let mailing = try await fixture.number(
                "SELECT mailing_id FROM delivery WHERE subscriber_id = ?", [person.rawValue])
            _ = try await fixture.subscribers.answerChange(
                CapabilityToken(mailing: MailingID(rawValue: Int64(mailing)), subscriber: person),
                within: .seconds(60), because: Evidence("link"))
        }
        try await fixture.leave("new@inbox.test")
        let (done, store) = try await restore()
        #expect(done.carried?.unsubscribed == 1)
        #expect(try await store.subscriber(EmailAddress("new@inbox.test")) == nil)
        #expect(try await store.subscriptions(of: ann).map(\.status) == [.unsubscribed])
        #expect(try await store.database.check().isEmpty)
    }

    @Test("no number of the database before is given again, whatever the clock says")
    func numbersBefore() async throws {
        try await fixture.database.backUp(to: copy)
        let far: Int64 = (1 << 34) + 5
        try await fixture.run("UPDATE sqlite_sequence SET seq = ? WHERE name = 'subscriber'", [far])
        try await fixture.run("UPDATE newsroom SET last_mailing = ?", [1 << 27])
        let (_, store) = try await restore()
        #expect(try await add("new@inbox.test", to: store).rawValue == far + 1)
        #expect(try await schedule(store) == 1 << 27 + 1)
    }

    @Test("epochs stay within what numbers may be, before their time and long after it")
    func epochs() {
        #expect(NumberEpoch(at: 0).lastReader == 0 && NumberEpoch(at: 0).lastMailing == 0)
        let end = NumberEpoch(at: .max)
        #expect(end.lastReader < 1 << 35 && end.lastMailing < 1 << 28)
        let now = NumberEpoch(at: 1_795_000_000_000)
        let next = NumberEpoch(at: 1_795_000_060_000)
        #expect(next.lastReader == now.lastReader + 1024 && next.lastMailing == now.lastMailing + 8)
    }

    @Test("what people ended since, who was suppressed or erased, and which keys were retired hold on")
    func carriesOver() async throws {
        let store = fixture.subscribers
        _ = try await fixture.tokenKeys.keys()
        try await fixture.database.backUp(to: copy)
        try await fixture.leave("ann@inbox.test")
        _ = try await store.suppress(
            .init("bo@inbox.test"), because: "asked by phone", evidence: Evidence("desk"))
        try await store.forget(fixture.id("cy@inbox.test"), suppressing: .erased)
        try await fixture.change("di@inbox.test", to: "diana@inbox.test")
        try await fixture.leave("diana@inbox.test")
        try await fixture.ask("eve@inbox.test")
        try await fixture.leave("eve@inbox.test")
        let eve = try await fixture.id("eve@inbox.test")
        try await fixture.ask("fay@inbox.test")
        try await fixture.ask("gil@inbox.test")
        try await fixture.leave("gil@inbox.test")
        try await fixture.change("gil@inbox.test", to: "gilda@inbox.test")
        #expect(try await fixture.tokenKeys.rotate() == 2)
        #expect(try await fixture.tokenKeys.retire(1))

        let (done, restored) = try await restore()
        #expect(
            done.carried
                == NewsroomDatabase.CarriedOver(unsubscribed: 4, suppressed: 2, erased: 1, retired: 1))
        #expect(try await restored.summary(of: "morning").counts == [.active: 1, .unsubscribed: 4])
        for (other, own) in [("diana", "di"), ("gil", "gilda")] {
            let owner = try await restored.subscriber(formerly: EmailAddress("\(other)@inbox.test"))
            #expect(
                owner?.address == EmailAddress(stored: "\(own)@inbox.test"),
                "a file must not bring \(other) back")
        }
        #expect(try await restored.suppression(of: EmailAddress("bo@inbox.test")) == "asked by phone")
        #expect(try await restored.subscriber(EmailAddress("cy@inbox.test")) == nil)
        #expect(try await restored.suppression(of: EmailAddress("cy@inbox.test")) == "erased")
        #expect(try await restored.subscriber(EmailAddress("eve@inbox.test"))?.id == eve)
        #expect(try await restored.subscriber(EmailAddress("fay@inbox.test")) == nil)
        #expect(try await TokenKeyStore(restored.database).keys().numbers == [2])
        #expect(try await restored.database.check() == [])
        let bo = try #require(try await restored.subscriber(EmailAddress("bo@inbox.test")))
        #expect(try await restored.subscriptions(of: bo.id).map(\.status) == [.active])
    }

    @Test("nothing is taken from another newsroom's database, or from one that cannot be read")
    func strangers() async throws {
        try await fixture.database.backUp(to: copy)
        let other = fixture.directory.appending(path: "other.db").path
        try NewsroomDatabase.create(at: other)
        #expect(try await NewsroomDatabase.restore(copy, to: other).carried == nil)
        try String(repeating: "no database ", count: 900).write(
            toFile: other, atomically: true, encoding: .utf8)
        let done = try await NewsroomDatabase.restore(copy, to: other)
        #expect(done.carried == nil && done.previous != nil)
        #expect(
            try await SubscriberStore(NewsroomDatabase(opening: other)).summary(of: "morning").counts
                == [.active: 4])
    }
}
