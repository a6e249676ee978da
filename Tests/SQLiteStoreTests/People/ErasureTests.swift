// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import MailFormat
import SeededRandom
import Sender
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("An erased person")
struct ErasureTests {
    private let fixture: TemporaryDatabase

    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
    }

    /// Tables that name people.
    private static let tables = [
        "subscription", "consent_event", "import_entry", "former_address", "section_opt_out",
        "attribute_item",
        "delivery", "former_value",
    ]

    private func rows(of id: SubscriberID) async throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for table in Self.tables {
            counts[table] = try await fixture.number(
                "SELECT count(*) FROM \(table) WHERE subscriber_id = ?", [id.rawValue])
        }
        counts["subscriber"] = try await fixture.number(
            "SELECT count(*) FROM subscriber WHERE id = ?", [id.rawValue])
        for table in ["attempt", "delivery_event"] {
            counts[table] = try await fixture.number("SELECT count(*) FROM \(table)")
        }
        return counts
    }

    @Test("leaves no row, but hashes and counts, and no letter in the files")
    func leavesNothing() async throws {
        try await fixture.load("email,tags\nAnn.Ash@inbox.test,\"[\"\"a\"\",\"\"b\"\"]\"\nbo@inbox.test,\n")
        let id = try await fixture.change("ann.ash@inbox.test", to: "Ann.Birch@inbox.test")
        try await fixture.subscribers.set("sport", isWanted: false, by: id)
        try await fixture.subscribers.set([("tags", .list(["a"]))], of: id)
        let mailings = try await ledger(of: id)
        try await fixture.run(
            """
            INSERT INTO attempt SELECT id, 1, 0, 5, NULL, NULL, NULL, 550, NULL, reply, NULL, 1 FROM delivery
            WHERE subscriber_id = ?
            """, [id.rawValue])
        try await fixture.run(
            "INSERT INTO delivery_event SELECT id, 1, 0, 'expired', reply FROM delivery WHERE subscriber_id = ?",
            [id.rawValue])
        // What copies were filled with stays until then.
        _ = try await fixture.change("ann.birch@inbox.test", to: "Ann.Cedar@inbox.test")
        #expect(try await rows(of: id).values.allSatisfy { $0 > 0 })
        let audiences = try await fixture.texts("SELECT id || ' ' || audience FROM mailing ORDER BY id")

        try await fixture.subscribers.forget(id, suppressing: .erased)
        #expect(try await rows(of: id).values.allSatisfy { $0 == 0 })
        for address in ["ann.ash@inbox.test", "ANN.Birch@inbox.test", "ann.cedar@inbox.test"] {
            #expect(try await fixture.subscribers.suppression(of: EmailAddress(address)) == "erased")
        }
        #expect(try await fixture.texts("SELECT id || ' ' || audience FROM mailing ORDER BY id") == audiences)
        let states: [DeliveryState: DeliveryState] = [
            .queued: .suppressed, .leased: .suppressed, .deferred: .suppressed, .inFlight: .uncertain,
        ]
        for (state, mailing) in mailings {
            #expect(try await fixture.counts(of: mailing) == [states[state] ?? state: 1, .queued: 1])
        }
        try await fixture.expectWhole()
        try await expectNoTrace(
            of: ["ann.ash@inbox.test", "Ann.Birch@inbox.test", "Ann.Cedar@inbox.test"])
        #expect(
            try await fixture.texts("SELECT source FROM consent_event WHERE kind = 'erase'") == [
                "at their wish"
            ])
    }

    /// A mailing for each state a delivery can be in.
    private func ledger(of id: SubscriberID) async throws -> [(DeliveryState, MailingID)] {
        var mailings: [(DeliveryState, MailingID)] = []
        try await fixture.run("INSERT INTO worker (id, key, lease_until) VALUES (1, 'test', 0)")
        for state in DeliveryState.allCases {
            let mailing = try await fixture.publish("morning")
            let isHeld = state == .leased || state == .inFlight
            let isDue = state == .queued || state == .deferred
            try await fixture.run(
                """
                UPDATE delivery SET state = ?, worker_id = ?, due_at = ?, reply = 'no ann.birch@inbox.test'
                WHERE mailing_id = ? AND subscriber_id = ?
                """, [state.rawValue, isHeld ? 1 : nil, isDue ? 1 : nil, mailing.rawValue, id.rawValue])
            mailings.append((state, mailing))
        }
        return mailings
    }

    @Test("cannot be settled any more by who was mailing them, and the mailing ends")
    func inFlight() async throws {
        try await fixture.ask("ann@inbox.test")
        let mailing = try await fixture.publish("morning")
        let outbox = try await SQLiteOutbox(fixture)
        let rows = try await outbox.lease()
        try await outbox.start(rows)
        try await fixture.subscribers.forget(fixture.id("ann@inbox.test"), suppressing: .erased)
        var orders = OutboxOrders()
        orders.settle = rows.map { Settlement($0.id, .taken) }
        orders.lease = 1
        #expect(try await outbox.tick(orders).lost == rows.map(\.id))
        #expect(try await fixture.mailings.mailing(mailing)?.state == .sent)
        #expect(try await fixture.counts(of: mailing) == [.uncertain: 1])
    }

    @Test("is not brought back by a file, an address or a stranger, but by themselves")
    func stays() async throws {
        try await fixture.create("double", isDouble: true)
        try await fixture.ask("ann@inbox.test")
        let id = try await fixture.id("ann@inbox.test")
        try await fixture.subscribers.forget(id, suppressing: .erased)
        #expect(try await fixture.load("email\nAnn@inbox.test\n").report.rejected == 1)
        try await fixture.ask("bo@inbox.test")
        await #expect(throws: StoreError.suppressed("ann@inbox.test", reason: "erased")) {
            try await fixture.change("bo@inbox.test", to: "ann@inbox.test")
        }
        // Somebody types their address; nobody answers.
        try await fixture.ask("ann@inbox.test", for: "double")
        #expect(try await fixture.load("email\nAnn@inbox.test\n").report.rejected == 1)
        fixture.advance(by: .seconds(8 * 86_400))
        #expect(try await fixture.subscribers.expireRequests(olderThan: .seconds(7 * 86_400)) == 1)
        #expect(try await fixture.load("email\nAnn@inbox.test\n").report.rejected == 1)
        // They do answer.
        try await fixture.ask("ann@inbox.test", for: "double")
        let anew = try await fixture.id("ann@inbox.test")
        #expect(anew.rawValue > id.rawValue)
        #expect(
            try await fixture.subscribers.confirm(
                anew, on: "double", within: .seconds(60), because: Evidence("link")) == .confirmed)
        #expect(try await fixture.reached("double") == ["ann@inbox.test"])
        try await fixture.expectWhole()
    }

    @Test("a complaint weighs more than an erasure: asking anew does not lift it")
    func complained() async throws {
        try await fixture.ask("ann@inbox.test")
        try await fixture.subscribers.forget(fixture.id("ann@inbox.test"), suppressing: .erased)
        let ann = try EmailAddress("ann@inbox.test")
        let complaint = SuppressionReason.complaint.rawValue
        #expect(try await fixture.subscribers.suppress(ann, because: complaint, evidence: Evidence("desk")))
        #expect(try await fixture.ask("ann@inbox.test") == .suppressed(complaint))
    }

    @Test("their number is never given again, so that old links mean nobody")
    func numbers() async throws {
        var numbers: [Int64] = []
        for name in ["ann", "bo", "cy"] {
            try await fixture.ask("\(name)@inbox.test")
            let id = try await fixture.id("\(name)@inbox.test")
            try await fixture.subscribers.forget(id, suppressing: .erased)
            numbers.append(id.rawValue)
        }
        #expect(numbers == [1, 2, 3])
    }

    @Test("is found in no page that was split, moved or freed", arguments: [false, true])
    func pages(isSorted: Bool) async throws {
        var dice = SeededGenerator(seed: 20_261_124)
        var addresses = (0..<3000).map { number in
            "a.very.long.name.that.fills.its.page.\(String(number, radix: 36)).\(number)@Inbox-\(number % 7).test"
        }
        isSorted ? addresses.sort() : addresses.shuffle(using: &dice)
        try await fixture.load("email,city\n" + addresses.map { "\($0),City of \($0)\n" }.joined())
        // Rows move between pages while the middle is taken out and others come.
        let gone = [0, 1499, 1500, 2999].map { addresses[$0] }
        try await fixture.ask("late." + gone[0])
        for address in gone + ["late." + gone[0]] {
            try await fixture.subscribers.forget(fixture.id(address), suppressing: .erased)
        }
        try await expectNoTrace(of: gone + ["late." + gone[0]])
        #expect(try await fixture.subscribers.summary(of: "morning").counts == [.active: 3000 - gone.count])
        try await fixture.expectWhole()
    }

    @Test("a request nobody confirmed leaves a count and nothing else")
    func expired() async throws {
        try await fixture.create("double", isDouble: true)
        try await fixture.ask("Stranger@inbox.test", for: "double")
        let id = try await fixture.id("stranger@inbox.test")
        fixture.advance(by: .seconds(7 * 86_400 + 1))
        #expect(try await fixture.subscribers.expireRequests(olderThan: .seconds(7 * 86_400)) == 1)
        for (table, count) in try await rows(of: id) { #expect(count == 0, "\(table)") }
        #expect(try await fixture.number("SELECT count(*) FROM suppression") == 0)
        #expect(
            try await fixture.texts("SELECT source FROM consent_event WHERE kind = 'erase'") == [
                "nobody confirmed"
            ])
        try await expectNoTrace(of: ["stranger@inbox.test"])
        try await fixture.expectWhole()
    }

    @Test("a request that expires changes nothing else about who is here, or had left")
    func kept() async throws {
        try await fixture.create("double", isDouble: true)
        try await fixture.ask("ann@inbox.test")
        try await fixture.load("email,status\nbo@inbox.test,unsubscribed\n", to: "double")
        for name in ["ann", "bo"] { try await fixture.ask("\(name)@inbox.test", for: "double") }
        fixture.advance(by: .seconds(8 * 86_400))
        // Asking once more does not make them forget it.
        try await fixture.ask("bo@inbox.test", for: "double")
        fixture.advance(by: .seconds(8 * 86_400))
        #expect(try await fixture.subscribers.expireRequests(olderThan: .seconds(7 * 86_400)) == 2)
        #expect(try await fixture.status("ann@inbox.test") == .active)
        #expect(try await fixture.status("ann@inbox.test", on: "double") == nil)
        #expect(try await fixture.status("bo@inbox.test", on: "double") == .unsubscribed)
        #expect(try await fixture.load("email\nbo@inbox.test\n", to: "double").report.rejected == 1)
        try await fixture.expectWhole()
    }

    @Test("is found in any case of letters, also across the pieces a file is read in, and counted once")
    func search() async throws {
        let path = fixture.directory.appending(path: "pages").path
        let edge = 1 << 20
        for start in [0, edge - 13, edge - 6, edge] {
            var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: edge + 100)
            bytes.replaceSubrange(start..<(start + 13), with: "ANN@inbox.Tes".utf8)
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            #expect(
                try TraceSearch(["Ann@INBOX.tes"]).count(in: [path, path + ".none"]).map(\.found) == [1],
                "\(start)")
        }
        try Data("Zoë ZOË".utf8).write(to: URL(fileURLWithPath: path))
        #expect(try TraceSearch(["ZOË"]).count(in: [path])[0].found == 2)
    }

    private func expectNoTrace(of addresses: [String]) async throws {
        let traces = try await fixture.subscribers.eraseTraces(of: addresses)
        #expect(traces.allSatisfy { $0.found == 0 }, "\(traces)")
        // Once more, without the store's own search.
        for file in fixture.database.files where FileManager.default.fileExists(atPath: file) {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: file)).map {
                (65...90).contains($0) ? $0 + 32 : $0
            }
            for address in addresses {
                #expect(
                    Data(bytes).range(of: Data(address.lowercased().utf8)) == nil, "\(address) in \(file)")
            }
        }
    }
}
