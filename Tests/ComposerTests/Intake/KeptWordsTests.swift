// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Testing

@testable import Composer

/// The writer's own words and pictures in shapes that look like a site's.
@Suite("What a writer wrote is kept")
struct KeptWordsTests {
    private static let prose =
        "<p>The council met on a Tuesday, and what it said about the bridge filled the evening, and the morning after.</p>"

    private func article(_ body: String, head: String = "") throws -> Article {
        let html = "\(head)<main><article><h1>The bridge of the town</h1>\(body)</article></main>"
        return try Intake(
            IntakeSource(name: "p.html", bytes: Array(html.utf8), address: "https://news.example/1"),
            as: .html
        ).items[0].article
    }

    private func markdown(_ text: String) throws -> Article {
        try Intake(IntakeSource(name: "p.md", bytes: Array(text.utf8))).items[0].article
    }

    private static let text = prose + prose

    @Test(
        "in sections, boxes and lines that are named like furniture",
        arguments: [
            "<section id=cookies><h2>Cookies</h2><p>KEPT: how to bake them.</p></section>",
            "<div class=menu><h3>Starters</h3><p>KEPT soup, 5 €</p><p>Bread, 2 €</p></div>",
            "<table class=ratings><tr><th>Place</th><th>Stars</th></tr><tr><td>KEPT</td><td>5</td></tr></table>",
            "<p class=comment>KEPT, wrote a reader by post.</p>", "<p role=alert>KEPT: mind the step.</p>",
            "<div class='hidden md:block'><p>KEPT on larger screens.</p></div>",
            "<p>KEPT</p><h2>Facebook</h2>\(prose)",
            "<h3><button><span>KEPT: why is it flat?</span></button></h3>\(prose)",
            "<div role=tabpanel hidden><p>KEPT in a tab.</p></div>",
            "<section class=gallery><h2>In the works</h2><p>KEPT between pictures, in some forty words of the writer.</p>"
                + "<img src=a.jpg alt=A width=600><img src=b.jpg alt=B width=600></section>",
            "<div class='h-entry kind-bookmark'><p>KEPT here.</p><p>See <a href=https://x.example/1>this</a>.</p>"
                + "<p>And more of it.</p><p>And the end.</p></div>",
            "<figure><img src=a.jpg alt=A width=600><figcaption>A</figcaption><p class=credit>KEPT Photo</p></figure>",
            "<figure><img src=a.jpg alt=A width=600><h3>KEPT</h3><p>Words.</p></figure>",
            "<blockquote>In <cite>KEPT Log</cite> the whale wins, and does so twice.</blockquote>",
            "<blockquote class=twitter-tweet><p>One.</p><p>KEPT two.</p>— Ann <a href=https://x.com/a/1>1 May</a></blockquote>",
            "<p>My name is Ann Or KEPT.</p>", "<p>About Ann Or KEPT the town tells stories.</p>",
            "<h2>See KEPT on Friday</h2>",
            "\(prose)<p><strong>Read more</strong></p>\(prose)\(prose)<p>KEPT</p>",
            "\(prose)<h2>KEPT on bread</h2><ul><li><a href=https://a.example>A</a></li><li><a href=https://b.example>B</a></li>"
                + "<li><a href=https://c.example>C</a></li></ul>",
            "<section class=gallery><h2>KEPT</h2><img src=a.jpg alt=A width=600><img src=b.jpg alt=B width=600></section>",
            "<ul class=gallery><li><img src=a.jpg alt=A width=600> KEPT</li><li><img src=b.jpg alt=B width=600></li></ul>",
            "<figure><img src=a.jpg alt=A width=600> KEPT <img src=b.jpg alt=B width=600></figure>",
            "<p>So <math><mtext>KEPT <i>x</i> holds</mtext></math>.</p>", "<p>Rock / Paper / KEPT</p>",
            "<p>By KEPT the bridge was gone.</p>", "<p>Von KEPT an gilt die neue Regel.</p>",
            "<p>Take <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> KEPT litre.</p>",
        ])
    func named(part: String) throws {
        let read = try article(Self.text + part, head: "<meta name=author content='Ann Or'>")
        #expect(read.blocks.contains { $0.plain.contains("KEPT") })
    }

