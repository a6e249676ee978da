// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import NewsroomSupport
import SQLiteStore
import Sender
import Subscribers
import Testing

@testable import Newsroom

@Suite("A newsroom with two publications")
struct PublicationsTests {
    private let place: TemporaryNewsroom
    private var newsroom: Newsroom { place.newsroom }
    /// Of the second publication.
    private let edition: EditionID

    /// “The Evening Tea” from `evening.example`, with the list “evening” and one reader of it.
    init() async throws {
        place = try await TemporaryNewsroom(readers: 2)
        try await place.addPublication(
            "evening-tea", named: "The Evening Tea", from: "tea@evening.example", list: "evening",
            lines: "optional_sections: [Food, Sport]\n")
        _ = try await place.newsroom.people.add(
            ImportRow(address: try EmailAddress("reader1@inbox.test")), to: "evening",
            because: Evidence("test"))
        var draft = EditionDraft(articles: ["bread"])
        draft.preheader = "For as long as it takes to bake one."
        edition = try await place.newsroom.editorial.add(draft, to: "evening-tea").0
    }

    private func copy(_ mailing: MailingID) async throws -> String {
        let values = Reader(
            try await newsroom.people.subscriber(EmailAddress("reader1@inbox.test")))
        let newsroom = try Newsroom(at: place.directory)
        return String(
            decoding: try await newsroom.mailings.copies(of: mailing).0.today.message(for: values),
            as: UTF8.self)
    }

    private func unfolded(_ message: String) -> String { message.replacing(/\r\n +/, with: " ") }

