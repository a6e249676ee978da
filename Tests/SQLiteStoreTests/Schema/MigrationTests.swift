import Crypto
import Foundation
import GRDB
import MailFormat
import Sender
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("Databases of earlier releases")
final class MigrationTests {
    private static let releases = [
        "1 first edition", "2 intake", "3 versions and proof", "4 consent and segments", "5 sending",
        "13 unreferenced relays", "18 counts",
    ]

    /// Columns that have another name now.
    private static let renamed = [
        "mailing_version.revision": "text_number", "mailing_amendment.revision": "text_number",
        "subscriber.revision": "generation", "delivery.revision": "generation",
        "former_value.revision": "generation",
    ]

    private let directory: URL
    private var path: String { directory.appending(path: "old.db").path }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "daybreak-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    @Test(
        "a released migration is never edited",
        arguments: zip(
            [
                Schema.subscribers, Schema.mailings, Schema.intake, Schema.versions, Schema.consent,
                Schema.sending, Schema.relays, Schema.story, Schema.guardRails, Schema.amendments,
                Schema.events, Schema.holds, Schema.texts, Schema.planned, Schema.revisions, Schema.pace,
                Schema.newsroom, Schema.counts, Schema.names,
            ],
            [
                "265ddc76eea50a3bd1b8ab470ce721a10d8c8414d4eb05ba6fd582dca953bcbe",
                "3563778eaf18d207da6bdb9595e92f7cd506b7edd026060315c2349689672013",
                "64f65f47ad9702f0b712c69f429c83f96a445c8ab47c726e78f3a753ba32bd33",
                "a127ac55ce59b25f15f2ca98dd0f554f091af5eb2b09ac04ce76929aee21c1a8",
                "5fd9f8865bfa66bdd349ead5982201f3398a1addeb71a821dcdcc7a677ea541f",
                "c517db30575b61c3443dceb79482b433260d750a7d97529e3166ce6502b298e8",
                "47a095a4af3b5d3460c62db45088ad1cf89a1f22d1a72daefff9230380b2eb9e",
                "b55075e6eb488111e999a588b76129ad16598ac715d10020cc73e6a0594085b0",
                "98d844b315fbf53451e5d44094c0d5e3d53b5a89cae5f346b677202254a51a3a",
                "15e0b01d8561ccab18fac8796d8551336bd7b96ec10a1eae39d721c6310234e0",
                "c59d86446505f8f9625ac7868e489f120d1a397f48930102a0eabd5989e5af49",
                "e36d217fc2338e8f13092cd81c83ea499058d289dcdbbf6e60fd6b72bc4fe5fd",
                "4b2139585ffa48d5245e4da4b51b6ec0373d40d7b813cd3a996fe9862b667274",
                "bdb36782f914b3bde19931c45a9bf5edf1eb9f501a144f015d0b90fdd2234fef",
                "bca549fe43c2dcb5c5ec1b6faf3f1fb8fd98c732c045221a8f11a8f9335bc5db",
                "c452569751692881eaf565de9d7bfcc1ebacb8134c681c862889c1e82015c5e7",
                "6de6d650a132c1f8852fb751c077bf8e79d9c32eae9661bb695789539df8c243",
                "8a71c6583da6106d7fe2efcdfe3f9b7b45e7fa0d95e319edd50f57bead2b01b7",
                "70f08e6e721d6dc1a946ffd75af7d10b06bdf486c3e668bd9f00101430ccf2b8",
            ]))
    func pinned(sql: String, hash: String) {
        let digest = SHA256.hash(data: Data(sql.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
            .joined()
        #expect(digest == hash, "\(sql.prefix(60))")
    }

    @Test("are brought up to date without loss", arguments: releases)
    func migrates(from release: String) async throws {
        let before = try fill(upTo: release)
        defer { try? FileManager.default.removeItem(at: directory) }
        let database = try NewsroomDatabase(opening: path)
        #expect(try await database.check() == [])
        try await database.read { db in
            for (table, rows) in before {
                #expect(try Kept(table, rows.columns, db) == rows, "\(table)")
            }
            // References are whole and name the tables that are there.
            #expect(try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").isEmpty)
            let schema = try String.fetchAll(db, sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
            #expect(!schema.contains { $0.contains("_4\"") || $0.contains("_4 ") })
            // Settling a delivery looks nothing up elsewhere.
            let references = try String.fetchAll(
                db, sql: "SELECT \"from\" FROM pragma_foreign_key_list('delivery')")
            #expect(Set(references) == ["mailing_id", "subscriber_id"])
        }
        try await people(SubscriberStore(database))
        try await ledgers(MailingStore(database))
        try await numbers(database)
    }

    private func people(_ store: SubscriberStore) async throws {
        let ann = try #require(try await store.subscriber(EmailAddress("ann@inbox.test")))
        #expect(ann.attributes == #"{"city":"Zürich","Größe":"12"}"# && ann.firstName == "Ann")
        #expect(try await store.attributes() == ["city": .text])
        #expect(try await store.subscriptions(of: ann.id).map(\.status) == [.unsubscribed, .active])
        #expect(
            try await store.story(of: ann.id).map { "\($0.kind) \($0.list ?? "") \($0.at) \($0.source)" } == [
                "import morning 100 file old.csv", "subscribe evening 200 form",
                "unsubscribe evening 300 link",
            ])
        // Who was suppressed is marked, so that no audience has them.
        #expect(try await store.people(in: Segment("list:morning"), limit: 9) == ["Ann@inbox.test"])
        #expect(try await store.suppression(of: EmailAddress("bo@inbox.test")) == "complaint")
        #expect(try await store.suppression(of: EmailAddress("gone@inbox.test")) == "erased")
        #expect(try await store.people(in: Segment("city = \"Zürich\""), limit: 9) == ["Ann@inbox.test"])
        #expect(
            try await store.plan(of: Segment("city = \"Zürich\"")).contains { $0.contains("attribute_1") })
    }

    private func ledgers(_ store: MailingStore) async throws {
        let all = try await store.all().reversed().map { $0 }
        #expect(all.map(\.state) == MailingState.allCases)
        #expect(all.allSatisfy { $0.edition == EditionID(rawValue: 1) && $0.segment == nil })
        #expect(all[3].reason == "refused")
        let sending = MailingID(rawValue: 2)
        #expect(try await store.counts(of: sending) == [.queued: 1, .leased: 1, .inFlight: 1, .deferred: 1])
        #expect(try await store.remaining(in: sending) == 4)
        #expect(try await store.message(of: sending) == nil)
        // What copies were made from was not kept then, and is not made up.
        let ann = SubscriberID(rawValue: 1)
        let copy = try #require(try await store.copy(of: MailingID(rawValue: 5), for: ann))
        #expect(copy.state == .accepted && !copy.isReaderKnown && copy.recipe == nil)
        #expect(try await store.attempts(of: MailingID(rawValue: 5), for: ann).isEmpty)
    }

    /// A number is never given twice, also not that of whoever came last.
    private func numbers(_ database: NewsroomDatabase) async throws {
        let store = SubscriberStore(database)
        let last = try #require(try await store.subscriber(EmailAddress("di@inbox.test")))
        try await store.forget(last.id, suppressing: nil)
        _ = try await store.add(
            person("eve@inbox.test"), to: "morning", because: Evidence("form"), letter: noLetter)
        let next = try #require(try await store.subscriber(EmailAddress("eve@inbox.test")))
        #expect(next.id.rawValue == last.id.rawValue + 1)
        #expect(try await database.check() == [])
    }

    private struct Kept: Equatable {
        let columns: [String]
        let rows: [String]

        /// - Parameter columns: by the names they had.
        init(_ table: String, _ columns: [String], _ db: Database) throws {
            self.columns = columns
            let present = Set(try db.columns(in: table).map(\.name))
            let selected = columns.map { name in
                let now = present.contains(name) ? name : MigrationTests.renamed["\(table).\(name)"] ?? name
                return "\"\(now)\" AS \"\(name)\""
            }
            let order = columns.count == 1 ? "1" : "1, 2"
            rows = try Row.fetchAll(
                db, sql: "SELECT \(selected.joined(separator: ", ")) FROM \(table) ORDER BY \(order)"
            ).map { "\($0)" }
        }
    }

    /// Makes an old database with something in every table, and gives what was in it.
    private func fill(upTo release: String) throws -> [String: Kept] {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        // A database of the fourth release, or a later one, is one of the third that was brought up to date.
        let isLater = Self.releases[3...].contains(release)
        try Schema.migrator.migrate(queue, upTo: isLater ? Self.releases[2] : release)
        try queue.write { db in
            try db.execute(sql: Self.people)
            for (id, name) in ["ann", "bo", "cy", "di"].enumerated() {
                let address = try EmailAddress("\(name)@inbox.test")
                try db.execute(
                    sql: "UPDATE subscriber SET address_hash = ? WHERE id = ?",
                    arguments: [Data(AddressHash(address).bytes), id + 1])
            }
            for (address, reason) in [("bo@inbox.test", "complaint"), ("gone@inbox.test", "erased")] {
                try db.execute(
                    sql: "INSERT INTO suppression VALUES (?, ?, 1)",
                    arguments: [Data(AddressHash(try EmailAddress(address)).bytes), reason])
            }
            try db.execute(sql: Self.mailings)
            if release != Self.releases[0] { try db.execute(sql: Self.intake) }
            if isLater || release == Self.releases[2] { try db.execute(sql: Self.versions) }
        }
        try Schema.migrator.migrate(queue, upTo: release)
        return try queue.read { db in
            var kept: [String: Kept] = [:]
            for table in try String.fetchAll(db, sql: Self.tables) {
                kept[table] = try Kept(table, try db.columns(in: table).map(\.name), db)
                if !isLater { #expect(kept[table]?.rows.isEmpty == false, "\(table)") }
            }
            return kept
        }
    }

    private static let tables = """
        SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'grdb%'
        """

    private static let people = """
        INSERT INTO list VALUES (1, 'morning', 'Morning', 1), (2, 'evening', 'Evening', 1);
        INSERT INTO subscriber VALUES
            (1, 'Ann@inbox.test', 'ann@inbox.test', zeroblob(32), 'Ann', 'Ash', '{"city":"Zürich","Größe":"12"}', 100),
            (2, 'bo@inbox.test', 'bo@inbox.test', zeroblob(32), '', '', '{}', 100),
            (3, 'cy@inbox.test', 'cy@inbox.test', zeroblob(32), '', '', '{"city":"Riga"}', 100),
            (4, 'di@inbox.test', 'di@inbox.test', zeroblob(32), '', '', '{}', 400);
        INSERT INTO consent_event VALUES (1, 'import', 1, NULL, 'file old.csv', 100),
            (2, 'subscribe', 2, 1, 'form', 200), (3, 'unsubscribe', 2, 1, 'link', 300),
            (4, 'unsubscribe', 1, 3, 'link', 300), (5, 'subscribe', 2, 4, 'form', 400);
        INSERT INTO subscription VALUES (1, 1, 1, 100, 1), (2, 1, 2, 300, 3), (1, 2, 1, 100, 1), (1, 3, 2, 300, 4),
            (2, 4, 1, 400, 5);
        INSERT INTO token_key VALUES (1, randomblob(32), 1);
        """

    /// A mailing in each state, and deliveries in each.
    private static let mailings = """
        INSERT INTO article (slug, content, added_at) VALUES ('fog', '{"url":"https://a.test"}', 1);
        INSERT INTO edition VALUES (1, 'test', 1, '2026-11-24', '{}', 1);
        INSERT INTO mailing (id, edition_id, list_id, state, publish_at, zone, published_at, finished_at, audience, reason)
        VALUES (1, 1, 1, 0, 9, 'UTC', NULL, NULL, 0, NULL), (2, 1, 1, 1, 9, 'UTC', 9, NULL, 4, NULL),
            (3, 1, 1, 2, 9, 'UTC', 9, NULL, 0, NULL), (4, 1, 1, 3, 9, 'UTC', 9, NULL, 1, 'refused'),
            (5, 1, 1, 4, 9, 'UTC', 9, 10, 4, NULL), (6, 1, 1, 5, 9, 'UTC', 9, NULL, 1, NULL);
        INSERT INTO mailing_message VALUES (5, 'key', x'00', '{}', '{}');
        INSERT INTO worker VALUES (1, 'gone', 1);
        INSERT INTO delivery (mailing_id, subscriber_id, state, due_at, worker_id) VALUES
            (2, 1, 0, 9, NULL), (2, 2, 1, NULL, 1), (2, 3, 2, NULL, 1), (2, 4, 4, 9, NULL), (4, 1, 0, 9, NULL);
        INSERT INTO delivery (mailing_id, subscriber_id, state, class, code, status, reply, settled_at) VALUES
            (5, 1, 3, NULL, 250, '2.0.0', 'ok', 9), (5, 2, 5, 'other', 550, '5.0.0', 'no', 9),
            (5, 3, 6, NULL, NULL, NULL, 'lost', 9), (5, 4, 8, NULL, NULL, NULL, NULL, 9),
            (6, 1, 9, NULL, NULL, NULL, NULL, 9);
        """

    private static let intake = """
        INSERT INTO feed VALUES ('https://a.test/feed', 'x', NULL, 1);
        INSERT INTO taken_entry VALUES ('https://a.test/feed', 'tag:1', 'fog');
        """

    private static let versions = """
        INSERT INTO section_opt_out VALUES (1, 'sport');
        INSERT INTO mailing_version VALUES (5, 2, '["sport"]', x'00', '{}', '{}');
        UPDATE mailing SET override_reason = 'by hand', overridden = '[]' WHERE id = 5;
        """
}