    @Test("speakers' names in an interview, and a refrain, however often they stand there")
    func speakers() throws {
        let talk = (1...6).map { _ in
            "<p><strong>Ann Or</strong></p>\(Self.prose)<p>Question</p>\(Self.prose)"
        }.joined()
        let read = try article(talk)
        #expect(
            read.blocks.count { $0.plain == "Ann Or" } >= 5
                && read.blocks.count { $0.plain == "Question" } == 6)
    }

    @Test("a refrain, and the same answer to each question")
    func refrains() throws {
        let song = (1...6).map { "<p>Verse line \($0) of the old song</p><p>And the river runs</p>" }.joined()
        let questions = String(repeating: "<p><b>Was it so?</b></p><p>No comment</p>", count: 6)
        let read = try article(Self.text + song + questions)
        for line in ["And the river runs", "No comment"] {
            #expect(read.blocks.count { $0.plain == line } == 6)
        }
    }

    @Test("the name of who said it above a quotation")
    func signatures() throws {
        let read = try article(Self.text + "<blockquote><footer>Ann Or</footer><p>Words.</p></blockquote>")
        #expect(read.blocks.last == .quote([.paragraph([.text("Words.")])], attribution: "Ann Or"))
    }

    @Test("pictures that fade in, that are named like placeholders, or that stand beside a quotation")
    func pictures() throws {
        let images = [
            "<img src=/open.png width=800 alt=x>", "<img src=/a.jpg style='opacity:0;transition:opacity 1s'>",
            "<img src=/b.jpg aria-hidden=true>",
            "<figure><img src=/c.jpg><blockquote><p>Words.</p></blockquote></figure>",
        ]
        let read = try article(Self.text + images.map { "<p>\($0)</p>" }.joined())
        #expect(read.blocks.flatMap(\.flattened).flatMap(\.pictures).count == 4)
    }

    @Test("a picture below a last heading, also where the site's links stand behind it")
    func lastPicture() throws {
        let read = try article(
            Self.text + "<h2>In pictures</h2><p><img src=/a.jpg alt=A></p><nav><a href=/x>More</a></nav>")
        #expect(read.blocks.map(\.plain).suffix(2) == ["In pictures", "A"])
    }

    @Test("fractions and powers keep their values")
    func formulas() throws {
        let half = "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"
        let hundred = "<math><msup><mn>10</mn><mn>2</mn></msup></math>"
        #expect(try article(Self.text + "<p>\(half) and \(hundred)</p>").blocks.last?.plain == "1/2 and 10²")
    }

    @Test("a list is an article, whatever stands beside it")
    func lists() throws {
        let rules = (1...12).map {
            "<li>Rule \($0) says that the dough must rest for as long as it takes, and no less.</li>"
        }
        let page = """
            <div id=page><div class=post><h1>Twelve rules of the dough</h1><ol>\(rules.joined())</ol></div>
            <div class=widget-area><div class=textwidget>\(Self.prose)\(Self.prose)</div></div></div>
            """
        let read = try Intake(IntakeSource(name: "p.html", bytes: Array(page.utf8)), as: .html).items[0]
            .article
        guard case .list(_, _, _, let items) = read.blocks.first else {
            throw ArticleError(description: "no list")
        }
        #expect(items.count == 12)
    }

    @Test(
        "what stands behind the text in the same element is said; what stands above it below the title is kept"
    )
    func around() throws {
        let page = """
            <div class=page><header class=hero><h1>The bridge of the town</h1><p class=dek>A long way.</p>
            <figure><img src=/hero.jpg alt=Bridge width=900></figure></header><div class=text>\(Self.text)\(Self.text)</div>
            <div class=correction><p>Correction: the bridge of the town is four hundred years old, and not three hundred, as we had it in print.</p></div></div>
            """
        let read = try Intake(
            IntakeSource(name: "p.html", bytes: Array(page.utf8), address: "https://n.example/1"), as: .html
        ).items[0].article
        #expect(read.blocks.first?.plain == "A long way." && read.blocks[1].pictures.count == 1)
        #expect(
            read.leftOut.contains { $0.example.hasPrefix("Correction") }
                || read.blocks.last?.plain.hasPrefix("Correction") == true)
    }

    @Test("the days of a life or an event are not that of the article")
    func days() throws {
        let life =
            "<time class='entry-date published' datetime=2026-11-20>8 days ago</time><p>Born 3 May 1931, died 4 November 2026</p>"
        let read = try article(life + Self.text)
        #expect(read.published == "2026-11-20" && read.blocks.first?.plain.hasPrefix("Born") == true)
        let event = Self.text + "<p>The open day is on <time datetime=2027-03-01>1 March</time>.</p>"
        #expect(try article(event).published == nil)
    }

    @Test("linked data of other stories are not this one's")
    func others() throws {
        let list =
            "{\"@type\":\"ItemList\",\"itemListElement\":[{\"@type\":\"NewsArticle\",\"headline\":\"Other\",\"author\":\"Bo Li\"}]}"
        let own = "{\"@type\":\"NewsArticle\",\"headline\":\"The bridge of the town\",\"author\":\"Ann Or\"}"
        let head = [list, own].map { "<script type='application/ld+json'>\($0)</script>" }.joined()
        let read = try article(Self.text, head: head)
        #expect(read.byline == "Ann Or" && read.headline == "The bridge of the town")
    }

    @Test("a number that leads to a section is no note")
    func sections() throws {
        let read = try article(
            "<p>Jump to: <a href=#q1>1</a> <a href=#q2>2</a></p>\(Self.prose)<div id=q1><h2>One</h2>\(Self.prose)</div>"
                + "<div id=q2><h2>Two</h2>\(Self.prose)</div>")
        #expect(!read.blocks.contains { if case .footnotes = $0 { true } else { false } })
    }

    @Test(
        "names that look like words that lead to names",
        arguments: [
            ("Caleb Followill", "Caleb Followill"), ("Von Miller", "Von Miller"),
            ("Mary By Night", "Mary By Night"),
            ("von Ann Or", "Ann Or"), ("Ann Martin 5 min read", "Ann Martin"),
        ])
    func names(text: String, names: String) { #expect(Byline.names(text) == names) }

    @Test("Markdown's byline below its headline, a blog's picture with its words, and verse with line ends")
    func blogs() throws {
        let read = try markdown(
            "---\nimage: {path: https://e.example/a.jpg, alt: A bridge}\nlayout: post\ntitle: Fog\n---\nBy Ann Or\n\n"
                + "It did not sail.\n\n<p class=\"verse\">One line,\nand another</p>\n")
        #expect(read.byline == "Ann Or" && read.image?.alt == "A bridge")
        #expect(read.blocks.last == .verse([.text("One line,"), .lineBreak, .text("and another")]))
    }

    @Test(
        "pasted texts that are no pages",
        arguments: [
            "The best books of March 2026\n\nANN", "By Bread Alone\n\nANN",
            "A letter of the mill\n\nDear readers,\n\nANN",
            "Rye bread\n\nServes 4\n\nIngredients\n\n500 g rye flour\n\n300 g water\n\n10 g salt\n\nANN",
            "Questions for Ann\n\nQ: How was it?\n\nQ: And in winter?\n\nQ: And on Sundays?\n\nQ: And then?\n\nANN",
            "The mill 100 years ago\n\nANN", "Von Köln nach Berlin\n\nANN",
            "The vote\n\nThe board met, and for two hours its members talked about what to do when\nsearch\nfor it had ended without a word, and what the town would say to that.\n\nANN",
        ])
    func pasted(text: String) throws {
        let sentence =
            "Ann said that the mill had never been as quiet as on that morning, and that nobody knew why."
        let source = text.replacing("ANN", with: "\(sentence)\n\n\(sentence)")
        let read = try Intake(IntakeSource(name: "p.txt", bytes: Array(source.utf8)), as: .text).items[0]
            .article
        let lines = source.split(separator: "\n").map(String.init)
        #expect(read.headline == lines[0])
        let words = read.blocks.map(\.plain).joined(separator: "\n").replacing(" search ", with: "\nsearch\n")
        #expect(lines.dropFirst().allSatisfy { words.contains($0) })
    }

    @Test("a first sentence that begins as a byline does")
    func firstSentences() throws {
        for sentence in ["By Tuesday the bridge was gone.", "Von Montag an gilt die neue Regel."] {
            let read = try markdown("# Fog\n\n\(sentence)\n\nAnd so on.\n")
            #expect(read.byline == nil && read.blocks.first?.plain == sentence)
        }
    }

    @Test("a title that begins as a byline does, above a byline; and the day of publication, not of a change")
    func heads() throws {
        let sentence =
            "Ann said that the mill had never been as quiet as on that morning, and that nobody knew."
        let source =
            "By Bread Alone\n\nBy Ann Or\n\nUpdated 24 November 2026\n\nPublished 20 November 2026\n\n\(sentence)"
        let read = try Intake(IntakeSource(name: "p.txt", bytes: Array(source.utf8)), as: .text).items[0]
            .article
        #expect(read.headline == "By Bread Alone" && read.byline == "Ann Or")
        #expect(read.published?.description == "2026-11-20")
        #expect(read.leftOut.map(\.example) == ["Updated 24 November 2026"])
    }
}
