// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Composer

@Suite("A small change")
struct ChangeTests {
    private let edition = Edition(
        publication: "p", date: CalendarDay(daysSince1970: 20_781), number: 1, subject: "Fog", preheader: "",
        introduction: "", stories: ["a", "b", "c"].map { Story(article: $0, as: .excerpt) }, also: ["d"])

    private func changed(_ body: (inout Edition) throws(ChangeFault) -> Void) throws -> Edition {
        var copy = edition
        try body(&copy)
        return copy
    }

    @Test(
        "moves a story up, down, to an end, or to a place; the others keep their order",
        arguments: [
            ("b", "up", "bac"), ("2", "down", "acb"), ("c", "first", "cab"), ("a", "last", "bca"),
            ("a", "2", "bac"),
            ("a", "up", "abc"), ("3", "down", "abc"),
        ])
    func moves(story: String, place: String, order: String) throws {
        let moved = try changed { edition throws(ChangeFault) in try edition.move(story, to: place) }
        #expect(moved.stories.map(\.article).joined() == order)
    }

    @Test("that puts another story first makes it the lead, and the former lead what that was")
    func leads() throws {
        let moved = try changed { edition throws(ChangeFault) in
            for index in edition.stories.indices {
                edition.stories[index].treatment = index == 0 ? .lead : .brief
            }
            try edition.move("c", to: "first")
        }
        #expect(moved.stories.map(\.treatment) == [.lead, .brief, .brief])
        #expect(moved.stories.map(\.article) == ["c", "a", "b"])
    }

    @Test("of a story is the edition's own, and one that is not in it comes to its end")
    func stories() throws {
        let brief = try changed { edition throws(ChangeFault) in
            try edition.set([Assignment("as=brief"), Assignment("headline=B, again")], of: "b")
        }
        #expect(brief.stories[1] == Story(article: "b", as: .brief, headline: "B, again"))
        let more = try changed { edition throws(ChangeFault) in
            try edition.set([Assignment("as=link")], of: "d")
        }
        #expect(more.stories.last == Story(article: "d", as: .link) && more.also.isEmpty)
        let fewer = try changed { edition throws(ChangeFault) in try edition.takeOut("1") }
        #expect(fewer.stories.map(\.article) == ["b", "c"])
        let draft = EditionDraft(brief)
        #expect(try EditionDraft(yaml: draft.yaml, named: "again").stories == brief.stories)
    }

    @Test("that cannot be made names what was meant")
    func faults() throws {
        let faults: [(ChangeFault, (inout Edition) throws(ChangeFault) -> Void)] = [
            (
                .notAnAssignment("subject"),
                { edition throws(ChangeFault) in try edition.set(Assignment("subject")) }
            ),
            (
                .missing("subject"),
                { edition throws(ChangeFault) in try edition.set(Assignment("subject= ")) }
            ),
            (
                .notADate("24.11."),
                { edition throws(ChangeFault) in try edition.set(Assignment("date=24.11.")) }
            ),
            (
                .unknownKey(
                    "subjct",
                    known: [
                        "date", "subject", "preheader", "introduction", "also", "contents", "author",
                        "postscript",
                    ],
                    nearest: "subject"),
                { edition throws(ChangeFault) in try edition.set(Assignment("subjct=x")) }
            ),
            (
                .unknownValue("big", key: "as", known: ["lead", "full", "excerpt", "brief", "link"]),
                { edition throws(ChangeFault) in try edition.set([Assignment("as=big")], of: "a") }
            ),
            (.notAPlace("4", count: 3), { edition throws(ChangeFault) in try edition.move("a", to: "4") }),
            (
                .noSuchStory("9", stories: ["a", "b", "c"], nearest: nil),
                { edition throws(ChangeFault) in try edition.move("9", to: "up") }
            ),
        ]
        for (fault, body) in faults { #expect(throws: fault) { try changed(body) } }
        var one = edition
        one.stories = [edition.stories[0]]
        #expect(throws: ChangeFault.lastStory("a")) { try one.takeOut("a") }
    }

    @Test("of an article is one of its fields")
    func articles() throws {
        var article = Article(
            headline: "Fog", standfirst: "It came.", blocks: [.paragraph([.text("At five.")])])
        let before = article
        try article.set(Assignment("headline=Fog = more fog"))
        try article.set(Assignment("standfirst="))
        try article.set(Assignment("date=2026-11-24"))
        #expect(article.headline == "Fog = more fog" && article.standfirst == nil)
        #expect(before.changes(to: article) == ["headline", "standfirst", "date"])
        #expect(throws: ChangeFault.missing("headline")) { try article.set(Assignment("headline=")) }
        #expect(throws: ChangeFault.self) { try article.set(Assignment("url=javascript:x")) }
    }
}
