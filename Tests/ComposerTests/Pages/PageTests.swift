// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Composer

@Suite("A web page is understood")
struct PageTests {
    private func article(_ page: String, at address: String? = "https://harbour.example/2026/fog") throws
        -> Article
    {
        let source = IntakeSource(name: "page.html", bytes: Array(page.utf8), address: address)
        return try #require(try Intake(source, as: .html).items.first).article
    }

    private static let first =
        "The ferry stayed at its pier on Monday, because nobody, least of all the captain, could see the other side of the harbour."
    private static let second =
        "By noon the fog had not lifted, and the queue had become a market, with soup, music and a man who sold maps."

    /// What surrounds the text on a news site.
    private static let page = """
        <!doctype html><html lang="en-GB"><head><title>Fog keeps ferry at its pier | Harbour News</title>
        <link rel="canonical" href="/2026/fog-keeps-ferry"><meta property="og:image" content="/fog.jpg">
        <meta name="author" content="Wrong Name"><script type="application/ld+json">{"@graph": [{"@type": "WebSite"},
        {"@type": ["NewsArticle"], "headline": "Fog keeps ferry at its pier", "author": [{"name": "Ann Or"}, {"name": "Bo Vik"}],
        "datePublished": "2026-11-24T05:00:00Z", "articleSection": "City", "description": "Nobody saw the other side."}]}</script></head>
        <body><header class="site-header"><nav><ul><li><a href="/">Home</a><li><a href="/sport">Sport</a></ul></nav></header>
        <div class="cookie-banner"><p>We use cookies, as everybody does, and you may say no, but only over there.</p></div>
        <div id="content"><h1>Fog keeps ferry at its pier</h1><div class="share-bar"><a href="#">Share</a> <a href="#">Tweet</a></div>
        <div class="story-body"><p>\(first)</p><aside class="related"><p>Read also: how the ferry was built, and by whom.</p></aside>
        <h2>A market on the pier</h2><p>\(second)</p><ul class="related-links"><li><a href="/a">Another story about boats</a>
        <li><a href="/b">A third story about boats</a><li><a href="/c">And a fourth one</a></ul></div></div>
        <section class="comments"><p>I was there, and it was not foggy at all, if you ask me, which nobody does.</p>
        <p>It was, it was, and I have the pictures, the soup and the cold to prove it.</p></section>
        <footer><p>All rights reserved, all wrongs reversed, all fog our own.</p></footer></body></html>
        """

