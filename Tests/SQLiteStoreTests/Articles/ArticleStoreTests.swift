// SPDX-License-Identifier: Apache-2.0
import Composer
import Testing

@testable import SQLiteStore

@Suite("The articles of a newsroom")
struct ArticleStoreTests {
    private let place: TemporaryDatabase
    private var store: ArticleStore { ArticleStore(place.database) }

    init() throws { place = try TemporaryDatabase() }

    private func article(_ headline: String, _ text: String, url: String? = nil) -> Article {
        Article(headline: headline, url: url, blocks: [.paragraph([.text(text)])])
    }

    private static let long = String(repeating: "It did not sail, and nobody knew why. ", count: 5)

    @Test("the same address is the same article: a new text replaces the old one under its slug")
    func address() async throws {
        _ = try await store.put(article("Fog", "First.", url: "https://a.test/1"))
        let (kept, outcome) = try await store.put(article("Fog, again", "Second.", url: "https://a.test/1"))
        #expect(kept.slug == "fog" && outcome == .replaced)
        #expect(try await store.all().map(\.headline) == ["Fog, again"])
    }

    @Test("the same text under another headline or address is known")
    func text() async throws {
        _ = try await store.put(article("Fog", Self.long, url: "https://a.test/1"))
        let copy = article("Thick fog", Self.long.uppercased(), url: "https://b.test/copy")
        #expect(try await store.put(copy).1 == .known("fog"))
        #expect(try await store.all().count == 1)
    }

    @Test("a short text is the same only under the same headline")
    func short() async throws {
        _ = try await store.put(article("Fog", "See the pictures."))
        #expect(try await store.put(article("Sun", "See the pictures.")).1 == .added)
        #expect(try await store.put(article("Fog", "See the pictures.")).1 == .known("fog"))
    }

    @Test("another article's slug is not taken away")
    func slug() async throws {
        _ = try await store.put(article("Fog", "First.", url: "https://a.test/1"))
        #expect(try await store.put(article("Fog", "Second.", url: "https://a.test/2")).0.slug == "fog-2")
        #expect(try await store.put(article("Fog", "Third.", url: "https://a.test/3")).0.slug == "fog-3")
        #expect(try await store.put(article("Fog", "Fourth.")).0.slug == "fog-4")
    }

    @Test("a corrected file replaces what it held, and who names a slug means it")
    func corrected() async throws {
        _ = try await store.put(article("Fog", "First."), .init(source: "/a/fog.md"))
        #expect(try await store.put(article("Fog", "Corrected."), .init(source: "/a/fog.md")).1 == .replaced)
        #expect(try await store.put(article("Fog", "Another."), .init(source: "/b/fog.md")).0.slug == "fog-2")
        #expect(try await store.put(article("Fog", "Named."), .init(isNamed: true)).1 == .replaced)
        #expect(try await store.all().map(\.slug).sorted() == ["fog", "fog-2"])
    }

    private func trial(
        of article: Article, _ identity: ArticleStore.Identity = .init()
    ) async throws -> (Article, ArticleOutcome) {
        let outcomes = try await store.put(
            [(article, identity)], isAgain: false, isTrial: true, by: Author(""))
        return try #require(outcomes[0])
    }

    @Test("a trial says what would happen and keeps nothing")
    func trial() async throws {
        #expect(try await trial(of: article("Fog", Self.long)).1 == .added)
        #expect(try await store.all().isEmpty)
        _ = try await store.put(article("Fog", Self.long))
        #expect(
            try await trial(of: article("Fog", "Another text."), .init(isNamed: true)).1 == .replaced)
        #expect(try await trial(of: article("Fog", "Another text.")).0.slug == "fog-2")
        #expect(try await trial(of: article("Sun", Self.long)).1 == .known("fog"))
    }

    @Test("a feed's entries and what its server said are remembered")
    func feeds() async throws {
        let feed = "https://a.test/feed"
        #expect(try await store.validators(of: feed) == nil)
        let said = FeedValidators(etag: "\"1\"", lastModified: nil)
        try await store.keep(said, of: feed)
        _ = try await store.put(article("Fog", Self.long), .init(entry: .init(feed: feed, id: "tag:1")))
        #expect(try await store.validators(of: feed) == said)
        #expect(try await store.takenEntries(of: feed) == ["tag:1": "fog"])
        #expect(try await store.takenEntries(of: "https://b.test/feed").isEmpty)
    }
}
