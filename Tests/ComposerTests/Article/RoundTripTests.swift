// SPDX-License-Identifier: Apache-2.0
import Foundation
import SeededRandom
import Testing

@testable import Composer

@Suite("An article of any shape")
struct RoundTripTests {
    @Test("written as Markdown, HTML or JSON, it reads back the same", arguments: 0..<40)
    func again(round: Int) throws {
        for seed in round * 25..<(round + 1) * 25 {
            var shapes = ArticleShapes(seed: UInt64(seed))
            let article = shapes.article()
            let data = try JSONEncoder().encode(article)
            let decoded = try JSONDecoder().decode(Article.self, from: data)
            #expect(Self.difference(decoded, article) == nil, "JSON, seed \(seed)")
            for format in [ArticleFormat.markdown, .html] {
                let written = try #require(article.rendered(as: format))
                var again = try Article(reading: Array(written.utf8), as: format, named: "again")
                again.slug = article.slug
                again.leftOut = []
                #expect(Self.difference(again, article) == nil, "\(format), seed \(seed)")
            }
        }
    }

    /// The first block that two articles do not share.
    private static func difference(_ one: Article, _ other: Article) -> String? {
        guard one != other else { return nil }
        let count = max(one.blocks.count, other.blocks.count)
        for index in 0..<count {
            let pair = [one, other].map { index < $0.blocks.count ? $0.blocks[index] : nil }
            guard pair[0] != pair[1] else { continue }
            let (one, other) = (Array("\(pair[0] as Any)"), Array("\(pair[1] as Any)"))
            let start = max(
                0, (zip(one, other).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? 0) - 120)
            return
                "block \(index): \(String(one[start...].prefix(300))) is not \(String(other[start...].prefix(300)))"
        }
        return "what is not of the body"
    }

    @Test("loses no word and no address in the letter's two parts", arguments: 0..<10)
    func parts(round: Int) throws {
        for seed in round * 25..<(round + 1) * 25 {
            var shapes = ArticleShapes(seed: UInt64(seed) &+ 77_000)
            let article = shapes.article()
            var setter = TextSetter()
            let text = article.blocks.map { setter.set($0) }.joined(separator: "\n") + setter.takeNotes()
            let lost = (shapes.words + shapes.addresses).filter { !text.contains($0) }
            #expect(lost.isEmpty, "seed \(seed)")
        }
    }
}

/// Articles made at random of everything an article can have.
struct ArticleShapes {
    private var random: SeededGenerator
    private var notes = 0
    private var count = 0
    /// Words that stand in it, each once.
    private(set) var words: [String] = []
    /// Addresses that it links to or shows.
    private(set) var addresses: [String] = []

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func article() -> Article {
        var blocks = [Block.paragraph([.text("Start")])] + self.blocks(depth: 0)
        if notes > 0 { blocks.append(.footnotes((0..<notes).map { _ in [.paragraph([.text(word())])] })) }
        return Article(
            headline: "A headline", published: "2026-11-24", url: "https://news.example/a", language: "en",
            blocks: blocks)
    }

    private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

    private mutating func word() -> String {
        count += 1
        words.append("w\(count)x")
        return "w\(count)x"
    }

    private mutating func address(_ kind: String = "html") -> String {
        count += 1
        let query = ["", "?a=1&b=2", "?a=1&copy=2", "/a_(b)", "/a\\b"].randomElement(using: &random) ?? ""
        addresses.append("https://e.example/\(count).\(kind)\(query == "/a\\b" ? "" : query)")
        return addresses[addresses.count - 1]
    }

    /// What would be markup if it were not written with care.
    private static let signs = [
        "*", "_", "a_b", "**", "~", "~~", "`", "``", "[", "]", "[x]", "[^1]:", "<", "<b>", "</p>", "&",
        "&amp;", "&#38;",
        "!", "#", "##", ">", "+", "-", "---", "===", "1.", "12)", "|", "| a |", "\\", "\\*",
        "http://x.example/y",
        "www.example.org", "ann@example.org", ":", "“q”", "é", "漢字", "a\u{A0}b", "{{x}}", "$x^2$", "TK",
        "1986.", "[!NOTE]x",
        "(", ")", "\"", "'", "{: .x}", "=", "~x~", "!", "www.", "https:",
    ]

    private mutating func text() -> String {
        let parts = (0...Int.random(in: 0...3, using: &random)).map { _ in
            chance(2) ? word() : Self.signs.randomElement(using: &random) ?? ""
        }
        return parts.joined(separator: chance(4) ? "" : " ")
    }

