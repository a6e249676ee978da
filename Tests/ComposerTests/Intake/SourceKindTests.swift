// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Composer

/// What pages, feeds and files bring, by kind: each was once dropped, glued together or taken for something else.
@Suite("Nothing is lost between a source and its article")
struct SourceKindTests {
    private static let prose =
        "The ferry to the islands left an hour late on Monday, because its captain, its mate and its cook were all at one wedding."

    private func page(_ body: String, head: String = "") throws -> Article {
        let html =
            "<html lang=en><head><title>The late ferry</title>\(head)</head><body><article><h1>The late ferry</h1><p>\(Self.prose)</p>\(body)</article></body></html>"
        return try Article(reading: Array(html.utf8), named: "page.html")
    }

    /// The blocks behind the page's first paragraph.
    private func blocks(_ body: String, head: String = "") throws -> [Block] {
        Array(try page(body, head: head).blocks.dropFirst())
    }

    private func markdown(_ text: String) throws -> Article {
        try Article(reading: Array(text.utf8), named: "story.md")
    }

    private func feed(_ items: String, attributes: String = "") throws -> Intake {
        let text =
            "<rss version=\"2.0\"\(attributes)><channel><title>F</title><link>https://f.example/</link>\(items)</channel></rss>"
        return try Intake(IntakeSource(name: "feed.xml", bytes: Array(text.utf8)))
    }

    private func words(_ text: String) -> Block { .paragraph([.text(text)]) }

    // MARK: Lines and marks

