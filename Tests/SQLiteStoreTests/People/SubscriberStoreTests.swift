// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import MailFormat
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("The subscriber store")
struct SubscriberStoreTests {
    private let fixture: TemporaryDatabase

    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.subscribers.create(try MailingList(name: "morning", title: "Morning"))
    }

    @Test("an import counts what it did and names every row it did not take")
    func imports() async throws {
        let (first, none) = try await load(
            "email,first_name,City\nann@inbox.test,Ann,Lviv\nnot an address,,\nbo@inbox.test,Bo,\n")
        #expect((first.added, first.updated, first.unchanged, first.rejected) == (2, 0, 0, 1))
        #expect(none == [.init(line: 3, address: "not an address", reason: "no @ in it")])
        let (second, _) = try await load(
            "email,city\nANN@inbox.test,Kyiv\nbo@inbox.test,\ncy@inbox.test,Riga\n")
        #expect((second.added, second.updated, second.unchanged, second.rejected) == (1, 1, 1, 0))
        let ann = try #require(try await fixture.subscribers.subscriber(try EmailAddress("ann@inbox.test")))
        #expect(ann.firstName == "Ann" && ann.attributes == #"{"city":"Kyiv"}"#)
    }

    @Test("an import never resubscribes anyone and never takes a suppressed address")
    func consent() async throws {
        _ = try await load("email\nann@inbox.test\nbo@inbox.test\n")
        let ann = try #require(try await fixture.subscribers.subscriber(try EmailAddress("ann@inbox.test")))
        #expect(try await fixture.subscribers.unsubscribe(ann.id, from: "morning", because: Evidence("test")))
        _ = try await fixture.subscribers.suppress(
            try EmailAddress("bo@inbox.test"), because: "complaint", evidence: Evidence("test"))
        let (report, rejects) = try await load("email\nann@inbox.test\nBo@inbox.test\n")
        #expect(report.rejected == 2 && report.added == 0)
        #expect(rejects.map(\.line) == [2, 3])
        #expect(try await fixture.subscribers.subscriptions(of: ann.id).map(\.status) == [.unsubscribed])
    }

    @Test("an unsubscribed person can subscribe again themselves")
    func resubscribes() async throws {
        #expect(try await fixture.ask("ann@inbox.test") == .added)
        let ann = try #require(try await fixture.subscribers.subscriber(try EmailAddress("ann@inbox.test")))
        #expect(try await fixture.subscribers.unsubscribe(ann.id, from: "morning", because: Evidence("link")))
        #expect(
            try await !fixture.subscribers.unsubscribe(ann.id, from: "morning", because: Evidence("link")))
        #expect(try await fixture.ask("ann@inbox.test") == .resubscribed)
    }

    @Test("a failing import leaves nothing")
    func atomic() async throws {
        struct Broken: Error {}
        let rows = Queue(try importRows("email\nann@inbox.test\nbo@inbox.test\n").candidates)
        await #expect(throws: Broken.self) {
            _ = try await fixture.subscribers.importRows(
                .init(list: "morning", source: "test"),
                next: {
                    guard let row = rows.pop() else { throw Broken() }
                    return row
                }, note: { _ in })
        }
        #expect(try await fixture.subscribers.subscriber(try EmailAddress("ann@inbox.test")) == nil)
    }

    @Test("two databases on one file wait for each other and see each other's work")
    func twoProcesses() async throws {
        let other = SubscriberStore(try NewsroomDatabase(opening: fixture.database.path))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                let store = number.isMultiple(of: 2) ? fixture.subscribers : other
                group.addTask {
                    _ = try await store.add(
                        person("p\(number)@inbox.test"), to: "morning", because: Evidence("test"),
                        letter: noLetter)
                }
            }
            try await group.waitForAll()
        }
        #expect(try await other.summary(of: "morning").counts == [.active: 40])
    }

    @Test("walking a list uses its key order")
    func plan() async throws {
        let plan = try await fixture.database.read { db in
            try Row.fetchAll(
                db, sql: "EXPLAIN QUERY PLAN \(SubscriberStore.membersOfList)", arguments: [1, 0, 9]
            ).map { $0["detail"] as String }
        }
        #expect(plan.allSatisfy { $0.hasPrefix("SEARCH") }, "\(plan)")
    }

    private func load(_ text: String) async throws -> (ImportReport, [ImportReport.Remark]) {
        let loaded = try await fixture.load(text)
        return (loaded.report, loaded.rejected)
    }
}
