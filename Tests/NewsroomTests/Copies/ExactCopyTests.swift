// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import NewsroomSupport
import SQLiteStore
import SandboxSupport
import Sender
import Subscribers
import Testing

@testable import Newsroom

@Suite("A reader's copy, made once more")
struct ExactCopyTests {
    /// Names that are written in every way there is: as they are, folded, encoded, escaped, not at all.
    private static let names: [(address: String, name: String)] = [
        ("plain@inbox.test", "Ann"), ("nameless@inbox.test", ""), ("Umlaut@inbox.test", "Zoë \"<&>' =3D"),
        ("дим@inbox.test", "Дмитро з дуже довгим ім’ям, що не вміщається в один рядок заголовка"),
        ("dots@inbox.test", ".From =\r\n.."), ("grey1@inbox.test", "Grey"), ("sport@inbox.test", "Sport"),
    ]

    /// An edition with a merge field in every kind of place, in two versions, and readers with names for them.
    private func fill(_ place: TemporaryNewsroom, _ newsroom: Newsroom) async throws -> EditionID {
        let file = place.directory.appending(path: "templates/daily-caffeine/publication.yaml")
        let yaml = try String(contentsOf: file, encoding: .utf8)
        try (yaml + "optional_sections: [Food, Sport]\n").write(to: file, atomically: true, encoding: .utf8)
        _ = try await newsroom.context.articles.put(
            Article(
                slug: "trams", section: "Sport", headline: "Trams race", url: "https://example.com/trams",
                blocks: [.paragraph([.text("The six was first.")])]))
        for (address, name) in Self.names {
            let row = ImportRow(address: try EmailAddress(address), firstName: name)
            _ = try await newsroom.people.add(row, to: "morning", because: Evidence("test"))
            let id = try await newsroom.people.subscriber(EmailAddress(address)).id
            try await newsroom.people.set(["city=\(name)"], of: id)
            if name == "Sport" { try await newsroom.people.chooseSections(id, without: ["Food"], with: []) }
        }
        var draft = EditionDraft(articles: ["bread", "trams"])
        draft.subject = "Two stories for {{reader.first_name | you}} this morning"
        draft.preheader = "One of bread, and one of trams."
        draft.introduction =
            "Good morning, {{reader.first_name | friend}} of {{reader.city | the town}}: [yours](https://example.com/of/{{reader.city | town}})."
        return try await newsroom.editorial.add(draft).0
    }

    @Test(
        "is what the relay got, whatever changed since",
        arguments: [
            "",
            "  keys:\n    - { selector: e1, file: keys/e1.pem }\n    - { selector: r1, file: keys/r1.pem }\n",
            "  body: relaxed\n  keys:\n    - { selector: e1, file: keys/e1.pem }\n",
        ])
    func exact(dkim: String) async throws {
        try await withSandbox { port, directory in
            let place = try await TemporaryNewsroom(readers: 1, port: port)
            for (algorithm, selector) in [(DKIMKey.Algorithm.rsa, "r1"), (.ed25519, "e1")] {
                _ = try place.newsroom.keys.generateDKIMKey(
                    algorithm, bits: 1024, selector: selector, domain: nil, in: "keys/\(selector).pem")
            }
            let newsroom = try place.signing(dkim)
            let edition = try await fill(place, newsroom)
            let mailing = try await newsroom.mailings.schedule(edition, to: "morning", at: nil)
            #expect(try await newsroom.mailings.publish(mailing) == 8)
            let tally = try await newsroom.mailings.sender(of: mailing, end: .nothingWaiting).run()
            #expect(tally.accepted == 8 && tally.deferred == 1)
            let received = try copies(in: directory)
            #expect(received.count == 8)
            try await change(newsroom)

            for (address, _) in Self.names {
                let copy = try await newsroom.mailings.copy(of: mailing, to: EmailAddress(address))
                #expect(copy.doubts.isEmpty && copy.state == .accepted)
                #expect(copy.version == (address.hasPrefix("sport") ? 2 : 1))
                let own = try #require(received[copy.recipient.description], "\(copy.recipient)")
                #expect(own == copy.message, "\(address)")
                let text = String(decoding: own, as: UTF8.self)
                #expect(text.contains("Message-ID: \(copy.messageID)\r\n"))
                #expect(text.hasPrefix("DKIM-Signature:") == !dkim.isEmpty)
            }
        }
    }

    /// Everything that copies are made from.
    private func change(_ newsroom: Newsroom) async throws {
        for (address, _) in Self.names {
            let person = try await newsroom.people.subscriber(EmailAddress(address))
            try await newsroom.people.set(["city=Elsewhere"], of: person.id)
        }
        let file = newsroom.directory.appending(path: "others.csv")
        try ("email,first_name\n" + Self.names.map { "\($0.address),Other\n" }.joined())
            .write(to: file, atomically: true, encoding: .utf8)
        _ = try await newsroom.people.importFile(.init(file.path, to: "morning"), note: { _ in })
        let desk = try await newsroom.people.subscriber(EmailAddress("plain@inbox.test"))
        try await newsroom.context.subscribers.set([("city", .text("Nowhere"))], of: desk.id)
        try await newsroom.people.change(desk.id, to: EmailAddress("moved@inbox.test"))
        _ = try await newsroom.context.tokenKeys.rotate()
    }

