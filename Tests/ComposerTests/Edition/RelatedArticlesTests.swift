// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Composer

@Suite("“You may also like”")
struct RelatedArticlesTests {
    private func article(_ headline: String, _ text: String, url: Bool = true) -> Article {
        var article = Article(headline: headline, blocks: [.paragraph([.text(text)])])
        if url { article.url = "https://a.test/\(article.slug)" }
        return article
    }

    @Test("is chosen by the rarer words an edition shares with the archive, nearest first")
    func shared() {
        let story = article("Ferry stays in", "The ferry stayed at its pier because of fog on the strait.")
        let archive = [
            article("Bread is dear", "Bakers say that flour costs more than it did, and bread with it."),
            article(
                "Ferry gets a new engine",
                "The ferry crosses the strait faster, fog or no fog, says the captain."),
            article("Fog horns", "A society for old fog horns met at the pier."),
            article("Ferry without an address", "The ferry, the strait, the fog, the pier.", url: false),
            story,
        ]
        #expect(
            RelatedArticles.choose(3, for: [story], from: archive) == [
                "ferry-gets-a-new-engine", "fog-horns",
            ])
        #expect(RelatedArticles.choose(1, for: [story], from: archive) == ["ferry-gets-a-new-engine"])
        #expect(RelatedArticles.choose(3, for: [story], from: []).isEmpty)
    }

    @Test("finds nothing where nothing is shared")
    func nothing() {
        let story = article("Ferry", "It stays.")
        #expect(
            RelatedArticles.choose(3, for: [story], from: [article("Bread", "Flour costs more.")]).isEmpty)
    }
}
