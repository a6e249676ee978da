// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Composer

@Suite("A text that no line of a letter may hold")
struct UnfitTextTests {
    private func fault(_ body: () throws -> some Any) -> String {
        do {
            _ = try body()
            return "taken"
        } catch {
            return "\(error)"
        }
    }

    private static let escapes = [
        (#""a\eb""#, "holds a control character (U+001B)"), (#""a\0""#, "holds a control character (U+0000)"),
        (#""a\rb""#, "holds a line break"), (#""a\u202Eb""#, "turns the direction of text (U+202E)"),
        (#""a\Lb""#, "holds a line break"),
    ]

    @Test("is refused in what editors write, with its key and line", arguments: escapes)
    func editions(text: String, what: String) {
        for key in ["subject", "preheader", "introduction"] {
            let yaml = "date: 2026-11-24\n\(key): \(text)\nstories: [{ article: a }]\n"
            let fault = fault { try EditionDraft(yaml: yaml, named: "e.yaml") }
            #expect(fault.hasPrefix("e.yaml line 2: “\(key)” ") && fault.contains(what), "\(fault)")
        }
        let sponsor = "stories: [{ article: a }]\nsponsor: { name: \(text), text: x }\n"
        #expect(fault { try EditionDraft(yaml: sponsor, named: "e.yaml") }.contains("“sponsor.name” "))
        let story = "stories: [{ article: a, section: \(text) }]\n"
        #expect(fault { try EditionDraft(yaml: story, named: "e.yaml") }.contains("“stories.section” "))
    }

    @Test("is refused in a publication's names, labels and footers", arguments: escapes)
    func publications(text: String, what: String) {
        func yaml(_ name: String, _ tagline: String, _ about: String, _ label: String) -> String {
            """
            name: \(name)
            tagline: \(tagline)
            language: en
            colours: { accent: "#112233", accent_dark: "#aabbcc" }
            sender: { name: P, address: desk@test.example }
            labels: { also: \(label) }
            footers: { about: [\(about)], sign_off: bye, reason: because, postal_address: [Street 1] }
            """
        }
        for texts in [
            [text, "x", "x", "x"], ["x", text, "x", "x"], ["x", "x", text, "x"], ["x", "x", "x", text],
        ] {
            let yaml = yaml(texts[0], texts[1], texts[2], texts[3])
            let fault = fault { try Publication(yaml: yaml, id: "p", named: "p.yaml") }
            #expect(fault.contains(what), "\(fault)")
        }
    }

    @Test(
        "is refused in an article's front matter, and cleaned from what strangers write", arguments: escapes)
    func articles(text: String, what: String) throws {
        for key in ["headline", "section", "byline", "standfirst", "language", "image_alt"] {
            let matter = key == "headline" ? "" : "headline: H\n"
            let source = "---\n\(matter)image: https://a.test/a.png\n\(key): \(text)\n---\nText.\n"
            let fault = fault { try Article(reading: Array(source.utf8), as: .markdown, named: "a.md") }
            #expect(fault.contains(what), "\(key): \(fault)")
        }
        let page =
            "<title>a&#x202E;b&#x2028;&#27;c</title><h1>a&#x202E;b&#x2028;c</h1><p>Text, some of it.</p>"
        let article = try Article(reading: Array(page.utf8), as: .html, named: "a.html")
        #expect(article.headline == "ab c")
    }

    @Test("is one line where YAML has it in several")
    func folded() throws {
        let yaml = "subject: >\n  one\n  two\npreheader: |\n  three\n  four\nstories: [{ article: a }]\n"
        let draft = try EditionDraft(yaml: yaml, named: "e.yaml")
        #expect(draft.subject == "one two" && draft.preheader == "three four")
    }

    @Test(
        "is an address with somebody's password: taken from what strangers write, refused in what editors do")
    func users() throws {
        let markdown =
            "---\nheadline: H\n---\n[a](https://me:pw@a.test/x) <https://me@b.test/> ![c](http://u:p@c.test/c.png)\n"
        let json = try article(markdown, .markdown).rendered(as: .html) ?? ""
        #expect(
            json.contains("\"https://a.test/x\"") && json.contains("\"https://b.test/\"")
                && !json.contains("pw@"))
        let page = """
            <title>H</title><link rel="canonical" href="https://me:pw@a.test/h"><h1>H</h1>
            <p>Text <a href="//me:pw@b.test/x?y=a@b">there</a>.</p>
            """
        let read = try article(page, .html)
        #expect(read.url == "https://a.test/h")
        #expect(read.rendered(as: .html)?.contains("https://b.test/x?y=a@b") == true)
        let feed =
            "<rss><channel><item><title>T</title><link>https://me:pw@a.test/t</link><description>D</description></item></channel></rss>"
        #expect(try article(feed, .feed).url == "https://a.test/t")
        for yaml in [
            "sponsor: { name: n, text: t, url: \"https://me:pw@a.test\" }\nstories: [{ article: a }]\n"
        ] {
            #expect(
                fault { try EditionDraft(yaml: yaml, named: "e.yaml") }.contains(
                    "holds a user's name or password"))
        }
        #expect(
            fault { try article("---\nheadline: H\nurl: https://me@a.test\n---\nText.\n", .markdown) }
                .contains("holds a user's name or password"))
    }

    @Test(
        "is a web address only without one",
        arguments: [
            ("https://a.test/@me", true), ("https://a.test?x=a@b", true), ("https://a.test#@", true),
            ("https://me@a.test/", false), ("http://a.test:80@b.test", false),
            ("https://a.test\\@b.test", false),
            ("https://@a.test", false), ("https://", false), ("https:///x", false),
            ("https://a.test/\u{202E}gpj.exe", false), ("https://a.test/\u{85}", false),
        ])
    func web(url: String, isWeb: Bool) { #expect(SafeURL.isWeb(url) == isWeb) }

    private func article(_ text: String, _ format: ArticleFormat) throws -> Article {
        try Article(reading: Array(text.utf8), as: format, named: "a")
    }
}