    @Test("a line break is a line break, and two part paragraphs")
    func lineBreaks() throws {
        #expect(
            try blocks("<p>Rain on the quay<br>and nobody<br>to see it.</p><p>One.<br><br>Two.</p>") == [
                .paragraph([
                    .text("Rain on the quay"), .lineBreak, .text("and nobody"), .lineBreak,
                    .text("to see it."),
                ]),
                words("One."), words("Two."),
            ])
        let article = try markdown("# T\n\nRain on the quay  \nand nobody\\\nto see it.<br>At all.\n")
        #expect(article.blocks.map(\.plain) == ["Rain on the quay\nand nobody\nto see it.\nAt all."])
    }

    @Test("verse and code keep their lines, without the numbers beside them")
    func lines() throws {
        let verse = try blocks("<pre class=wp-block-verse>Rain<br>and rain</pre>")
        #expect(verse == [.verse([.text("Rain"), .lineBreak, .text("and rain")])])
        #expect(try blocks("<pre>a<br>  b</pre>") == [.code("a\n  b")])
        let numbered =
            "<figure class=highlight><table><tr><td class=gutter><pre>1\n2</pre></td><td class=code><pre>let a\nlet b</pre></td></tr></table></figure>"
        #expect(try blocks(numbered) == [.code("let a\nlet b")])
    }

    @Test("powers, indices, strokes, quotations, keys and readings are what they were, in both parts")
    func marks() throws {
        let block = try #require(
            try blocks(
                "<p>100<sup>2</sup> and H<sub>2</sub>O, <del>80</del> 70, <q>no</q>, <kbd>Ctrl</kbd>, <ruby>港<rt>みなと</rt></ruby>, 5&nbsp;km</p>"
            ).first)
        #expect(block.plain == "100² and H₂O, 80 70, “no”, Ctrl, 港(みなと), 5\u{A0}km")
        var setter = TextSetter()
        #expect(setter.set(block) == "100² and H₂O, ~80~ 70, “no”, Ctrl, 港(みなと), 5\u{A0}km")
        #expect(
            try blocks("<p><span style='text-decoration: line-through'>60</span> 50</p>").first?.runs.first?
                .first == .marked(.strike, [.text("60")]))
    }

    // MARK: Lists, tables, quotations

    @Test("lists keep their numbers and their order, and what is inside of them")
    func lists() throws {
        func list(_ html: String) throws -> (start: Int, isReversed: Bool)? {
            guard case .list(true, let start, let isReversed, _)? = try blocks(html).first else { return nil }
            return (start, isReversed)
        }
        #expect(try list("<ol reversed><li>c<li>b<li>a</ol>")! == (3, true))
        #expect(try list("<ol start=4><li>d<li>e</ol>")! == (4, false))
        #expect(try list("<ol><li value=7>g<li>h</ol>")! == (7, false))
        let nested = try blocks("<ul><li>Bread</li><ul><li>Rye</li></ul><li>Cheese</li></ul>")
        #expect(
            nested == [
                .list(
                    ordered: false, start: 1,
                    items: [
                        [words("Bread"), .list(ordered: false, start: 1, items: [[words("Rye")]])],
                        [words("Cheese")],
                    ])
            ])
        let word = try blocks(
            "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·  </span>Oars</p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·  </span>Ropes</p>"
        )
        #expect(word == [.list(ordered: false, start: 1, items: [[words("Oars")], [words("Ropes")]])])
    }

    @Test("tables keep their spans, captions and names, and have no names that the source has not")
    func tables() throws {
        let spanned = try blocks(
            "<table><caption>Boats</caption><thead><tr><th>Name</th><th colspan=2>Size</th></tr></thead><tr><td rowspan=2>Gull</td><td>9</td><td>m</td></tr><tr><td>3</td><td>t</td></tr></table>"
        )
        guard case .table(let table)? = spanned.first else {
            Issue.record("no table")
            return
        }
        #expect(table.width == 3 && table.headerRows == 1 && table.caption == [.text("Boats")])
        #expect(table.rows[1][0].rows == 2 && table.rows[0][1].columns == 2)
        #expect(table.grid.map { $0.map { $0?.content.plain } }[2] == [nil, "3", "t"])
        guard
            case .table(let plain)? = try blocks(
                "<table><tr><td>Mon</td><td>9–12</td></tr><tr><td>Tue</td><td>shut</td></tr></table>"
            ).first
        else {
            Issue.record("no table")
            return
        }
        #expect(plain.headerRows == 0 && !plain.isRecord)
    }

    @Test("a quotation has its whole attribution and its source")
    func quotations() throws {
        #expect(
            try blocks(
                "<blockquote cite='https://q.example/'><p>We stay.</p><footer>— Ann Or, <cite>The Log</cite></footer></blockquote>"
            )
                == [.quote([words("We stay.")], attribution: "Ann Or, The Log", source: "https://q.example/")]
        )
        #expect(
            try blocks("<blockquote><p>As <cite>The Log</cite> says.</p></blockquote>").first?.plain
                == "As The Log says.")
        #expect(
            try blocks("<aside class=pullquote><p>Nobody sails</p></aside>") == [
                .quote([words("Nobody sails")], attribution: nil)
            ])
    }

    @Test("footnotes have all their blocks, wherever the page has them")
    func footnotes() throws {
        let article = try page(
            "<p>Late<a class=footnote-anchor id=a1 href=#n1>1</a>.</p><div class=footnote><a id=n1 href=#a1>1</a><div><p>By an hour.</p><p>Or more.</p></div></div>"
        )
        #expect(
            article.blocks.dropFirst() == [
                .paragraph([.text("Late"), .note(1), .text(".")]),
                .footnotes([[words("By an hour."), words("Or more.")]]),
            ])
        let noted = try markdown(
            "# T\n\nLate[^x] and later[^y].\n\n[^x]: By an hour.\n\n    - or two\n[^y]: Much.\n[^z]: Unread.\n"
        )
        #expect(noted.blocks.last?.children.count == 3)
        #expect(noted.leftOut == [LeftOut("footnote", example: "Unread.")])
    }

    // MARK: Pictures and what plays

    @Test(
        "a picture is the best of its addresses",
        arguments: [
            ("<img src=/blank.gif data-src=https://p.example/a.jpg alt=A>", "https://p.example/a.jpg"),
            (
                "<img srcset='https://p.example/w_320,c/a.jpg 320w, https://p.example/w_1200,c/a.jpg 1200w' alt=A>",
                "https://p.example/w_1200,c/a.jpg"
            ),
            (
                "<picture><source type=image/webp srcset=https://p.example/a.webp><source srcset='https://p.example/b.jpg 2x, https://p.example/c.jpg 1x'><img alt=A></picture>",
                "https://p.example/b.jpg"
            ),
            (
                "<span><noscript><img src=https://p.example/a.jpg alt=A></noscript></span>",
                "https://p.example/a.jpg"
            ),
            ("<amp-img src=https://p.example/a.jpg alt=A></amp-img>", "https://p.example/a.jpg"),
            ("<img src=/a/b.jpg alt=A>", "/a/b.jpg"),
        ])
    func pictures(html: String, url: String) throws {
        #expect(try blocks("<p>One:</p>\(html)").last?.pictures.map(\.url) == [url])
    }

    @Test("small pictures stay in their line, signs are characters, counters are none")
    func smallPictures() throws {
        let line = try blocks(
            "<p>Press <img src=https://p.example/g.png width=16 height=16 alt=gear> now <img class=emoji src=https://p.example/s.png alt=🐟>, <img class=latex src=https://p.example/x.svg alt='x^2'>.</p>"
        )
        #expect(line.map(\.plain) == ["Press gear now 🐟, x^2."])
        let article = try page("<img src=https://p.example/t.gif width=1 height=1>")
        #expect(article.blocks.count == 1 && article.leftOut.map(\.origin) == [.site])
    }

    @Test("several pictures are a gallery, a caption keeps its links, a linked picture its link")
    func galleries() throws {
        let gallery = try blocks(
            "<figure class=wp-block-gallery><figure><img src=https://p.example/1.jpg alt=One><figcaption>First</figcaption></figure><figure><img src=https://p.example/2.jpg alt=Two></figure><figcaption>Both</figcaption></figure>"
        )
        #expect(
            gallery == [
                .gallery(
                    [
                        Picture(url: "https://p.example/1.jpg", alt: "One", caption: "First"),
                        Picture(url: "https://p.example/2.jpg", alt: "Two"),
                    ],
                    caption: [.text("Both")])
            ])
        let figure = try blocks(
            "<figure><a href=https://p.example/map><img src=https://p.example/m.png alt=Map></a><figcaption>Lines. <a href=https://p.example/l.pdf>All</a></figcaption></figure>"
        )
        #expect(figure.first?.pictures.first?.link == "https://p.example/map")
        #expect(
            figure.first?.pictures.first?.caption.last
                == .link(url: "https://p.example/l.pdf", [.text("All")]))
    }

    @Test(
        "films, podcasts, posts, cards and buttons lead where they play",
        arguments: [
            (
                "<iframe src=https://www.youtube.com/embed/AAAAAAAAAAA title=Talk></iframe>",
                Embed(.film, url: "https://www.youtube.com/watch?v=AAAAAAAAAAA", title: "Talk")
            ),
            (
                "<audio><source src=https://p.example/a.mp3></audio>",
                Embed(.audio, url: "https://p.example/a.mp3")
            ),
            (
                "<amp-twitter data-tweetid=7></amp-twitter>",
                Embed(.post, url: "https://twitter.com/i/web/status/7")
            ),
            (
                "<blockquote class=twitter-tweet><p>Late again</p>— Ann <a href=https://twitter.com/a/status/7>May</a></blockquote>",
                Embed(.post, url: "https://twitter.com/a/status/7", author: "Ann", text: "Late again")
            ),
            (
                "<figure class=kg-bookmark-card><a href=https://p.example/k><div class=kg-bookmark-title>Kettles</div><div class=kg-bookmark-description>They sing.</div></a></figure>",
                Embed(.bookmark, url: "https://p.example/k", title: "Kettles", text: "They sing.")
            ),
        ])
    func embeds(html: String, embed: Embed) throws {
        #expect(try blocks(html) == [.embed(embed)])
    }

    @Test("boxes and buttons are boxes and buttons; the site's own offer is not the article's")
    func boxes() throws {
        #expect(
            try blocks(
                "<div class=kg-callout-card><div class=kg-callout-emoji>💡</div><div class=kg-callout-text>Bring oars.</div></div>"
            )
                == [.callout(.note, title: nil, [words("💡 Bring oars.")])])
        #expect(
            try blocks(
                "<div class=wp-block-button><a class=wp-block-button__link href=https://p.example/buy>Buy</a></div>"
            ) == [.button(url: "https://p.example/buy", "Buy")])
        let article = try page(
            "<p class=button-wrapper><a class=button href=https://p.example/s>Subscribe now</a></p>")
        #expect(
            article.blocks.count == 1
                && article.leftOut == [LeftOut("button", example: "Subscribe now", origin: .site)])
        #expect(
            try markdown("# T\n\n> [!WARNING]\n> Ice.\n").blocks == [
                .callout(.warning, title: nil, [words("Ice.")])
            ])
    }

    @Test("what cannot be kept is said: once for each kind, with what it was")
    func losses() throws {
        let article = try page(
            "<img src=data:image/png;base64,AA alt=Plan><img alt=Other><iframe></iframe><p>Text.</p>")
        #expect(
            article.leftOut == [
                LeftOut("picture", count: 2, example: "Plan"), LeftOut("iframe", example: ""),
            ])
    }

    // MARK: Whole articles

    @Test("all parts of a body are read")
    func parts() throws {
        let part = "<p>\(Self.prose)</p><p>\(Self.prose)</p>"
        let two =
            "<html><head><title>The late ferry</title></head><body><h1>The late ferry</h1><div itemprop=articleBody>\(part)</div><div class=ad>x</div><div itemprop=articleBody>\(part)</div></body></html>"
        #expect(try Article(reading: Array(two.utf8), named: "a.html").blocks.count == 4)
        let spans = String(repeating: "<div><span>\(Self.prose)</span></div>", count: 6)
        let chapter =
            "<html><head><title>The late ferry</title></head><body><h1>The late ferry</h1><div class=note><p>A word from the author about the ferry, the sea and the weather.</p></div><div class=chapter>\(spans)</div></body></html>"
        #expect(try Article(reading: Array(chapter.utf8), named: "a.html").blocks.count >= 6)
    }

    @Test(
        "names are names: all of them, and nothing else",
        arguments: [
            ("By Ann Or", "Ann Or"), ("Ann Or 19 Nov 2019 651", "Ann Or"),
            ("View all posts by Ann Or", "Ann Or"),
            ("Published by Ann Or on 3 May 2026", "Ann Or"), ("von Ann Or", "Ann Or"), ("651", nil),
            ("https://p.example/ann", nil), ("ann@p.example", nil), ("Ann Or | Harbour News", "Ann Or"),
        ])
    func bylines(text: String, names: String?) { #expect(Byline.names(text) == names) }

    @Test("several authors are named, and neither they nor the date are the first paragraph")
    func heads() throws {
        let html =
            "<html><head><title>The late ferry</title><meta name=author content='Ann Or'><meta name=author content='Bo Bee'></head><body><article><h1>The late ferry</h1><p>By Ann Or, Bo Bee</p><p>Updated <time datetime=2026-11-26>26 November</time></p><p>\(Self.prose)</p><p>ADVERTISEMENT</p><p>\(Self.prose)</p></article></body></html>"
        let article = try Article(reading: Array(html.utf8), named: "a.html")
        #expect(article.byline == "Ann Or, Bo Bee" && article.published == nil)
        #expect(article.blocks == [words(Self.prose), words(Self.prose)])
    }

    @Test(
        "the day of publication comes before that of a change",
        arguments: [
            "<p>Updated <time datetime=2026-11-26>26 November</time> · Published <time datetime=2026-11-20 itemprop=datePublished>20 November</time></p>",
            "<p>Last updated: <time datetime=2026-11-26>26 Nov</time></p><p class=published>Published: 20 November 2026</p>",
        ])
    func days(html: String) throws { #expect(try page(html).published?.description == "2026-11-20") }

    @Test(
        "JSON-LD as sites write it",
        arguments: [
            "<![CDATA[{\"@type\":\"Article\",\"author\":{\"name\":\"Ann Or\"}}]]>",
            "{\"@type\":\"Article\",\"author\":{\"name\":\"Ann\nOr\"}};",
            "{\"@graph\":[{\"@type\":\"Article\",\"author\":{\"@id\":\"#a\"}},{\"@id\":\"#a\",\"@type\":\"Person\",\"name\":\"Ann Or\"}]}",
        ])
    func linkedData(json: String) throws {
        #expect(try page("", head: "<script type=application/ld+json>\(json)</script>").byline == "Ann Or")
    }

    // MARK: Feeds

    @Test("an entry is its id, then its own link; a link that several share is nobody's")
    func entries() throws {
        let shared = try feed(
            "<item><title>A</title><link>https://f.example/n</link><description>One.</description></item><item><title>B</title><link>https://f.example/n</link><description>Two.</description></item>"
        )
        #expect(
            shared.items.map(\.ownsAddress) == [false, false] && Set(shared.items.map(\.entry)).count == 2)
        let own = try feed(
            "<item><title>A</title><link>https://f.example/a</link><description>One.</description></item>")
        #expect(own.items.map(\.entry) == ["https://f.example/a"] && own.items[0].ownsAddress)
    }

    @Test(
        "titles are words, whatever is in them",
        arguments: [
            ("A guide to &lt;head&gt; elements", "A guide to <head> elements"),
            ("If a &lt; b and c &gt; d", "If a < b and c > d"),
            ("<![CDATA[What vector<int> costs]]>", "What vector<int> costs"),
            ("Fog &amp;amp; &lt;b&gt;ferry&lt;/b&gt;", "Fog & ferry"),
        ])
    func titles(written: String, title: String) throws {
        #expect(
            try feed("<item><title>\(written)</title><description>Text.</description></item>").items[0]
                .article.headline == title)
    }

    @Test("the site's own tail goes, Windows-1252 is read, an undeclared prefix is understood")
    func feedTexts() throws {
        let tail = try feed(
            "<item><title>A</title><description>&lt;p>It sailed.&lt;/p>&lt;p>The post &lt;a href='https://f.example/a'>A&lt;/a> appeared first on F.&lt;/p></description></item>"
        )
        #expect(
            tail.items[0].article.blocks == [words("It sailed.")]
                && tail.items[0].article.leftOut.first?.origin == .site)
        #expect(
            try feed("<item><title>L&#146;&#156;uvre</title><description>20 &#128;</description></item>")
                .items[0].article.headline == "L’œuvre")
        let undeclared = try feed(
            "<item><title>A</title><description>Short.</description><content:encoded><![CDATA[<p>Whole.</p>]]></content:encoded><dc:creator>By Ann Or</dc:creator></item>"
        )
        #expect(
            undeclared.items[0].article.blocks == [words("Whole.")]
                && undeclared.items[0].article.byline == "Ann Or")
        let lines = try feed(
            "<item><title>A</title><description>We climb.\n\nIn this part:\n- the bell\n- the oil</description></item>"
        )
        #expect(lines.items[0].article.blocks.count == 3)
        #expect(
            try feed("<item><title>A</title><link>https://f.example/a</link></item>").items[0].article.blocks
                .isEmpty)
    }

    @Test("links belong to the nearest xml:base")
    func bases() throws {
        let text = """
            <feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://n.example/blog/"><entry xml:base="2026/"><title>Walk</title>
            <link href="walk"/><id>1</id><content type="html" xml:base="https://n.example/pictures/">&lt;p>&lt;a href="map">Map&lt;/a>&lt;/p></content></entry></feed>
            """
        let article = try Intake(IntakeSource(name: "a.xml", bytes: Array(text.utf8))).items[0].article
        #expect(article.url == "https://n.example/blog/2026/walk")
        #expect(
            article.blocks == [.paragraph([.link(url: "https://n.example/pictures/map", [.text("Map")])])])
    }

    // MARK: Files

    @Test("front matter of other programs is understood, and a theme's keys are left alone with a word")
    func frontMatter() throws {
        let toml = try markdown(
            "+++\ntitle = \"Fog\"\ndate = 2026-11-24T06:00:00Z\nauthors = [\"Ann Or\",\n  \"Bo Bee\"]\n[cover]\nimage = \"/c.jpg\"\n+++\n\n\(Self.prose)\n"
        )
        #expect(
            toml.headline == "Fog" && toml.byline == "Ann Or, Bo Bee"
                && toml.published?.description == "2026-11-24")
        #expect(toml.leftOut == [LeftOut("cover", example: "/c.jpg")])
        let map = try markdown(
            "---\ntitle: Fog\nauthor:\n  name: Ann Or\nshowToc: true\npublished: true\n---\n\n\(Self.prose)\n"
        )
        #expect(
            map.byline == "Ann Or"
                && map.leftOut == [LeftOut("front matter", example: "showToc", origin: .site)])
    }

    @Test(
        "what is not for readers says so",
        arguments: [
            ("draft: true", Withheld.draft("draft: true")), ("published: false", .draft("published: false")),
            ("expiryDate: 2026-11-01", .until("2026-11-01")),
        ])
    func withheld(line: String, withheld: Withheld) throws {
        let text = "---\ntitle: Fog\n\(line)\n---\n\n\(Self.prose)\n"
        #expect(try Intake(IntakeSource(name: "a.md", bytes: Array(text.utf8))).items[0].withheld == withheld)
    }

    @Test("pasted lists, verse and addresses keep their shape")
    func pasted() throws {
        let text =
            "Harbour notes\n\n\(Self.prose)\n\nDecided:\n•\tThe roof is mended\no\tAt last\n•\tThe stove is not\n\nRain on the quay\nand nobody\nto see it\n\n1.\tFirst\n2.\tSecond\n"
        let blocks = try Article(reading: Array(text.utf8), named: "a.txt").blocks
        #expect(blocks.count == 5)
        #expect(
            blocks[2]
                == .list(
                    ordered: false, start: 1,
                    items: [
                        [
                            words("The roof is mended"),
                            .list(ordered: false, start: 1, items: [[words("At last")]]),
                        ], [words("The stove is not")],
                    ]))
        #expect(blocks[3].plain == "Rain on the quay\nand nobody\nto see it")
    }

    // MARK: Leftovers

    @Test(
        "signs of other programs are found",
        arguments: [
            "{{< figure >}}", "{% include x %}", "{{ contact.name }}", "*|FNAME|*", "{first_name}",
            "%FIRSTNAME%", "[First Name]", "${name}",
            "{: .lead }", "[[Wiki]]", "[gallery ids=1]", "[^gone]", "::: tip", "Your subject goes here",
            "%recipient.name%", "<%= name %>",
        ])
    func leftovers(sign: String) { #expect(Leftovers.first(in: "Dear \(sign), hello") != nil) }

    @Test(
        "words are no signs",
        arguments: [
            "100 % sure", "a {b} c", "[sic] and [1]", "{ }", "50% of names", "array[0]", "$5 and $6",
            "f(x) = {1, 2}",
        ])
    func noLeftovers(text: String) { #expect(Leftovers.first(in: text) == nil) }
}
