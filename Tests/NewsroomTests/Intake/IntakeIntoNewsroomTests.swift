// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import NewsroomSupport
import SQLiteStore
import Testing

@testable import Newsroom

@Suite("Articles and editions in a newsroom")
struct IntakeIntoNewsroomTests {
    private static func feed(_ numbers: ClosedRange<Int>) -> String {
        let items = numbers.map { number in
            "<item><guid isPermaLink=\"false\">\(number)</guid><title>Story \(number)</title><category>\(number % 2 == 0 ? "Sport" : "City")</category>"
                + "<description>Number \(number) is about something of its own.</description></item>"
        }
        return "<rss version=\"2.0\"><channel>\(items.joined())</channel></rss>"
    }

    private func take(_ feed: String, into place: TemporaryNewsroom) async throws -> [TakenArticle] {
        let file = place.directory.appending(path: "feed.xml")
        try feed.write(to: file, atomically: true, encoding: .utf8)
        let submission = try await place.newsroom.editorial.read(file.path, as: nil) { Data() }
        return try await place.newsroom.editorial.take(submission)
    }

    @Test("a feed's entries are taken once, whatever becomes of their articles")
    func feeds() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        #expect(
            try await take(Self.feed(1...3), into: place).map(\.article.slug) == [
                "story-1", "story-2", "story-3",
            ])
        _ = try await place.newsroom.context.articles.remove("story-1")
        #expect(try await take(Self.feed(1...4), into: place).map(\.article.slug) == ["story-4"])
        #expect(try await place.newsroom.context.articles.article("story-1") == nil)
    }

    @Test("a feed of more entries than one transaction keeps is taken whole, and once")
    func longFeeds() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let taken = try await take(Self.feed(1...250), into: place)
        #expect(taken.map(\.article.slug) == (1...250).map { "story-\($0)" })
        #expect(taken.allSatisfy { $0.outcome == .added })
        #expect(try await take(Self.feed(1...251), into: place).map(\.article.slug) == ["story-251"])
    }

    @Test("an edition is drafted from what came since the last one, in the publication's order of sections")
    func drafts() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let file = place.directory.appending(path: "templates/daily-caffeine/publication.yaml")
        let yaml = try String(contentsOf: file, encoding: .utf8)
        try (yaml + "sections: [Sport, City]\n").write(to: file, atomically: true, encoding: .utf8)
        _ = try await take(Self.feed(1...4), into: place)
        let draft = try await place.newsroom.editorial.draft()
        #expect(draft.stories.map(\.article).sorted() == ["story-1", "story-2", "story-3", "story-4"])
        #expect(draft.stories.prefix(2).allSatisfy { ["story-2", "story-4"].contains($0.article) })
        #expect(draft.stories.map(\.treatment) == [.lead, .excerpt, .excerpt, .brief])
        let (_, edition) = try await place.newsroom.editorial.add(draft)
        #expect(edition.number == 2)
        await #expect(throws: EditorialFault.nothingNew) { _ = try await place.newsroom.editorial.draft() }
    }

    @Test("an edition that went out stays as it is, one that did not can be revised")
    func revises() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        var draft = EditionDraft(try await place.newsroom.editorial.edition(place.edition))
        draft.subject = "Another subject"
        #expect(try await place.newsroom.editorial.revise(place.edition, draft).subject == "Another subject")
        let mailing = try await place.publish()
        draft.subject = "One more subject while it goes out"
        _ = try await place.newsroom.editorial.revise(place.edition, draft)
        _ = try await place.newsroom.context.mailings.cancel(mailing)
        await #expect(throws: EditorialFault.wentOut(place.edition)) {
            _ = try await place.newsroom.editorial.revise(place.edition, draft)
        }
    }

    @Test("editions are numbered without gaps, whoever adds them at once")
    func numbers() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    _ = try await place.newsroom.editorial.add(EditionDraft(articles: ["bread"]))
                }
            }
            try await group.waitForAll()
        }
        #expect(
            try await place.newsroom.context.editions.all().map(\.edition.number).sorted() == Array(1...9))
    }
}
