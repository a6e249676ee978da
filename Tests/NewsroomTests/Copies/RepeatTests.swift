// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import NewsroomSupport
import SandboxSupport
import Sender
import Subscribers
import Testing

@testable import Newsroom
@testable import SQLiteStore

@Suite("A repeat of what is in doubt")
struct RepeatTests {
    private static func key(_ name: String, _ days: String = "") -> String {
        "    - { selector: \(name), file: keys/\(name).pem\(days) }\n"
    }

    private func place(port: Int) async throws -> TemporaryNewsroom {
        let place = try await TemporaryNewsroom(readers: 3, port: port)
        for selector in ["old", "new"] {
            _ = try place.newsroom.keys.generateDKIMKey(
                .ed25519, bits: 0, selector: selector, domain: nil, in: "keys/\(selector).pem")
        }
        return place
    }

    /// Sends the first two readers a copy each whose fate nobody knows, and gives what was on the wire.
    private func doubt(_ mailing: MailingID, _ newsroom: Newsroom) async throws -> [[UInt8]] {
        let outbox = try await SQLiteOutbox(newsroom.context.database, retry: RetryPolicy())
        let (copies, recipe) = try await newsroom.mailings.copies(of: mailing)
        var orders = OutboxOrders()
        orders.lease = 2
        let rows = try await outbox.tick(orders).leased
        try await outbox.note(recipe, of: mailing)
        orders = OutboxOrders()
        orders.start = rows.map(\.id)
        _ = try await outbox.tick(orders)
        orders = OutboxOrders()
        orders.settle = rows.map { Settlement($0.id, .uncertain("lost", resendAfter: nil)) }
        _ = try await outbox.tick(orders)
        return try rows.map { row in
            #expect(row.recipe == nil)
            var copy: [UInt8] = []
            _ = try copies.write(for: row, into: &copy, returningTo: nil)
            return copy
        }
    }

    @Test("a sender that runs signs links with a new key as soon as there is one")
    func newKey() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let newsroom = place.newsroom
        let mailing = try await place.publish()
        let watch = SigningKeyWatch(newsroom.context.tokenKeys, by: .system, patience: .zero)
        let (copies, _) = try await newsroom.mailings.copies(of: mailing, watch: watch)
        var orders = OutboxOrders()
        orders.lease = 1
        let outbox = try await SQLiteOutbox(newsroom.context.database, retry: RetryPolicy())
        let row = try #require(try await outbox.tick(orders).leased.first)
        #expect(copies.serves(row))
        #expect(try await newsroom.context.tokenKeys.rotate() == 2)
        #expect(!copies.serves(row))
        let (anew, recipe) = try await newsroom.mailings.copies(of: mailing, watch: watch)
        #expect(anew.serves(row) && recipe.tokenKey == 2)
    }

    private func rename(_ address: String, to name: String, _ newsroom: Newsroom) async throws {
        let file = newsroom.directory.appending(path: "other.csv")
        try "email,first_name\n\(address),\(name)\n".write(to: file, atomically: true, encoding: .utf8)
        _ = try await newsroom.people.importFile(.init(file.path, to: "morning"), note: { _ in })
    }

    @Test("has the bytes of the first copy and goes to the same address, whatever changed since")
    func same() async throws {
        try await withSandbox { port, directory in
            let place = try await place(port: port)
            let before = try place.signing("  keys:\n\(Self.key("old"))")
            let mailing = try await place.publish()
            let sent = try await doubt(mailing, before)

            try await rename("reader1@inbox.test", to: "Other", before)
            try await before.people.change(try await place.reader(2), to: EmailAddress("moved@inbox.test"))
            _ = try await before.context.tokenKeys.rotate()
            var draft = EditionDraft(articles: ["bread"])
            draft.subject = "Bread is not back"
            _ = try await before.editorial.revise(place.edition, draft)
            #expect(try await before.mailings.amend(mailing) == Amendment(text: 2, readers: 1))
            #expect(
                try await before.context.mailings.retry(mailing, failed: false, uncertain: true) == 2)
            let keys = Self.key("old", ", until: 2020-01-01") + Self.key("new")
            let after = try place.signing("  keys:\n\(keys)")
            let tally = try await after.mailings.sender(of: mailing, end: .nothingDue).run()
            #expect(tally.accepted == 3)

            let received = try copies(in: directory)
            #expect(received["reader1@inbox.test"] == sent[0])
            #expect(received["reader2@inbox.test"] == sent[1])
            for (address, bytes) in zip(["reader1@inbox.test", "moved@inbox.test"], sent) {
                let copy = try await after.mailings.copy(of: mailing, to: EmailAddress(address))
                #expect(copy.state == .accepted && copy.version == 1)
                #expect(copy.doubts.isEmpty && copy.message == bytes, "\(address)")
            }
            let text = String(decoding: try #require(received["reader3@inbox.test"]), as: UTF8.self)
            #expect(text.contains("Subject: Bread is not back\r\n") && text.contains("s=new;"))
        }
    }

    @Test("is sent with the keys of today when those of the first copy are gone, and that is not hidden")
    func gone() async throws {
        try await withSandbox { port, directory in
            let place = try await place(port: port)
            let before = try place.signing("  keys:\n\(Self.key("old"))")
            let mailing = try await place.publish()
            _ = try await doubt(mailing, before)
            _ = try await before.context.mailings.retry(mailing, failed: false, uncertain: true)
            let after = try place.signing("  keys:\n\(Self.key("new"))")
            #expect(try await after.mailings.sender(of: mailing, end: .nothingDue).run().accepted == 3)
            let received = try #require(try copies(in: directory)["reader1@inbox.test"])
            #expect(String(decoding: received, as: UTF8.self).contains("s=new;"))
            let copy = try await after.mailings.copy(of: mailing, to: EmailAddress("reader1@inbox.test"))
            #expect(copy.doubts == [.signatureLeftOut(selector: "old")])
        }
    }

    @Test("fields that only an amendment merges are kept as well")
    func amended() async throws {
        let place = try await TemporaryNewsroom(readers: 2)
        let newsroom = place.newsroom
        let mailing = try await place.publish()
        var draft = EditionDraft(articles: ["bread"])
        draft.introduction = "Good morning in {{reader.last_name | town}}."
        _ = try await newsroom.editorial.revise(place.edition, draft)
        #expect(try await newsroom.mailings.amend(mailing).readers == 2)
        let sent = try await doubt(mailing, newsroom)
        let file = newsroom.directory.appending(path: "other.csv")
        try "email,last_name\nreader1@inbox.test,Riga\n".write(to: file, atomically: true, encoding: .utf8)
        _ = try await newsroom.people.importFile(.init(file.path, to: "morning"), note: { _ in })
        let copy = try await newsroom.mailings.copy(of: mailing, to: EmailAddress("reader1@inbox.test"))
        #expect(copy.doubts.isEmpty && copy.message == sent[0])
    }
}
