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

@Suite("Editions amended while they go out")
struct AmendmentTests {
    private let place: TemporaryNewsroom
    private let mailing: MailingID
    private let outbox: SQLiteOutbox
    private let rows: [LeasedDelivery]

    /// Six readers: one has it, one is in doubt and will get it once more, one is to be tried again, three were not tried.
    init() async throws {
        place = try await TemporaryNewsroom(readers: 6)
        mailing = try await place.publish()
        outbox = try await SQLiteOutbox(place.newsroom.context.database, retry: RetryPolicy())
        var orders = OutboxOrders()
        orders.lease = 6
        rows = try await outbox.tick(orders).leased
        orders = OutboxOrders()
        orders.start = rows.prefix(3).map(\.id)
        _ = try await outbox.tick(orders)
        let busy = Failure(phase: .recipient, cause: .mailboxFull, persistence: .transient, scope: .recipient)
        try await settle(rows[0], .accepted(Reply(code: 250, lines: ["ok"])))
        try await settle(rows[1], .uncertain("lost", resendAfter: .seconds(3600)))
        try await settle(rows[2], .deferred(busy, after: .seconds(3600)))
    }

    private func settle(_ row: LeasedDelivery, _ disposition: Disposition) async throws {
        var orders = OutboxOrders()
        orders.settle = [Settlement(row.id, disposition)]
        _ = try await outbox.tick(orders)
    }

    private func edit() async throws {
        var draft = EditionDraft(articles: ["bread"])
        draft.subject = "Bread is not back"
        draft.introduction = "We were wrong, {{reader.first_name | friend}}."
        _ = try await place.newsroom.editorial.revise(place.edition, draft)
    }

    @Test("who was not reached gets the new text, who has it or may have it keeps the old one")
    func amends() async throws {
        for row in rows[3...] { try await settle(row, .returned) }
        try await edit()
        let newsroom = place.newsroom
        #expect(try await newsroom.editorial.goingOut(place.edition) == [mailing])
        #expect(try await newsroom.mailings.amend(mailing) == Amendment(text: 2, readers: 4))
        #expect(try await newsroom.mailings.mailing(mailing).state == .sending)
        for (row, version) in zip(rows, [1, 1, 2, 2, 2, 2]) {
            #expect(try await newsroom.context.mailings.version(of: mailing, for: row.subscriber) == version)
            let page = try await newsroom.mailings.browserVersion(
                of: mailing, for: row.subscriber, try await newsroom.context.tokenKeys.keys())
            #expect(page?.contains("We were wrong") == (version == 2))
        }
        // What a sender leases now is the new text, under the same Message-ID.
        var orders = OutboxOrders()
        orders.lease = 6
        let leased = try await outbox.tick(orders).leased
        #expect(leased.map(\.version) == [2, 2, 2])
        let (copies, _) = try await newsroom.mailings.copies(of: mailing)
        #expect(copies.serves(leased[0]))
        var copy: [UInt8] = []
        _ = try copies.write(for: leased[0], into: &copy, returningTo: nil)
        let text = String(decoding: copy, as: UTF8.self)
        #expect(text.contains("Subject: Bread is not back\r\n") && text.contains("We were wrong"))
        let id = try #require(try await newsroom.mailings.messageID(of: mailing)?(leased[0].subscriber, 2))
        #expect(text.contains(id))

        let early = try Segment("list:morning and received \(mailing) text 1")
        #expect(try await newsroom.context.subscribers.people(in: early, limit: 9) == ["reader1@inbox.test"])
        #expect(throws: SegmentFault.self) { try Segment("received nothing") }
    }

