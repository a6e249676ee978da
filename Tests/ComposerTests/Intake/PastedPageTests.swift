// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Testing

@testable import Composer

/// Whole pages that were copied as text.
@Suite("A page pasted as text")
struct PastedPageTests {
    private static let menu = ["Skip to content", "Home", "News", "Sport", "Opinion", "Subscribe", "Sign in"]
    private static let foot = [
        "About us", "Contact", "Privacy Policy", "© 2026 Example News. All rights reserved.",
    ]
    private static let prose = (1...5).map {
        "P\($0) of the story tells what the council said, what the builders wanted, and why nobody agreed on it."
    }

    private func article(_ head: [String], _ body: [String] = prose, _ foot: [String] = []) throws -> Article
    {
        let lines = head + [""] + body.flatMap { [$0, ""] } + foot
        let source = IntakeSource(name: "page.txt", bytes: Array(lines.joined(separator: "\n").utf8))
        return try Intake(source, as: .text).items[0].article
    }

    @Test("is the story alone, and the rest is counted")
    func story() throws {
        let read = try article(
            Self.menu + [
                "The bridge will open in May", "By Ann Or", "20 November 2026", "Share", "Tweet", "Email",
            ],
            Self.prose.prefix(2) + ["ADVERTISEMENT"] + Self.prose.suffix(3), Self.foot)
        #expect(read.headline == "The bridge will open in May")
        #expect(read.byline == "Ann Or")
        #expect(read.published?.description == "2026-11-20")
        #expect(read.blocks.map(\.plain) == Self.prose)
        #expect(read.leftOut.map { "\($0.what) \($0.origin)" } == ["boilerplate site"])
        #expect(read.leftOut[0].count == 15)
    }

    @Test("has a standfirst below its headline, and other stories below its text")
    func standfirst() throws {
        let read = try article(
            Self.menu + [
                "Politics", "The bridge will open in May", "After ten years the council has decided on it",
                "By Ann Or",
            ], Self.prose, ["Related articles", "Another story of the paper"] + Self.foot)
        #expect(read.headline == "The bridge will open in May")
        #expect(read.standfirst == "After ten years the council has decided on it")
        #expect(read.blocks.count == 5)
    }

    @Test("goes on behind a line that points elsewhere")
    func pointer() throws {
        let body = Self.prose.prefix(2) + ["Read more"] + Self.prose.suffix(3)
        #expect(try article(["The bridge will open in May"], Array(body)).blocks.map(\.plain) == Self.prose)
    }

    @Test(
        "is refused where which part is the article is not clear",
        arguments: [
            menu,
            menu + [
                "The bridge will open in May", "Council votes on the new budget",
                "Rain expected all week long",
                "Team wins the cup at last",
            ],
            ["and the council said that it would not,"],
        ])
    func unclear(head: [String]) {
        #expect {
            try article(head)
        } throws: { error in
            "\(error)".contains("which part is the article is not clear")
        }
    }

    @Test("is refused when it is longer than any article")
    func endless() throws {
        let lines = Array(repeating: "a", count: 50_001)
        #expect {
            try article(["A title"], lines)
        } throws: { error in
            "\(error)".contains("50002 lines of text, and an article at most 50000")
        }
    }
}