    @Test("by its JSON-LD, its markup, and where its text stands")
    func page() throws {
        let article = try article(Self.page)
        #expect(article.headline == "Fog keeps ferry at its pier" && article.byline == "Ann Or, Bo Vik")
        #expect(article.published == "2026-11-24" && article.section == "City" && article.language == "en-GB")
        #expect(
            article.standfirst == "Nobody saw the other side."
                && article.image?.url == "https://harbour.example/fog.jpg")
        #expect(article.url == "https://harbour.example/2026/fog-keeps-ferry")
        #expect(
            article.blocks == [
                .paragraph([.text(Self.first)]), .heading(level: 2, [.text("A market on the pier")]),
                .paragraph([.text(Self.second)]),
            ])
    }

    @Test(
        "by OpenGraph and meta when there is no JSON-LD, or it is broken",
        arguments: ["", "{not json", "[1, \"x\"]"])
    func openGraph(script: String) throws {
        let article = try article(
            """
            <title>x</title><script type="application/ld+json">\(script)</script><meta property="og:title" content="Fog &amp; ferry">
            <meta name="author" content="By Ann Or"><meta property="article:published_time" content="2026-11-24"><meta
            property="article:section" content="City"><meta property="og:description" content="Nobody saw it."><article><p>\(Self.first)</p></article>
            """)
        #expect(
            article.headline == "Fog & ferry" && article.byline == "Ann Or"
                && article.published == "2026-11-24")
        #expect(article.section == "City" && article.standfirst == "Nobody saw it.")
    }

    @Test("by its markup alone")
    func markup() throws {
        let article = try article(
            "<title>Fog keeps the ferry in - Harbour News</title><p class=byline>By Ann Or</p><time datetime=\"2026-11-24\">today</time><div><p>\(Self.first)</p><p>\(Self.second)</p></div>"
        )
        #expect(
            article.headline == "Fog keeps the ferry in" && article.byline == "Ann Or"
                && article.published == "2026-11-24")
        #expect(article.blocks.map(\.plain).contains(Self.first))
    }

    @Test(
        "nothing that runs, hides or tracks gets through",
        arguments: [
            "<img src=https://t.example/x.gif width=1 height=1>", "<img src=https://t.example/pixel.gif>",
            "<img src='data:image/png;base64,AAAA'>", "<script>alert(1)</script>", "<style>p{}</style>",
            "<iframe></iframe>", "<iframe src=https://www.googletagmanager.com/ns.html></iframe>",
            "<dialog open>Buy</dialog>", "<p hidden>Buy</p>",
            "<p style='display: none'>Buy</p>", "<p style='Visibility:hidden'>Buy</p>",
            "<form><input value=Buy></form>",
            "<svg><text>Buy</text></svg>", "<template><p>Buy</p></template>", "<p aria-hidden=true>Buy</p>",
            "<noscript><img src=https://t.example/x.gif width=1 height=1></noscript>",
            "<noscript>Switch scripts on</noscript>", "<iframe src=javascript:alert(1)></iframe>",
        ])
    func dropped(markup: String) throws {
        #expect(
            try article("<title>A title long enough</title><article><p>\(Self.first)</p>\(markup)</article>")
                .blocks.count == 1)
    }

    @Test(
        "links lead to the web or to a mailbox, or are none",
        arguments: [
            ("javascript:alert(1)", nil), (" java\nscript:alert(1)", nil), ("data:text/html,x", nil),
            ("vbscript:x", nil),
            ("file:///etc/passwd", nil), ("../map", "https://harbour.example/map"),
            ("//b.example/x", "https://b.example/x"),
            ("?q=1", "https://harbour.example/2026/fog?q=1"),
            ("mailto:desk@harbour.example", "mailto:desk@harbour.example"),
            ("HTTPS://B.example/", "HTTPS://B.example/"), ("https://a\"b", nil),
        ])
    func links(href: String, url: String?) throws {
        let page =
            "<title>A title long enough</title><article><p>\(Self.first) <a href='\(href)'>Here it is</a></p></article>"
        let blocks = try article(page).blocks
        guard case .paragraph(let inlines)? = blocks.first else {
            Issue.record("no paragraph")
            return
        }
        let found = inlines.compactMap { if case .link(let url, _) = $0 { url } else { nil } }
        #expect(found == [url].compactMap(\.self))
        #expect(inlines.plain.hasSuffix("Here it is"))
    }

    @Test("footnotes are joined with what refers to them")
    func footnotes() throws {
        let article = try article(
            """
            <title>A title long enough</title><article><p>\(Self.first)<sup><a href="#fn1">1</a></sup></p>
            <ol><li id="fn1">The other side is <a href="/side">here</a>. <a href="#ref1">↩</a></li></ol></article>
            """)
        #expect(article.blocks.first == .paragraph([.text(Self.first), .note(1)]))
        #expect(
            article.blocks.last
                == .footnotes([
                    [
                        .paragraph([
                            .text("The other side is "),
                            .link(url: "https://harbour.example/side", [.text("here")]), .text("."),
                        ])
                    ]
                ]))
    }

    @Test(
        "names that only contain a word of the site's are the article's",
        arguments: [
            "<div class='elementor-widget-container'>*</div>",
            "<div class='field field--label-hidden'>*</div>",
            "<div class='overflow-hidden'>*</div>", "<div class='celebrating'>*</div>",
            "<div id='no-comments-here-yet'>*</div>",
        ])
    func innocent(markup: String) throws {
        let page =
            "<title>A title long enough</title><article><p>\(Self.first)</p>\(markup.replacing("*", with: "<p>\(Self.second)</p>"))</article>"
        #expect(try article(page).blocks.map(\.plain) == [Self.first, Self.second])
    }

    @Test("paragraphs behind a paywall are the article's")
    func paywall() throws {
        let page =
            "<title>A title long enough</title><article><p>\(Self.first)</p><p class=paywall>\(Self.second)</p></article>"
        #expect(try article(page).blocks.count == 2)
    }

    @Test("a text that stands in two elements side by side is read from both")
    func split() throws {
        let text = "<p>\(Self.first)</p><p>\(Self.second)</p>"
        let page =
            "<title>A title long enough</title><div><div class=post-content>\(text)</div><div class=ad><a href=/x>Buy</a></div><div class=post-content>\(text)</div></div>"
        #expect(try article(page).blocks.map(\.plain) == [Self.first, Self.second, Self.first, Self.second])
    }

    @Test("a line that points elsewhere ends the article only when hardly anything follows")
    func pointers() throws {
        let line = "<p><strong>Read more:</strong> <a href=/x>How the ferry was built</a></p>"
        let text = "<p>\(Self.first)</p>\(line)<p>\(Self.second)</p><p>\(Self.first)</p>"
        #expect(try article("<title>A title long enough</title><article>\(text)</article>").blocks.count == 3)
        let end =
            "<p>\(Self.first)</p><p>\(Self.second)</p><h3>You may also like</h3><p>A story about something else.</p>"
        #expect(try article("<title>A title long enough</title><article>\(end)</article>").blocks.count == 2)
    }

    @Test("a logo is no headline")
    func logo() throws {
        let page =
            "<title>Fog keeps ferry in – Harbour Daily News</title><h1>Harbour Daily News</h1><h2>Fog keeps ferry in</h2><article><p>\(Self.first)</p></article>"
        #expect(try article(page).headline == "Fog keeps ferry in")
    }

    @Test("without a date that it states, its address may have one")
    func dateInAddress() throws {
        let page = "<title>A title long enough</title><article><p>\(Self.first)</p></article>"
        #expect(try article(page, at: "https://harbour.example/2026/11/24/fog").published == "2026-11-24")
        let dated = "<span class=entry-date>24. November 2026</span>\(page)"
        #expect(try article(dated, at: nil).published == "2026-11-24")
    }

    @Test("of an element nested deeper than any article needs the words stay, and nothing overflows")
    func deep() throws {
        let deep = String(repeating: "<div>", count: 50_000) + "deep"
        let read = try article("<title>A title long enough</title><article><p>\(Self.first)</p>\(deep)")
        #expect(read.blocks.map(\.plain) == [Self.first, "deep"])
    }

    @Test("a page without a headline or a text is refused")
    func refused() {
        for page in ["<p>\(Self.first)</p>", "<title>A title</title><script>x</script>", "<title></title>"] {
            #expect(throws: ArticleError.self) { try article(page) }
        }
    }
}

