// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Testing

@testable import Composer

/// A file of this target's `Fixtures`.
func fixture(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures")
    return [UInt8](try Data(contentsOf: folder.appending(path: name)))
}

extension Article {
    /// The one article of a source.
    init(
        reading bytes: [UInt8], as format: ArticleFormat? = nil, named file: String,
        boilerplate: [String] = []
    ) throws {
        let intake = try Intake(IntakeSource(name: file, bytes: bytes), as: format, boilerplate: boilerplate)
        self = try #require(intake.items.first).article
    }
}

@Suite("An article is understood")
struct IntakeTests {
    @Test("from a text pasted from a news page, by its shape")
    func pasted() throws {
        let article = try Article(reading: fixture("tram.txt"), named: "tram.txt")
        #expect(article.section == "Transport")
        #expect(article.headline == "Tram Drivers in Oakhaven Vote to Run Sunday Trains for a Wedding")
        #expect(article.byline == "Lena Albrecht")
        #expect(article.standfirst == nil)
        #expect(article.slug == "tram-drivers-in-oakhaven-vote-to-run-sunday-trains-for-a")
        #expect(article.blocks.count == 8)
        #expect(article.blocks[1] == .heading(level: 2, [.text("A Stop With a View")]))
        #expect(article.blocks[3] == .heading(level: 2, [.text("Who Pays for the Power?")]))
        #expect(
            article.blocks[6]
                == .list(
                    ordered: false, start: 1,
                    items: [
                        [.paragraph([.text("the tram will run every ten minutes;")])],
                        [.paragraph([.text("the music stops at the cathedral;")])],
                        [.paragraph([.text("nobody throws rice on the rails.")])],
                    ]))
        #expect(
            article.blocks[7]
                == .quote(
                    [.paragraph([.text("A timetable is only a promise with numbers in it.")])],
                    attribution: "Osric Hale, driver"))
    }

    @Test("from a text with a byte order mark and CRLF and nothing above the headline")
    func windows() throws {
        let article = try Article(reading: fixture("lighthouse.txt"), named: "lighthouse.txt")
        #expect(article.headline == "Lighthouse Keeper Finds a Second Lighthouse")
        #expect(article.section == nil && article.byline == nil)
        #expect(article.blocks.count == 2)
    }

    @Test("without the site's own texts, wherever they stand")
    func boilerplate() throws {
        let about = "At The Herald, we believe in slow news. We print it when it is ready."
        let text =
            "Title of the thing\n\nA sentence that is long enough to be the first paragraph of a text.\n\n\(about) Join us.\n"
        let article = try Article(reading: Array(text.utf8), as: .text, named: "a", boilerplate: [about])
        #expect(article.blocks.count == 1)
    }

    @Test("from Markdown with front matter, markup kept")
    func markdown() throws {
        let text = """
            ---
            headline: "Bread: a history"
            section: Food
            byline: Ann Or
            date: 2026-11-24
            url: https://example.com/bread
            ---
            Flour, *water* and **time**, says [the baker](https://example.com/b "x").
            Second line of it.

            ## A heading

            > Knead it.
            >
            > — The baker

            1. one
            2. two `code`

            ![A loaf](https://example.com/loaf.jpg "Still warm")

            <script>alert(1)</script>

            ```
            code & more
            ```

            ---
            """
        let article = try Article(reading: Array(text.utf8), named: "bread.md")
        #expect(
            article.headline == "Bread: a history" && article.section == "Food"
                && article.published == "2026-11-24")
        #expect(
            article.blocks == [
                .paragraph([
                    .text("Flour, "), .emphasis([.text("water")]), .text(" and "), .strong([.text("time")]),
                    .text(", says "), .link(url: "https://example.com/b", [.text("the baker")]),
                    .text(". Second line of it."),
                ]),
                .heading(level: 2, [.text("A heading")]),
                .quote([.paragraph([.text("Knead it.")])], attribution: "The baker"),
                .list(
                    ordered: true, start: 1,
                    items: [[.paragraph([.text("one")])], [.paragraph([.text("two "), .code("code")])]]),
                .image(Picture(url: "https://example.com/loaf.jpg", alt: "A loaf", caption: "Still warm")),
                .code("code & more"), .rule,
            ])
    }

    @Test("from Markdown, a quotation's last line names who said it, as its last paragraph does")
    func attribution() {
        let blocks = MarkdownBlocks.read(
            "> We *stay*.\n> — Ann Or, [baker](https://example.com/)")
        #expect(
            blocks.first
                == .quote(
                    [.paragraph([.text("We "), .emphasis([.text("stay")]), .text(".")])],
                    attribution: "Ann Or, baker",
                    source: "https://example.com/"))
        for text in [
            "> One – two\n> - three", "> It rained all day\n> — or so they said.",
            "> — Hello.\n> — Good day.", "> — Ann Or",
        ] {
            guard case .quote(_, let attribution, _)? = MarkdownBlocks.read(text).first else {
                Issue.record("\(text)")
                continue
            }
            #expect(attribution == nil, "\(text)")
        }
    }

    @Test("from Markdown, a box of one line is one")
    func lines() {
        #expect(MarkdownBlocks.read("> [!FIGURE] 42 %") == [.callout(.figure, title: "42 %", [])])
        #expect(
            MarkdownBlocks.read("> [!NOTE] Bring bread")
                == [.callout(.note, title: nil, [.paragraph([.text("Bring bread")])])])
        #expect(MarkdownBlocks.read("> [!NOTE]").first?.plain == "[!NOTE]")
    }

    @Test("from HTML, and nothing of a hostile page gets through")
    func html() throws {
        let article = try Article(reading: fixture("hostile.html"), named: "hostile.html")
        #expect(article.headline == "A page with everything in it")
        let first = [
            Inline.text("Plain "), .strong([.text("bold")]), .text(" and a trap and another and "),
            .link(url: "https://example.com/?a=1&b=2", [.text("a link")]), .text("."),
        ]
        #expect(article.blocks.first == .paragraph(first))
        #expect(
            article.blocks.contains(.quote([.paragraph([.text("Quoted words.")])], attribution: "Somebody")))
        let page = try #require(article.rendered(as: .html))
        for trace in [
            "alert(", "javascript", "onclick", "onload", "iframe", "pixel.gif", "data:", "display: none",
        ] {
            #expect(!page.contains(trace), "\(trace)")
        }
        #expect(page.contains("&lt;script&gt;on&lt;/script&gt;"))
    }

    @Test(
        "written as Markdown, it reads back the same",
        arguments: ["tram.txt", "lighthouse.txt", "hostile.html"])
    func roundTrip(name: String) throws {
        let article = try Article(reading: fixture(name), named: name)
        let markdown = try #require(article.rendered(as: .markdown))
        var again = try Article(reading: Array(markdown.utf8), named: "again.md")
        again.leftOut = article.leftOut
        #expect(again == article)
    }

    /// Every article of the fixture editions.
    private static let written: [String] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Editions")
            .standardized
        let all = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        return (all?.compactMap { ($0 as? URL)?.path } ?? []).filter {
            $0.contains("/articles/") && !$0.hasSuffix(".jpg")
        }.sorted()
    }()

    @Test("of a fixture edition, it reads back the same from Markdown and from HTML", arguments: written)
    func again(path: String) throws {
        let article = try Article(reading: [UInt8](Data(contentsOf: URL(filePath: path))), named: path)
        for format in [ArticleFormat.html, .markdown] {
            let written = try #require(article.rendered(as: format))
            var again = try Article(reading: Array(written.utf8), as: format, named: "again")
            again.slug = article.slug
            again.language = article.language
            again.leftOut = article.leftOut
            // A page says nothing below its picture, and makes its address whole.
            if format == .html { again.image = article.image }
            #expect(again == article)
        }
    }

    @Test("from Markdown as other programs write it")
    func foreignMatter() throws {
        let text = """
            ---
            layout: post
            title: Fog
            author: Ann Or
            description: Nobody saw it.
            date: 2026-11-24T06:00:00Z
            tags: [sea, air]
            category: City
            cover: /fog.jpg
            draft: false
            ---
            It did not sail.
            """
        let article = try Article(reading: Array(text.utf8), named: "2026-11-24-fog.md")
        #expect(
            article.headline == "Fog" && article.byline == "Ann Or" && article.standfirst == "Nobody saw it.")
        #expect(article.published == "2026-11-24" && article.section == "City" && article.image == nil)
    }

    @Test("from a pasted text in a script that puts no spaces between words")
    func chinese() throws {
        let text =
            "大雾让渡轮停在码头\n\n星期一早晨，港口被大雾笼罩，没有人能看见对岸，渡轮一直停在码头，乘客只好在岸上喝汤等待。\n\n到了中午，大雾还没有散去，排队的人群变成了一个小市场，有音乐，也有人卖地图。\n"
        let article = try Article(reading: Array(text.utf8), named: "fog.txt")
        #expect(article.headline == "大雾让渡轮停在码头" && article.blocks.count == 2)
    }

    @Test("written as JSON, it reads back the same")
    func json() throws {
        let article = try Article(reading: fixture("hostile.html"), named: "hostile.html")
        let data = try JSONEncoder().encode(article)
        #expect(try JSONDecoder().decode(Article.self, from: data) == article)
        #expect(String(decoding: data, as: UTF8.self).contains("\"byline\":null"))
    }

    @Test("merge markers and controls in it are dropped")
    func controls() throws {
        let text = "# Ti\u{0}tle\n\nWords \(MergeText.marker(0)) with\u{7} noise.\n"
        let article = try Article(reading: Array(text.utf8), named: "a.md")
        #expect(article.headline == "Title")
        #expect(article.blocks == [.paragraph([.text("Words 0 with noise.")])])
        let hidden =
            "---\nheadline: \"Ti\\uFDD0tle\"\n---\nWords &#xFDD0;0&#64977; with&#7; noise &#x26; &#202;.\n"
        let second = try Article(reading: Array(hidden.utf8), named: "a.md")
        #expect(second.headline == "Title")
        #expect(second.blocks == [.paragraph([.text("Words 0 with noise & Ê.")])])
    }

    @Test(
        "or is refused in one clause that says where",
        arguments: [
            ("", "a.md", "a.md is empty"), ("words only.", "a.txt", "no text below"),
            ("A Headline Alone", "a.txt", "no text below"),
            ("---\nheadline: x\n", "a.md", "a.md line 1: the front matter"),
            ("---\nheadline: a: b\n---\ntext\n", "a.md", "a.md line 2: is not YAML"),
            (
                "---\nheadlin: x\n---\ntext\n", "a.md",
                "a.md line 2: has an unknown key “headlin”: did you mean “headline”?"
            ),
            ("---\nheadline: x\ndate: 2026-02-30\n---\ntext\n", "a.md", "a.md line 3: “date” is not a date"),
            ("---\nheadline: x\nurl: javascript:x\n---\ntext\n", "a.md", "a.md line 3: “url” is not an http"),
            ("<html><body></body></html>", "a.html", "a.html has no headline"),
        ])
    func refused(text: String, file: String, reason: String) throws {
        do {
            _ = try Article(reading: Array(text.utf8), named: file)
            Issue.record("it was taken")
        } catch {
            #expect("\(error)".contains(reason), "\(error)")
        }
    }

    @Test(
        "markup nested five thousand deep ends in an article or an error, not in a crash",
        arguments: [
            ("a.md", "- "), ("a.md", "> "), ("a.md", "*a **b "), ("a.md", "["), ("a.html", "<div>"),
            ("a.html", "<b>"), ("a.html", "<ul><li>"),
        ])
    func nested(file: String, mark: String) {
        let head = file == "a.md" ? "# Title\n\nText.\n\n" : "<h1>Title</h1><p>Text.</p>"
        let text = head + String(repeating: mark, count: 5_000) + "x"
        let article = try? Article(reading: Array(text.utf8), named: file)
        #expect(article == nil || article?.headline == "Title")
    }

}
