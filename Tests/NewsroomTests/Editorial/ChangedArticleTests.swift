// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import NewsroomSupport
import Testing

@testable import Newsroom

@Suite("An article that an editor changes")
struct ChangedArticleTests {
    @Test("is what its text says, and names the editions that carry it")
    func edited() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let desk = place.newsroom.editorial
        let text = try await desk.markdown(ofArticle: "bread")
        let changed = try await desk.replace(
            article: "bread", with: text.replacing("It never left.", with: "It left **once**."),
            named: "bread.md", in: .temporaryDirectory)
        let article = changed.article
        #expect(article.blocks.map(\.plain) == ["It left once."] && article.headline == "Bread is back")
        #expect(changed.editions == [place.edition])
        let again = try await desk.markdown(ofArticle: "bread")
        #expect(
            try await desk.replace(article: "bread", with: again, named: "bread.md", in: .temporaryDirectory)
                .article == article)
        #expect(try await desk.history(of: "bread").map(\.what) == ["taken in", "text"])
        let form = "<form><label>Your name</label><input name=a></form>"
        let asked = again.replacing("It left", with: "\(form)\n\nIt left")
        let lost = try await desk.replace(
            article: "bread", with: asked, named: "bread.md", in: .temporaryDirectory
        ).article.leftOut
        #expect(lost.count == 1, "\(lost)")
    }

    @Test("keeps what somebody else saved since the text was opened")
    func overtaken() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let desk = place.newsroom.editorial
        let text = try await desk.markdown(ofArticle: "bread")
        _ = try await desk.change(article: "bread", in: .temporaryDirectory) {
            try $0.set(Assignment("headline=Bread left"))
        }
        await #expect(throws: EditorialFault.articleSavedMeanwhile("bread")) {
            _ = try await desk.replace(
                article: "bread", with: text, named: "bread.md", in: .temporaryDirectory)
        }
        #expect(try await desk.article("bread").headline == "Bread left")
    }

    @Test("and an edition that no mailing carries can be removed, one that went out cannot")
    func removed() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let desk = place.newsroom.editorial
        let (second, _) = try await desk.add(EditionDraft(articles: ["bread"]))
        let mailing = try await place.publish()
        await #expect(throws: EditorialFault.carried(place.edition, by: [mailing])) {
            _ = try await desk.remove(place.edition)
        }
        #expect(try await desk.remove(second).number == 2)
        #expect(try await desk.add(EditionDraft(articles: ["bread"])).1.number == 2)
    }
}
