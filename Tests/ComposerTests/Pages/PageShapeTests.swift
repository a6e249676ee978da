// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Testing

@testable import Composer

/// The shapes in which pages hold their articles. Paragraphs are numbered: `P1` stands for the first.
@Suite("Finding the article in a page")
struct PageShapeTests {
    private static let title = "<h1>The bridge will open in May</h1>"

    private static func prose(_ number: Int) -> String {
        "<p>P\(number) of the story tells what the council said, what the builders wanted, and why, in the end, nobody agreed."
            + "</p>"
    }

    private static func prose(_ numbers: ClosedRange<Int>) -> String { numbers.map(prose).joined() }

    private static let text = prose(1...4)

    private func article(_ html: String) throws -> Article {
        try Intake(
            IntakeSource(name: "page.html", bytes: Array(html.utf8), address: "https://news.example/2/story"),
            as: .html
        ).items[0].article
    }

    /// The first words of each block.
    private func starts(_ article: Article) -> [Substring] {
        article.blocks.map { $0.plain.prefix { $0 != " " } }
    }

    private static func row(_ numbers: ClosedRange<Int>) -> String {
        "<div class=row><div class=column><div class=wrapper>\(prose(numbers))</div></div></div>"
    }

    private static let otherStory =
        "<article><h3>Another story</h3><p>\(String(repeating: "Long words, and more. ", count: 12))</p></article>"

    @Test(
        "the whole of it, and nothing else",
        arguments: [
            (
                "two bodies",
                "\(title)<div itemprop=articleBody>\(prose(1...2))</div><div itemprop=articleBody>\(prose(3...4))</div>"
            ),
            (
                "parts of one class",
                "\(title)<div class=c><div class=c>\(prose(1...2))</div><div class=c>\(prose(3...4))</div></div>"
            ),
            (
                "a teaser that is an article",
                "<div class=content>\(title)\(text)</div><div class=teasers>\(otherStory)</div>"
            ),
            (
                "an article in the footer",
                "<div class=content>\(title)\(text)</div><footer>\(otherStory)</footer>"
            ),
            (
                "a long dialog",
                "<div class=content>\(title)\(text)</div><div class=dialog id=privacy>\(prose(20...42))</div>"
            ),
            (
                "a long notice",
                "<div class=content>\(title)\(text)</div><div class='cookie-consent modal'>\(prose(20...42))</div>"
            ),
            (
                "a long biography",
                "<div class=content>\(title)\(text)<div class=author-bio>\(prose(20...40))</div></div>"
            ),
            (
                "a sidebar",
                "<div class=row><div class=column>\(title)\(text)</div><div class='column sidebar'>\(prose(20...26))</div></div>"
            ),
            (
                "a widget that holds the post",
                "<div class='widget Blog'><div class=post-body>\(title)\(text)</div></div>"
            ),
            ("text that fades in", "<div style='opacity:0'>\(title)\(text)</div>"),
            (
                "text that a script shows",
                "\(title)<div id=articleBody style='display:none'>\(text)</div>"
            ),
            ("text for readers without scripts", "\(title)<div id=root></div><noscript>\(text)</noscript>"),
            ("a kicker above the title", "<main><p>Politics</p>\(title)\(text)</main>"),
            (
                "teasers of the site",
                "<main>\(title)\(text)<div class=deep><h3>Deep</h3><div><h4><a href=/a>Story a</a></h4><p>Short a.</p></div>"
                    + "<div><h4><a href=/b>Story b</a></h4><p>Short b.</p></div></div></main>"
            ),
            (
                "a note about the writer",
                "<main>\(title)\(text)<div><h3>About the author</h3><p>Ann Or bakes bread.</p></div></main>"
            ),
            (
                "a heading with nothing below",
                "<main>\(title)\(text)<h3>More</h3><nav><a href=/a>Story a</a></nav></main>"
            ),
        ])
    func whole(shape: String, html: String) throws {
        #expect(try starts(article(html)) == ["P1", "P2", "P3", "P4"])
    }

    @Test("the rows of a page builder are one text")
    func rows() throws {
        let page = Self.title + Self.row(1...2) + Self.row(3...9) + Self.row(10...11)
        #expect(try starts(article(page)) == (1...11).map { "P\($0)" })
    }

    @Test("a roundup keeps the stories that it links to elsewhere")
    func roundup() throws {
        let items = (1...6).map {
            "<div><h3><a href='https://other.example/\($0)'>Story \($0)</a></h3><p>What it says, in a line.</p></div>"
        }
        let read = try article("<main>\(Self.title)\(Self.text)\(items.joined())</main>")
        #expect(read.blocks.count == 4 + 12)
    }