    @Test(
        "who comes back to the queue after an amendment gets the new text as well, unless they are in doubt")
    func comesBack() async throws {
        var orders = OutboxOrders()
        orders.start = rows[3...].map(\.id)
        _ = try await outbox.tick(orders)
        try await edit()
        let newsroom = place.newsroom
        #expect(try await newsroom.mailings.amend(mailing) == Amendment(text: 2, readers: 1))
        // Three were on the wire meanwhile.
        let gone = Failure(phase: .recipient, cause: .other, persistence: .permanent, scope: .recipient)
        try await settle(rows[3], .failed(gone))
        try await settle(rows[4], .uncertain("lost", resendAfter: .zero))
        try await settle(rows[5], .returned)
        #expect(try await newsroom.context.mailings.retry(mailing) == 1)
        orders = OutboxOrders()
        orders.lease = 6
        let leased = try await outbox.tick(orders).leased
        let versions = Dictionary(uniqueKeysWithValues: leased.map { ($0.id, $0.version) })
        #expect(versions == [rows[3].id: 2, rows[4].id: 1, rows[5].id: 2])
        for row in leased {
            #expect(
                try await newsroom.context.mailings.version(of: mailing, for: row.subscriber) == row.version)
        }
    }

    @Test("a copy's Message-ID is printed with the domain it was composed with, not with today's")
    func domains() async throws {
        for row in rows[3...] { try await settle(row, .returned) }
        let file = place.directory.appending(path: "templates/daily-caffeine/publication.yaml")
        let yaml = try String(contentsOf: file, encoding: .utf8)
        try yaml.replacing("morning@daily-caffeine.example", with: "morning@other.example")
            .write(to: file, atomically: true, encoding: .utf8)
        let newsroom = try Newsroom(at: place.directory)
        let copy = { try await newsroom.mailings.copy(of: mailing, to: EmailAddress("reader1@inbox.test")) }
        let before = try await copy()
        #expect(before.messageID.hasSuffix("@daily-caffeine.example>"))
        #expect(String(decoding: before.message, as: UTF8.self).contains(before.messageID))
        _ = try await newsroom.mailings.amend(mailing)
        #expect(try await copy().messageID == before.messageID)
        for (number, domain) in [(1, "daily-caffeine.example"), (4, "other.example")] {
            let story = try await newsroom.mailings.story(
                of: mailing, to: EmailAddress("reader\(number)@inbox.test"))
            #expect(story?.messageID?.hasSuffix(".\(number)@\(domain)>") == true)
        }
    }

    @Test("nothing is amended while a sender holds what is not on the wire")
    func held() async throws {
        let newsroom = place.newsroom
        #expect(
            try await newsroom.context.mailings.amend(mailing, as: place.edition, []) == nil,
            "it is being sent")
        try await newsroom.context.mailings.hold(mailing, for: .seconds(600))
        #expect(
            try await newsroom.context.mailings.amend(mailing, as: place.edition, []) == nil, "three are held"
        )
        try await newsroom.context.mailings.release(mailing)
        #expect(try await newsroom.context.mailings.pause(mailing))
        #expect(
            try await newsroom.context.mailings.amend(mailing, as: place.edition, []) == nil, "three are held"
        )
    }

    @Test("a run of a sender waits for an amendment, where it would end if nothing were due")
    func waits() async throws {
        try await withSandbox { port, directory in
            let place = try await TemporaryNewsroom(readers: 3, port: port)
            let newsroom = place.newsroom
            let mailing = try await place.publish()
            try await newsroom.context.mailings.hold(mailing, for: .seconds(600))
            let (steps, note) = AsyncStream.makeStream(of: Void.self)
            let sender = try await newsroom.mailings.sender(of: mailing, end: .nothingDue) { _ in note.yield()
            }
            async let tally = {
                defer { note.finish() }
                return try await sender.run()
            }()
            // It has asked more than once for what it may not have.
            var asked = 0
            for await _ in steps.prefix(3) { asked += 1 }
            #expect(asked == 3)
            var draft = EditionDraft(articles: ["bread"])
            draft.subject = "Bread is not back"
            _ = try await newsroom.editorial.revise(place.edition, draft)
            #expect(try await newsroom.mailings.amend(mailing) == Amendment(text: 2, readers: 3))
            #expect(try await tally.accepted == 3)
            for copy in try copies(in: directory).values {
                #expect(String(decoding: copy, as: UTF8.self).contains("Subject: Bread is not back\r\n"))
            }
        }
    }

    @Test("of a cancelled mailing nothing is made due again")
    func cancelled() async throws {
        _ = try await place.newsroom.context.mailings.cancel(mailing)
        await #expect(throws: MailingFault.cancelled(mailing)) {
            try await place.newsroom.mailings.retry(mailing, failed: true, uncertain: true, causes: [])
        }
    }

    @Test("a mailing that is over cannot be amended, and an edition that is out cannot be edited")
    func over() async throws {
        for row in rows[3...] { try await settle(row, .returned) }
        _ = try await place.newsroom.context.mailings.cancel(mailing)
        await #expect(throws: MailingFault.notGoingOut(mailing, .cancelled)) {
            try await place.newsroom.mailings.amend(mailing)
        }
        await #expect(throws: EditorialFault.wentOut(place.edition)) { try await edit() }
    }
}