    private mutating func inlines(depth: Int, lines: Bool = false, isLinked: Bool = false) -> [Inline] {
        var result: [Inline] = []
        for _ in 0...Int.random(in: 0...3, using: &random) {
            if case .text? = result.last {
                result.append(inline(depth: depth + 1, lines: lines, isLinked: isLinked))
            } else {
                result.append(
                    .text((result.isEmpty ? "" : chance(2) ? " " : "") + text() + (chance(2) ? " " : "")))
            }
        }
        let tidy = result.tidied()
        return tidy.isEmpty ? [.text(word())] : tidy
    }

    private mutating func inline(depth: Int, lines: Bool, isLinked: Bool) -> Inline {
        guard depth < 4 else { return .code("c \(word())") }
        switch Int.random(in: 0..<9, using: &random) {
        case 0...2:
            let mark = Mark.allCases.randomElement(using: &random) ?? .strong
            return .marked(mark, inlines(depth: depth, isLinked: isLinked))
        case 3 where !isLinked: return .link(url: address(), inlines(depth: depth, isLinked: true))
        case 4: return .code(["x", "`", "a ` b", "``", "a|b", "<b>"].randomElement(using: &random) ?? "x")
        case 5 where lines: return .lineBreak
        case 6:
            return .picture(Picture(url: "https://e.example/line.png", alt: word(), width: 16, height: 16))
        case 7: return .ruby([.text(word())], reading: word())
        case 8 where !isLinked:
            notes += 1
            return .note(notes)
        default: return .text(word())
        }
    }

    private mutating func blocks(depth: Int) -> [Block] {
        (0...Int.random(in: 0...(depth == 0 ? 5 : 2), using: &random)).map { _ in block(depth: depth) }
    }

    private mutating func block(depth: Int) -> Block {
        switch Int.random(in: 0..<16, using: &random) {
        case 0: return .heading(level: Int.random(in: 2...4, using: &random), inlines(depth: 1))
        case 1: return .verse([.text(word()), .lineBreak, .text(text()), .lineBreak, .text(word())].tidied())
        case 2 where depth < 3:
            let source = chance(2) ? address() : nil
            return .quote(
                [.paragraph(inlines(depth: 1))] + (chance(2) ? blocks(depth: depth + 1) : []),
                attribution: chance(2) ? word() : nil, source: source)
        case 3, 4:
            guard depth < 3 else { return .rule }
            let items = (0...2).map { _ in
                [.paragraph(inlines(depth: 1))] + (chance(3) ? blocks(depth: depth + 1) : [])
            }
            let isOrdered = chance(2)
            let isReversed = isOrdered && chance(3)
            return .list(
                ordered: isOrdered, start: isReversed ? 7 : isOrdered && chance(2) ? 12 : 1,
                isReversed: isReversed, items: items)
        case 5: return .image(picture())
        case 6:
            return .gallery(
                [picture(), picture()] + (chance(2) ? [picture()] : []),
                caption: chance(2) ? [.text(word())] : [])
        case 7:
            return .code(
                ["let W = 1\n\n\n  print(`x`)", "```\nW", "<pre>W</pre>"].randomElement(using: &random)?
                    .replacing("W", with: word()) ?? "")
        case 8, 9: return .table(table())
        case 10 where depth < 3:
            return .callout(
                Callout.allCases.randomElement(using: &random) ?? .note, title: chance(2) ? word() : nil,
                [.paragraph(inlines(depth: 1))] + (chance(2) ? blocks(depth: depth + 1) : []))
        case 11: return .button(url: address(), word())
        case 12:
            return .embed(
                Embed(
                    Embed.Kind.allCases.randomElement(using: &random) ?? .film, url: address(),
                    title: chance(3) ? nil : word(),
                    author: chance(2) ? word() : nil, text: chance(2) ? word() : nil,
                    image: chance(2) ? "https://e.example/still.jpg" : nil))
        case 13: return .rule
        default: return .paragraph(inlines(depth: 0, lines: true))
        }
    }

    private mutating func picture() -> Picture {
        let isSized = chance(2)
        let caption = chance(2) ? [Inline.text(word())] : []
        let linked = chance(3)
        // In the text part a caption stands for the words that nobody sees.
        return Picture(
            url: address("jpg"), alt: caption.isEmpty ? word() : "alt", caption: caption,
            width: isSized ? 640 : nil, height: isSized ? 480 : nil, link: linked ? address() : nil)
    }

    private mutating func table() -> Table {
        let width = Int.random(in: 2...3, using: &random)
        let isNamed = chance(2)
        var rows = (0...2).map { index in
            (0..<width).map { column in
                Table.Cell(
                    chance(5) ? [] : inlines(depth: 1),
                    isHeader: isNamed && index == 0 || !isNamed && column == 0 && width == 2)
            }
        }
        if chance(3) { rows[1][0].columns = 2 }
        if chance(4) { rows[1][0].rows = 2 }
        return Table(caption: chance(3) ? [.text(word())] : [], rows: rows)
    }
}
