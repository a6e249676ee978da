// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Testing

@testable import Composer

@Suite("A preheader that nobody wrote")
struct ProposedPreheaderTests {
    private func article(_ headline: String, _ standfirst: String? = nil, _ body: String...) -> Article {
        Article(headline: headline, standfirst: standfirst, blocks: body.map { .paragraph([.text($0)]) })
    }

    @Test("is the lead's standfirst, else its first sentence, else the next headlines")
    func order() throws {
        let others = [article("Second"), article("Third")]
        func proposal(_ lead: Article) -> ProposedPreheader? {
            ProposedPreheader(for: [lead] + others, under: lead.headline)
        }
        let written = try #require(proposal(article("Lead", "It stands first.", "It begins. It goes on.")))
        #expect(written.text == "It stands first." && written.source == .standfirst)
        let pasted = try #require(proposal(article("Lead", nil, "It begins. It goes on.")))
        #expect(pasted.text == "It begins." && pasted.source == .firstSentence)
        let bare = try #require(proposal(article("Lead")))
        #expect(bare.text == "Second · Third" && bare.source == .headlines)
        #expect(ProposedPreheader(for: [article("Lead")], under: "Lead") == nil)
        #expect(ProposedPreheader(for: [], under: "Lead") == nil)
    }

    @Test(
        "a sentence ends where a reader would say so",
        arguments: [
            ("A senior U.S. official said so. Nobody agreed.", "A senior U.S. official said so."),
            ("Dr. Arnaud left. So did she.", "Dr. Arnaud left."),
            ("He said “no.” Then he left.", "He said “no.”"), ("今日は晴れ。明日は雨。", "今日は晴れ。"),
            ("It has no end", "It has no end"),
        ])
    func sentences(text: String, first: String) {
        #expect(ProposedPreheader(for: [article("Lead", nil, text)], under: "Lead")?.text == first)
    }

    @Test("has room beside the subject, and says something else than it")
    func fits() throws {
        let long = try #require(
            ProposedPreheader(for: [article("Lead", String(repeating: "word ", count: 60))], under: "Lead"))
        #expect(long.text.count <= 140 && long.text.hasSuffix("word…"))
        let same = ProposedPreheader(for: [article("Lead", "Lead!", "It begins.")], under: "Lead")
        #expect(same?.text == "It begins.")
        let braces = ProposedPreheader(
            for: [article("Lead", "Say {{reader.x}}", "It begins.")], under: "Lead")
        #expect(braces?.text == "It begins.", "what looks like a merge field is not merged")
    }
}
