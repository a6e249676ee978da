// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import NewsroomSupport
import SQLiteStore
import Testing

@testable import Newsroom

@Suite("Revisions of editions and articles")
struct RevisionTests {
    private let place: TemporaryNewsroom
    private var newsroom: Newsroom { place.newsroom }
    private let ann = Author("ann")
    private let bo = Author("bo")

    init() async throws { place = try await TemporaryNewsroom(readers: 1) }

    /// The text that “edition show --yaml” gives, changed.
    private func text(_ change: (inout EditionDraft) -> Void) async throws -> EditionDraft {
        let (edition, revision) = try await newsroom.editorial.latest(place.edition)
        var draft = EditionDraft(edition, revision: revision)
        change(&draft)
        return try EditionDraft(yaml: draft.yaml, named: "edition.yaml")
    }

    @Test("what two people change of one text is both kept, and who did what is known")
    func both() async throws {
        let anns = try await text { $0.subject = "Bread is really back" }
        let bos = try await text { $0.introduction = "Good day, {{reader.first_name | friend}}." }
        _ = try await newsroom.editorial.revise(place.edition, anns, by: ann)
        let edition = try await newsroom.editorial.revise(place.edition, bos, by: bo)
        #expect(edition.subject == "Bread is really back" && edition.introduction.hasPrefix("Good day"))
        #expect(try await newsroom.editorial.edition(place.edition) == edition)
        let history = try await newsroom.context.editions.history(of: place.edition)
        #expect(history.map(\.number) == [1, 2, 3])
        #expect(history.map(\.author).dropFirst() == ["ann", "bo"])
        #expect(history.map(\.what) == ["made", "subject", "introduction"])
        _ = try await newsroom.editorial.revise(place.edition, bos, by: bo)
        #expect(
            try await newsroom.context.editions.history(of: place.edition).count == 3,
            "the same again is no change")
    }

    @Test("who changes what was changed meanwhile is refused, told by whom, and keeps the text")
    func refused() async throws {
        let anns = try await text { $0.subject = "Ann's subject" }
        let bos = try await text { $0.subject = "Bo's subject" }
        let others = try await text { $0.introduction = "Good day." }
        _ = try await newsroom.editorial.revise(place.edition, anns, by: ann)
        _ = try await newsroom.editorial.revise(place.edition, others, by: Author("cy"))
        let refusal = await #expect(throws: EditionOvertaken.self) {
            _ = try await newsroom.editorial.revise(place.edition, bos, by: bo, text: "what Bo wrote")
        }
        #expect(refusal?.fields == ["subject"] && refusal?.latest.author == "ann")
        #expect(refusal?.file.lastPathComponent == "edition-\(place.edition)-refused-1.yaml")
        let kept = try refusal.map { try String(contentsOf: $0.file, encoding: .utf8) }
        #expect(kept == "what Bo wrote")
        #expect(try await newsroom.editorial.edition(place.edition).subject == "Ann's subject")
    }

    @Test("an edition can be made what it was, which is a change like others")
    func restores() async throws {
        let before = try await newsroom.editorial.edition(place.edition)
        _ = try await newsroom.editorial.revise(
            place.edition, try await text { $0.subject = "Worse" }, by: ann)
        #expect(try await newsroom.editorial.restore(place.edition, to: 1, by: bo) == 3)
        #expect(try await newsroom.editorial.edition(place.edition) == before)
        #expect(
            try await newsroom.context.editions.history(of: place.edition).last?.what
                == "restored from revision 1")
        await #expect(throws: EditorialFault.noSuchRevision(place.edition, 9)) {
            try await newsroom.editorial.restore(place.edition, to: 9, by: bo)
        }
    }

    @Test("an edition that another story leads has its subject and preheader, unless somebody wrote them")
    func leads() async throws {
        let desk = newsroom.editorial
        for (slug, text) in [("fog", "Fog came. It stayed."), ("rain", "Rain fell. It went.")] {
            let article = try await desk.read("-", as: .markdown) {
                Data("---\nslug: \(slug)\nheadline: The \(slug)\n---\n\(text)\n".utf8)
            }
            _ = try await desk.take(article)
        }
        let (id, made) = try await desk.add(EditionDraft(articles: ["fog", "rain"]))
        #expect(made.subject == "The fog" && made.preheader == "Fog came.")
        func move() async throws -> Edition {
            try await desk.change(id, by: ann) { edition throws(ChangeFault) in
                try edition.move("2", to: "first")
            }
        }
        let moved = try await move()
        #expect(moved.subject == "The rain" && moved.preheader == "Rain fell.")
        _ = try await desk.change(id, by: ann) { edition throws(ChangeFault) in
            try edition.set(Assignment("subject=Weather"))
        }
        let again = try await move()
        #expect(again.subject == "Weather" && again.preheader == "Fog came.")
        // One whose article went away may still be taken out.
        _ = try await desk.removeArticle("rain", by: ann)
        _ = try await desk.change(id, by: ann) { edition throws(ChangeFault) in try edition.takeOut("rain") }
    }

    @Test("an article that was replaced or removed can be made what it was")
    func articles() async throws {
        let before = try await newsroom.editorial.article("bread")
        var changed = before
        changed.blocks = [.paragraph([.text("It is gone again.")])]
        _ = try await newsroom.context.articles.put(changed, .init(isNamed: true), by: ann)
        _ = try await newsroom.editorial.removeArticle("bread", by: bo)
        let history = try await newsroom.editorial.history(of: "bread")
        #expect(history.map(\.what) == ["taken in", "replaced", "removed"])
        #expect(history.map(\.author).dropFirst() == ["ann", "bo"])
        try await newsroom.editorial.restore("bread", to: 1, by: ann)
        #expect(try await newsroom.editorial.article("bread") == before)
        await #expect(throws: EditorialFault.noSuchText("bread", revision: 3)) {
            try await newsroom.editorial.restore("bread", to: 3, by: ann)
        }
        await #expect(throws: EditorialFault.noSuchArticle("no-such", nearest: nil)) {
            _ = try await newsroom.editorial.history(of: "no-such")
        }
    }
}