@Suite("Bytes are read as the text they are")
struct TextDecodingTests {
    private static let word = "Київ"

    @Test("with a byte order mark")
    func marks() {
        #expect(
            TextDecoding.text([0xEF, 0xBB, 0xBF] + Array(Self.word.utf8), charset: "iso-8859-1") == Self.word)
        #expect(
            TextDecoding.text(
                [0xFF, 0xFE] + Self.word.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, charset: nil)
                == Self.word)
        #expect(
            TextDecoding.text(
                [0xFE, 0xFF] + Self.word.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }, charset: nil)
                == Self.word)
    }

    @Test(
        "as the server, the page, or the bytes themselves say",
        arguments: [
            ([0xCA, 0xE8, 0xBF, 0xE2], "windows-1251", "Київ"), ([0xEB, 0xC9, 0xA7, 0xD7], "koi8-u", "Київ"),
            ([0x63, 0x61, 0x66, 0xE9], "ISO-8859-1", "café"), ([0x93, 0x61, 0x94], "latin1", "“a”"),
            ([0x93, 0x61, 0x94], nil, "“a”"), ([0x82, 0xA0], "shift_jis", "あ"),
            ([0xC4, 0xE3], "gb2312", "你"),
            ([0x63, 0x61, 0x66, 0xC3, 0xA9], "no-such-charset", "café"),
            ([0x61, 0x81, 0x62], "windows-1252", "a\u{FFFD}b"),
        ] as [([UInt8], String?, String)])
    func charsets(bytes: [UInt8], charset: String?, text: String) {
        #expect(TextDecoding.text(bytes, charset: charset) == text)
        let page = Array("<meta charset='\(charset ?? "")'><p>".utf8) + bytes
        #expect(TextDecoding.text(page, charset: nil)?.hasSuffix(text) == true)
    }

    @Test(
        "Chinese, Japanese and Korean that say nothing of themselves are recognised, and text of two bytes a letter"
    )
    func eastern() {
        let japanese: [UInt8] = [
            0xA5, 0xD5, 0xA5, 0xA7, 0xA5, 0xEA, 0xA1, 0xBC, 0xA4, 0xCF, 0xA4, 0xC7, 0xA4, 0xCA, 0xA4, 0xA4,
        ]
        #expect(TextDecoding.text(japanese, charset: nil) == "フェリーはでない")
        let korean: [UInt8] = [0xB9, 0xE8, 0xB4, 0xC2, 0xC7, 0xD7, 0xB1, 0xB8, 0xBF, 0xA1]
        #expect(TextDecoding.text(korean, charset: nil) == "배는항구에")
        let wide = Array("Fog".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
        #expect(TextDecoding.text(wide, charset: nil) == "Fog")
    }

    @Test("Cyrillic that says nothing of itself is recognised")
    func cyrillic() {
        let text = "Ратуша показала правильное время"
        let windows = text.unicodeScalars.map {
            $0.isASCII ? UInt8($0.value) : UInt8($0.value - 0x410 + 0xC0)
        }
        #expect(TextDecoding.text(windows, charset: nil) == text)
    }
}