    @Test("says what is gone when it cannot be the same")
    func doubts() async throws {
        try await withSandbox { port, _ in
            let place = try await TemporaryNewsroom(readers: 1, port: port)
            for selector in ["old", "new"] {
                _ = try place.newsroom.keys.generateDKIMKey(
                    .ed25519, bits: 0, selector: selector, domain: nil, in: "keys/\(selector).pem")
            }
            let key = { (name: String) in "  keys:\n    - { selector: \(name), file: keys/\(name).pem }\n" }
            let before = try place.signing(key("old"))
            let mailing = try await before.mailings.schedule(place.edition, to: "morning", at: nil)
            _ = try await before.mailings.publish(mailing)
            let reader = try EmailAddress("reader1@inbox.test")
            await #expect(throws: MailingFault.nothingSent(mailing, to: reader, .queued)) {
                try await before.mailings.copy(of: mailing, to: reader)
            }
            _ = try await before.mailings.sender(of: mailing, end: .nothingDue).run()
            let sent = try await before.mailings.copy(of: mailing, to: reader)
            #expect(sent.doubts.isEmpty)

            // A key that signs no more, under another name, is still that key.
            let renamed = "  keys:\n    - { selector: x, file: keys/old.pem, until: 2020-01-01 }\n"
            let kept = try await place.signing(renamed + key("new").dropFirst("  keys:\n".count))
                .mailings.copy(of: mailing, to: reader)
            #expect(kept.doubts.isEmpty && kept.message == sent.message)

            let after = try place.signing(key("new"))
            let unsigned = try await after.mailings.copy(of: mailing, to: reader)
            #expect(unsigned.doubts == [.signatureLeftOut(selector: "old")])
            #expect(sent.message.suffix(unsigned.message.count) == unsigned.message[...])
            _ = try await after.context.tokenKeys.rotate()
            #expect(try await after.mailings.copy(of: mailing, to: reader).doubts == unsigned.doubts)
            _ = try await after.context.tokenKeys.retire(1)
            #expect(try await after.mailings.copy(of: mailing, to: reader).doubts[0] == .keyRetired(1))
            let nobody = try EmailAddress("nobody@inbox.test")
            await #expect(throws: PeopleFault.nobody(nobody)) {
                try await after.mailings.copy(of: mailing, to: nobody)
            }
        }
    }

    @Test("a mail that asks for confirmation is made again as well")
    func confirmation() async throws {
        try await withSandbox { port, directory in
            let place = try await TemporaryNewsroom(readers: 1, port: port)
            let newsroom = place.newsroom
            try await newsroom.context.subscribers.create(
                MailingList(name: "city", title: "The City Letter", isDouble: true))
            let address = try EmailAddress("stranger@inbox.test")
            _ = try await newsroom.people.add(
                ImportRow(address: address, firstName: ""), to: "city", because: Evidence("test"))
            let mailing = try #require(try await newsroom.context.mailings.all().first)
            _ = try await newsroom.mailings.sender(of: mailing.id, end: .nothingDue).run()
            let copy = try await newsroom.mailings.copy(of: mailing.id, to: address)
            #expect(try copies(in: directory)["stranger@inbox.test"] == copy.message)
        }
    }

    @Test("and the story of its delivery has every attempt and what happened to the reader's consent")
    func story() async throws {
        try await withSandbox { port, _ in
            let place = try await TemporaryNewsroom(readers: 1, port: port)
            let newsroom = try place.signing("")
            for name in ["grey2", "unknown2"] {
                let row = ImportRow(address: try EmailAddress("\(name)@inbox.test"), firstName: "")
                _ = try await newsroom.people.add(row, to: "morning", because: Evidence("form"))
            }
            let mailing = try await newsroom.mailings.schedule(place.edition, to: "morning", at: nil)
            _ = try await newsroom.mailings.publish(mailing)
            _ = try await newsroom.mailings.sender(of: mailing, end: .nothingWaiting).run()
            let grey = try await newsroom.people.subscriber(EmailAddress("grey2@inbox.test"))
            _ = try await newsroom.context.subscribers.unsubscribe(
                grey.id, from: "morning", because: Evidence("page"))
            try await newsroom.people.change(grey.id, to: EmailAddress("green@inbox.test"))

            let story = try #require(
                try await newsroom.mailings.story(of: mailing, to: EmailAddress("grey2@inbox.test")))
            #expect(
                story.moments.map(Self.words) == [
                    "published", "deferred greylisted", "accepted", "unsubscribe", "address",
                ])
            #expect(story.record.address == "grey2@inbox.test" && story.record.attempts == 2)
            let unknown = try #require(
                try await newsroom.mailings.story(of: mailing, to: EmailAddress("unknown2@inbox.test")))
            #expect(
                unknown.moments.map(Self.words) == [
                    "published", "failed unknownUser", "bounce", "suppress",
                ])
            let plain = try #require(
                try await newsroom.mailings.story(of: mailing, to: EmailAddress("reader1@inbox.test")))
            #expect(plain.moments.map(Self.words) == ["published", "accepted"])
        }
    }

    private static func words(_ moment: DeliveryStory.Moment) -> String {
        switch moment.event {
        case .published: "published"
        case .attempt(let attempt): "\(attempt.state) \(attempt.cause ?? "")"
        case .settled(let record): "\(record.state)"
        case .ledger(let event): event.kind.rawValue
        case .consent(let event): event.kind.rawValue
        }
    }
}
