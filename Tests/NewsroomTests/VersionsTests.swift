import Composer
import Foundation
import MailFormat
import NewsroomSupport
import SQLiteStore
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
        _ = try await place.newsroom.articles.put(
            Article(
                slug: "trams", section: "Sport", headline: "Trams race", url: "https://example.com/trams",
                blocks: [.paragraph([.text("The six was first.")])]))
        var draft = EditionDraft(articles: ["bread", "trams"])
        (draft.subject, draft.preheader) = ("Two stories this morning", "One of bread, and one of trams.")
        return (place, try await place.newsroom.add(draft).0)
    }

    @Test("each reader gets the version without them, and who is left with nothing gets nothing")
    func versions() async throws {
        let (place, edition) = try await newsroom(readers: 4)
        let newsroom = place.newsroom
        try await newsroom.chooseSections(try await place.reader(1), without: ["Food"], with: [])
        try await newsroom.chooseSections(try await place.reader(2), without: ["Food", "Sport"], with: [])
        try await newsroom.chooseSections(try await place.reader(3), without: ["Sport"], with: ["Sport"])
        let mailing = try await newsroom.schedule(edition, to: "morning", at: nil)
        #expect(try await newsroom.publish(mailing) == 3)
        let frozen = try #require(try await newsroom.mailings.message(of: mailing))
        #expect(frozen.versions.map(\.without) == [[], ["Food"]])
        for (reader, version) in [(1, 2), (2, nil), (3, 1), (4, 1)] {
            let person = try await place.reader(reader)
            #expect(try await newsroom.mailings.version(of: mailing, for: person) == version)
            guard let version else { continue }
            let page = try #require(try await newsroom.browserVersion(of: mailing, for: person))
            #expect(page.contains("Trams race") && page.contains("Bread is back") == (version == 1))
        }
    }

    @Test("a section that is not optional is refused, and the optional ones are named")
    func unknown() async throws {
        let (place, _) = try await newsroom(readers: 1)
        do {
            try await place.newsroom.chooseSections(
                try await place.reader(1), without: ["Politics"], with: [])
            Issue.record("nothing was thrown")
        } catch {
            #expect("\(error)".contains("names Food, Sport"))
        }
        #expect(try await place.newsroom.subscribers.optOuts(of: try await place.reader(1)).isEmpty)
    }
}