    @Test("an edition goes out under its own publication's name, address and list")
    func own() async throws {
        let kept = try await newsroom.editorial.edition(edition)
        #expect(kept.publication == "evening-tea" && kept.number == 1)
        let other = MailingFault.otherPublication(
            edition, of: "evening-tea", list: "morning", gets: "daily-caffeine")
        await #expect(throws: other, "a list gets its own publication") {
            _ = try await newsroom.mailings.schedule(edition, to: "morning", at: nil)
        }
        let mailing = try await newsroom.mailings.schedule(edition, to: "evening", at: nil)
        #expect(try await newsroom.mailings.publish(mailing) == 1)
        let message = try await copy(mailing)
        #expect(message.contains("<tea@evening.example>"))
        #expect(message.contains("List-Id: The evening <evening.evening.example>"))
        #expect(message.contains("The Evening Tea") && message.contains("@evening.example>\r\n"))
        #expect(!message.contains("From: The Daily Caffeine"))
        let own = try await copy(try await place.publish())
        #expect(own.contains("<morning@daily-caffeine.example>") && !own.contains("evening.example"))
    }

    @Test("a planned edition does not go to a list that was given to another publication since")
    func listMoves() async throws {
        let mailing = try await newsroom.mailings.schedule(edition, to: "evening", at: nil)
        try await newsroom.context.subscribers.change(MailingList(name: "evening", title: "The Evening"))
        await #expect(throws: MailingFault.self) { _ = try await newsroom.mailings.publish(mailing) }
        let reason = try await newsroom.mailings.rehearse().first?.reason
        #expect(reason?.contains("edition \(edition) is of the publication “evening-tea”") == true)
    }

    @Test("a change, a preview and a draft stay with the edition's own publication")
    func changes() async throws {
        var draft = EditionDraft(try await newsroom.editorial.edition(edition))
        draft.subject = "Tea is back"
        #expect(try await newsroom.editorial.revise(edition, draft).publication == "evening-tea")
        let preview = try await newsroom.editorial.preview(edition, for: nil)
        #expect(preview.html.contains("The Evening Tea"))
        #expect(String(decoding: preview.message, as: UTF8.self).contains("<tea@evening.example>"))
        _ = try await newsroom.context.articles.put(
            Article(slug: "tea", headline: "Tea", blocks: [.paragraph([.text("It is hot.")])]))
        #expect(try await newsroom.editorial.draft(for: "evening-tea").stories.map(\.article) == ["tea"])
        await #expect(throws: EditorialFault.self) { try await newsroom.editorial.add(draft, to: "no-such") }
    }

    @Test("a mail that asks for confirmation is the list's publication's")
    func confirmation() async throws {
        try await newsroom.context.subscribers.create(
            MailingList(
                name: "double", title: "The Double", isPublic: true, isDouble: true,
                publication: "evening-tea"))
        _ = try await newsroom.people.add(
            ImportRow(address: try EmailAddress("reader1@inbox.test")), to: "double",
            because: Evidence("test"))
        let mailing = try #require(try await newsroom.context.mailings.all().first { $0.edition == nil })
        #expect(try await copy(mailing.id).contains("<tea@evening.example>"))
    }

    @Test("each publication's mail is signed by its own keys, or the other's are not used")
    func signatures() async throws {
        for selector in ["own", "tea"] {
            _ = try newsroom.keys.generateDKIMKey(
                .ed25519, bits: 0, selector: selector, domain: nil, in: "keys/\(selector).pem")
        }
        let file = place.directory.appending(path: Newsroom.configurationFile)
        try String(contentsOf: file, encoding: .utf8).appending(
            """
            dkim:
              - publications: [evening-tea]
                keys: [{ selector: tea, file: keys/tea.pem }]
              - keys: [{ selector: own, file: keys/own.pem }]

            """
        ).write(to: file, atomically: true, encoding: .utf8)
        let signing = try Newsroom(at: place.directory)
        let mailing = try await signing.mailings.schedule(edition, to: "evening", at: nil)
        _ = try await signing.mailings.publish(mailing)
        let message = unfolded(try await copy(mailing))
        #expect(message.contains("d=evening.example; s=tea"), "\(message.prefix(200))")
        let other = try await signing.mailings.schedule(place.edition, to: "morning", at: nil)
        _ = try await signing.mailings.publish(other)
        #expect(unfolded(try await copy(other)).contains("d=daily-caffeine.example; s=own"))
        #expect(
            try signing.keys.dkimRecords().map(\.record.name) == [
                "own._domainkey.daily-caffeine.example", "tea._domainkey.evening.example",
            ])
    }

    @Test("mail is not given to a relay that carries another publication's alone")
    func relays() async throws {
        let file = place.directory.appending(path: Newsroom.configurationFile)
        let yaml = try String(contentsOf: file, encoding: .utf8)
        func newsroom(_ names: String) throws -> Newsroom {
            try yaml.replacing("    starttls: off", with: "    publications: [\(names)]\n    starttls: off")
                .write(to: file, atomically: true, encoding: .utf8)
            return try Newsroom(at: place.directory)
        }
        let refusal = ConfigurationFault.notCarried(publication: "evening-tea", relay: "sandbox")
        await #expect(throws: refusal) {
            _ = try await newsroom("daily-caffeine").mailings.schedule(edition, to: "evening", at: nil)
        }
        #expect(refusal.kind == .configuration)
        let both = try newsroom("daily-caffeine, evening-tea")
        let mailing = try await both.mailings.schedule(edition, to: "evening", at: nil)
        #expect(try await both.mailings.publish(mailing) == 1)
    }

    @Test("readers choose among the sections of their own lists' publications")
    func sections() async throws {
        let mailing = try await newsroom.mailings.schedule(edition, to: "evening", at: nil)
        _ = try await newsroom.mailings.publish(mailing)
        let desk = ReaderDesk(ServedNewsroom(newsroom))
        let keys = try await newsroom.context.tokenKeys.keys()
        func token(_ number: Int, _ mailing: MailingID) async throws -> String {
            keys.text(
                CapabilityToken(mailing: mailing, subscriber: try await place.reader(number)),
                for: .preferences)
        }
        let both = try #require(try await desk.preferences(try await token(1, mailing)))
        #expect(both.publication == "evening-tea" && both.sections.map(\.name) == ["Food", "Sport"])
        let other = try await place.publish()
        let one = try #require(try await desk.preferences(try await token(2, other)))
        #expect(one.publication == "daily-caffeine" && one.sections.isEmpty)
    }
}