    @Test("text in lines and in spans counts for the element it stands in")
    func loose() throws {
        let menu = "<ul><li><a href=/a>Link a</a></li><li><a href=/b>Link b</a></li></ul>"
        let foot =
            "<footer><p>Example News, 12 High Street, Kyiv, in the register, under 12345, phone 12, fax 13.</p></footer>"
        let lines = (1...3).map { "L\($0) of the story tells what the council said, what they wanted." }
        let broken = try article(
            "\(menu)<div class=x>\(Self.title)\(lines.joined(separator: "<br><br>"))</div>\(menu)\(foot)")
        #expect(starts(broken) == ["L1", "L2", "L3"])
        let spans = lines.map { "<span>\($0)</span>" }.joined(separator: "<br>")
        #expect(
            try article("\(menu)<div>\(Self.title)\(spans)</div>\(foot)").blocks.map(\.plain) == [
                lines.joined(separator: "\n")
            ])
        let song = (1...12).map { "Line \($0) of a song" }.joined(separator: "<br>")
        let post = "<div class='widget Blog'><div class='post-body entry-content'>\(song)</div></div>"
        #expect(try article("\(menu)<h1>A song of old</h1>\(post)").blocks.count == 1)
    }

    @Test("lines of the site's go and are counted")
    func siteLines() throws {
        let page = """
            \(Self.title)<p>By Ann Or</p><p>November 20, 2026 8:00 am</p>\(Self.prose(1))<p>ADVERTISEMENT</p>\(Self.prose(2))
            <p>Continue Reading Below</p>\(Self.prose(3))<p>Tags</p><p>Image 1 of 8</p>
            <figure><img src=a.jpg alt=x><figcaption>At dawn</figcaption></figure><p>At dawn</p>\(Self.prose(4))
            <p>Read more: <a href=/other>Another story</a></p><div class=newsletter-box><p>Sign up, it is free.</p></div>
            <h3>You may also like...</h3><ul><li><a href=/z>Zed</a></li></ul><p>https://news.example/2/story</p>
            """
        let read = try article(page)
        #expect(starts(read) == ["P1", "P2", "P3", "At", "P4"])
        #expect(read.leftOut.map(\.origin) == [.site])
        #expect(read.leftOut.first?.count ?? 0 >= 10)
    }

    @Test(
        "the headline is the article's",
        arguments: [
            "<title>Silicon Days: The bridge will open in May</title><meta property=og:title content='The bridge will open in May'>"
                + "<h1>Silicon Days</h1><h3>The bridge will open in May</h3>",
            "<title>The bridge will open in May</title><h1>Hi, I am Ann.</h1><h2>The bridge will open in May</h2>",
            "<title>The bridge will open in May » Local » News » The Paper</title>"
                + "<h1>The bridge will open in May <span>The Paper</span></h1>",
            "<meta name=parsely-title content='The bridge will open in May'>",
            "<h1>The bri&shy;dge will open in May</h1>",
        ])
    func headlines(head: String) throws {
        #expect(try article("\(head)<div>\(Self.text)</div>").headline == "The bridge will open in May")
    }

    @Test(
        "who wrote it",
        arguments: [
            ("<div class=meta><span class=author>Ann Or 19 Nov 2019 651</span></div>", "Ann Or"),
            ("<a rel=author href=/x>View all posts by Ann Or</a>", "Ann Or"),
            ("<p class=byline>Published by Ann Or on 3 May 2026</p>", "Ann Or"),
            ("<div class=pb-byline>Ann Or</div>", "Ann Or"),
            ("<div class=c-byline__author>Ann Or</div>", "Ann Or"),
            ("<p class=autor>Ann Or | Palma | 08/01/2014</p>", "Ann Or"), ("<p>By Ann Or</p>", "Ann Or"),
            ("<p class=byline>Print National Desk By Ann Or</p>", "Ann Or"),
            ("<p><a href=/ann aria-label='All posts from Ann Or'><b>Ann</b></a></p>", "Ann Or"),
            ("<a rel=author href=/x>Ann Or</a> and <a rel=author href=/y>Bo Li</a>", "Ann Or, Bo Li"),
            ("<p class=author>Ann Or - ann@news.example</p>", "Ann Or"),
            ("<div class=author-image>A picture</div>", nil),
            ("<p>By the time it rained, all had left.</p>", nil),
            (
                "<div class=comments><span class=author>Bo</span><p>What a text that is, I must say.</p></div>",
                nil
            ),
        ] as [(String, String?)])
    func bylines(line: String, names: String?) throws {
        let read = try article("\(Self.title)\(line)\(Self.text)")
        #expect(read.byline == names)
        if names != nil { #expect(starts(read) == ["P1", "P2", "P3", "P4"]) }
    }

    @Test(
        "who wrote it, as the metadata say",
        arguments: [
            ("<meta name=author content='www.example.com'>", nil),
            ("<meta name=parsely-author content='Ann Or'>", "Ann Or"),
            ("<meta name=author content='Ann Or'><meta name=author content='Bo Li'>", "Ann Or, Bo Li"),
            ("<meta property='dc:creator foaf:maker' content='Ann Or'>", "Ann Or"),
        ] as [(String, String?)])
    func metadata(head: String, names: String?) throws {
        #expect(try article("\(head)\(Self.title)\(Self.text)").byline == names)
    }

    @Test(
        "the day it appeared, wherever the page says it",
        arguments: [
            "<p>November 20, 2026 8:00 am</p>",
            "<div class=info>2026-11-20 20:52:15 <span>Source: Xinhua</span></div>",
            "<h3>Datum: 20.11.2026, Rubrik: USA</h3>", "<small>Freitag, 20.11.2026, 19:51</small>",
            "<div class=meta><a href=/x>Ann</a> · <span title='20.11.2026'>am 20.11.2026</span></div>",
            "<p>Updated 1 December 2026</p><p>Published 20 November 2026</p>", "<h5>11/20/2026</h5>",
        ])
    func days(line: String) throws {
        #expect(try article("\(Self.title)\(line)\(Self.text)").published?.description == "2026-11-20")
    }

    @Test(
        "the day it appeared, as the page says it elsewhere",
        arguments: [
            "\(title)\(text)<div class=post-footer>This article was written on 20 November 2026 at 14:48 by "
                + "<a href=/ann>Ann Or</a> and filed under <a href=/c>\(String(repeating: "many things ", count: 9))</a></div>",
            "<meta name=cXenseParse:recs:publishtime content='2026-11-20T10:01:00Z'>\(title)\(text)",
            "<script type='application/ld+json'>{\"@type\":\"WebPage\",\"datePublished\":\"2026-11-20\"}</script>\(title)\(text)",
            "<link rel=canonical href='https://news.example/2026/11/20/bridge'>\(title)\(text)",
            "<meta property=article:modified_time content='2026-11-20T10:01:00Z'>\(title)\(text)",
        ])
    func otherDays(html: String) throws {
        #expect(try article(html).published?.description == "2026-11-20")
    }

    @Test("neither other stories' days nor those in the text are the article's")
    func noDays() throws {
        let read = try article(
            """
            \(Self.title)\(Self.text)<p>The bridge was closed on 3 July 2018 <a href=/x>at night</a>, as all of them remember.</p>
            <div class=teasers><h3>The bridge</h3><p>12 May 2019 <a href=/y>Another story of the paper</a></p></div>
            """)
        #expect(read.published == nil)
    }

    @Test("a page that is one of several says where the article goes on")
    func pages() throws {
        let read = try article("\(Self.title)\(Self.text)<a rel=next href=/2/story?page=2>Next</a>")
        #expect(
            read.leftOut.contains(
                LeftOut("page of the article", example: "https://news.example/2/story?page=2")))
        let other = try article("<link rel=next href=/3/another>\(Self.title)\(Self.text)")
        #expect(!other.leftOut.contains { $0.what == "page of the article" })
    }

    @Test("a picture whose words are the headline stays")
    func pictures() throws {
        let image =
            "<p><a href='https://shop.example/'><img src=/cover.jpg alt='The bridge will open in May'></a></p>"
        let read = try article("<main>\(Self.title)\(image)\(Self.text)</main>")
        #expect(starts(read) == ["The", "P1", "P2", "P3", "P4"])
    }

    @Test("a hundred thousand attributes or class names take no time to speak of", .timeLimit(.minutes(1)))
    func bounds() throws {
        let attributes = (0..<100_000).map { "a\($0)=1" }.joined(separator: " ")
        let classes = "class='\((0..<80_000).map { "a\($0)" }.joined(separator: " "))'"
        for tag in [attributes, classes] {
            #expect(try starts(article("\(Self.title)<div \(tag)>\(Self.text)</div>")).count == 4)
        }
    }
}
