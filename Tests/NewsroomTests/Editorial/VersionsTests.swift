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

@Suite("Sections that readers do without")
struct VersionsTests {
    /// Bread under Food, trams under Sport; both sections are optional.
    private func newsroom(readers: Int) async throws -> (TemporaryNewsroom, EditionID) {
        let place = try await TemporaryNewsroom(readers: readers)
        let file = place.directory.appending(path: "templates/daily-caffeine/publication.yaml")
        let yaml = try String(contentsOf: file, encoding: .utf8)
        try (yaml + "optional_sections: [Food, Sport]\n").write(to: file, atomically: true, encoding: .utf8)
        _ = try await place.newsroom.context.articles.put(
            Article(
                slug: "trams", section: "Sport", headline: "Trams race", url: "https://example.com/trams",
                blocks: [.paragraph([.text("The six was first.")])]))
        var draft = EditionDraft(articles: ["bread", "trams"])
        (draft.subject, draft.preheader) = ("Two stories this morning", "One of bread, and one of trams.")
        return (place, try await place.newsroom.editorial.add(draft).0)
    }

    @Test("each reader gets the version without them, and who is left with nothing gets nothing")
    func versions() async throws {
        let (place, edition) = try await newsroom(readers: 4)
        let newsroom = place.newsroom
        try await newsroom.people.chooseSections(try await place.reader(1), without: ["Food"], with: [])
        try await newsroom.people.chooseSections(
            try await place.reader(2), without: ["Food", "Sport"], with: [])
        try await newsroom.people.chooseSections(
            try await place.reader(3), without: ["Sport"], with: ["Sport"])
        let mailing = try await newsroom.mailings.schedule(edition, to: "morning", at: nil)
        #expect(try await newsroom.mailings.publish(mailing) == 3)
        let frozen = try #require(try await newsroom.context.mailings.message(of: mailing))
        #expect(frozen.versions.map(\.without) == [[], ["Food"]])
        for (reader, version) in [(1, 2), (2, nil), (3, 1), (4, 1)] {
            let person = try await place.reader(reader)
            #expect(try await newsroom.context.mailings.version(of: mailing, for: person) == version)
            guard let version else { continue }
            let page = try #require(
                try await newsroom.mailings.browserVersion(
                    of: mailing, for: person, try await newsroom.context.tokenKeys.keys()))
            #expect(page.contains("Trams race") && page.contains("Bread is back") == (version == 1))
        }
    }

    @Test("every version is proved, and what is proved is what is frozen")
    func provesVersions() async throws {
        let (place, edition) = try await newsroom(readers: 2)
        let newsroom = place.newsroom
        // Whoever leaves out the lead gets no postal address in this theme.
        let theme = place.directory.appending(path: "templates/base/edition.txt.mustache")
        let text = try String(contentsOf: theme, encoding: .utf8)
        let spoilt = "{{#stories}}{{#is_lead}}{{{postal_address}}}{{/is_lead}}{{/stories}}"
        #expect(text.contains("{{{postal_address}}}"))
        try text.replacing("{{{postal_address}}}", with: spoilt)
            .write(to: theme, atomically: true, encoding: .utf8)
        #expect(try await newsroom.editorial.proof(edition, list: "morning").isEmpty, "nobody chose yet")
        try await newsroom.people.chooseSections(try await place.reader(1), without: ["Food"], with: [])
        let findings = try await newsroom.editorial.proof(edition, list: "morning")
        #expect(findings.map(\.rule) == [.addressMissing])
        #expect(findings.map(\.place) == ["text, without Food"] && findings[0].severity == .blocking)
        await #expect(throws: ProofBlocked.self) {
            _ = try await newsroom.mailings.schedule(edition, to: "morning", at: nil)
        }
        let mailing = try await newsroom.mailings.schedule(
            edition, to: "morning", at: nil, override: "it is known")
        _ = try await newsroom.mailings.publish(mailing)
        let frozen = try #require(try await newsroom.context.mailings.message(of: mailing))
        let prepared = try await newsroom.editorial.prepared(
            try await newsroom.editorial.edition(edition), for: "morning")
        #expect(frozen.versions.map(\.without) == prepared.versions.map(\.without))
        for (version, ready) in zip(frozen.versions, prepared.versions) {
            let kept = try JSONDecoder().decode(ComposedEdition.self, from: Data(version.edition.utf8))
            #expect(kept == ready.composed)
        }
    }

    @Test("a section that is not optional is refused, and the optional ones are named")
    func unknown() async throws {
        let (place, _) = try await newsroom(readers: 1)
        await #expect(throws: PeopleFault.notOptional(section: "Politics", optional: ["Food", "Sport"])) {
            try await place.newsroom.people.chooseSections(
                try await place.reader(1), without: ["Politics"], with: [])
        }
        #expect(try await place.newsroom.context.subscribers.optOuts(of: try await place.reader(1)).isEmpty)
    }
}
