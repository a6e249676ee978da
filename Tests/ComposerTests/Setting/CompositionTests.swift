// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Testing

@testable import Composer

@Suite("An edition is composed")
struct CompositionTests {
    private static let templates = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../templates/daily-caffeine").standardized.path
    private let publication: Publication
    private let theme: Theme
    private let articles: [String: Article]

    init() throws {
        let file = "\(Self.templates)/publication.yaml"
        publication = try Publication(
            yaml: String(contentsOfFile: file, encoding: .utf8), id: "daily-caffeine", named: file)
        theme = try Theme(directory: Self.templates)
        var tram = try Article(reading: fixture("tram.txt"), named: "tram.txt")
        tram.slug = "tram"
        tram.url = "https://example.com/tram?a=1&b=2"
        var light = try Article(reading: fixture("lighthouse.txt"), named: "lighthouse.txt")
        light.slug = "light"
        articles = ["tram": tram, "light": light]
    }

    private func edition(
        number: Int = 7, subject: String = "Morning",
        introduction: String = "Good morning, {{reader.first_name | friend}}."
    ) -> Edition {
        Edition(
            publication: "daily-caffeine", date: "2026-11-24", number: number, subject: subject,
            preheader: "What is <new>", introduction: introduction,
            stories: [
                Story(article: "tram", as: .lead), Story(article: "light", as: .brief, section: "Coast"),
            ],
            also: ["light"])
    }

    private func composed(_ edition: Edition) throws -> ComposedEdition {
        try edition.composed(
            from: articles, in: publication, theme: theme,
            links: ReaderLinks(baseURL: "https://news.example.com"),
            knownFields: [.firstName, .email, .attribute("city")])
    }

    private func fill(_ text: MergeText, _ values: [MergeField: String] = [:]) -> String {
        text.filled {
            values[$0] ?? ($0.rawValue.hasPrefix("token.") ? $0.rawValue.replacing("token.", with: "T-") : "")
        }
    }

    @Test("in both parts, byte for byte as the golden files have it", arguments: ["txt", "html"])
    func golden(part: String) throws {
        let composed = try composed(edition())
        let actual = fill(part == "txt" ? composed.text : composed.html)
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../Fixtures/edition.\(part)")
        if ProcessInfo.processInfo.environment["DAYBREAK_WRITE_GOLDEN"] != nil {
            try actual.write(to: path, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: path, encoding: .utf8) == actual)
    }

    @Test("with the text part's contents wrapped, under their numbers")
    func wrappedContents() throws {
        var edition = edition()
        var long = try #require(articles["light"])
        long.slug = "long"
        long.headline =
            "The harbour master counts the gulls of the winter and finds that there are as many as in the year before"
        let others = (1...9).map { number in
            var other = long
            other.slug = "long\(number)"
            return other
        }
        edition.stories = (others + [long]).map { Story(article: $0.slug, as: .brief) }
        edition.also = []
        let composed = try edition.composed(
            from: Dictionary(uniqueKeysWithValues: (others + [long]).map { ($0.slug, $0) }), in: publication,
            theme: theme, links: ReaderLinks(baseURL: "https://news.example.com"), knownFields: [.firstName])
        let text = FlowedText.shown(fill(composed.text))
        #expect(
            text.contains(
                """
                9. The harbour master counts the gulls of the winter and finds that
                   there are as many as in the year before
                10. The harbour master counts the gulls of the winter and finds that
                    there are as many as in the year before

                """), "\(text.prefix(1500))")
        #expect(fill(composed.html).contains(long.headline))
    }

    @Test("with every story, both footers and every link in both parts")
    func complete() throws {
        let composed = try composed(edition())
        for part in [fill(composed.html), fill(composed.text)] {
            for wanted in [
                "Tram Drivers in Oakhaven", "Lighthouse Keeper Finds", "Good morning, friend.", "No.",
                "24 November 2026",
                "https://news.example.com/unsubscribe/T-unsubscribe",
                "https://news.example.com/browser/T-browser",
                "https://news.example.com/preferences/T-preferences", "Roasters’ Row",
                "because you subscribed",
                "Start your day with us. Stay informed. Stay caffeinated.",
            ] {
                #expect(
                    part.contains(wanted) || part.contains(wanted.replacing("’", with: "&#8217;")),
                    "\(wanted)")
            }
        }
        #expect(fill(composed.html).contains("lang=\"en-GB\" dir=\"ltr\""))
        #expect(fill(composed.html).contains("What is &lt;new&gt;"))
        #expect(fill(composed.html).contains("href=\"https://example.com/tram?a=1&amp;b=2\""))
        #expect(fill(composed.text).contains("\n[1] https://example.com/tram?a=1&b=2\n"))
        #expect(fill(composed.text).contains("\n-- \nThe Daily Caffeine\n"))
    }

    @Test("text lines stay within 72 columns but for URLs")
    func columns() throws {
        for line in fill(try composed(edition()).text).split(separator: "\n") where !line.contains("https://")
        {
            #expect(DisplayWidth.of(line) <= 72, "\(line)")
        }
    }

    @Test("with the about texts in turn", arguments: zip(1...4, ["jitter", "move", "jitter", "move"]))
    func about(number: Int, word: String) throws {
        let text = fill(try composed(edition(number: number)).text).replacing(" \n", with: " ")
        #expect(text.contains("the world moves fast—and we \(word) faster"))
    }

    @Test("with each merged value harmless where it stands")
    func merged() throws {
        let edition = edition(
            subject: "For {{reader.first_name | you}}",
            introduction:
                "Hi {{reader.first_name}}, [your page](https://example.com/{{reader.city}}?n={{reader.first_name}})."
        )
        let composed = try composed(edition)
        let values: [MergeField: String] = [
            .firstName: "<b>\"A&B\"\nBcc: x", .attribute("city"): "a/b c\"><x",
        ]
        let html = fill(composed.html, values)
        #expect(html.contains("Hi &lt;b&gt;&quot;A&amp;B&quot; Bcc: x,"))
        #expect(
            html.contains(
                "href=\"https://example.com/a%2Fb%20c%22%3E%3Cx?n=%3Cb%3E%22A%26B%22%0ABcc%3A%20x\""))
        #expect(fill(composed.text, values).contains("Hi <b>\"A&B\" Bcc: x, your page [1]."))
        #expect(fill(composed.subject, values) == "For <b>\"A&B\" Bcc: x")
        #expect(fill(composed.subject) == "For you")
    }

    @Test(
        "or refused with the known names",
        arguments: [
            ("{{reader.frist_name}}", unknown("reader.frist_name", nearest: "reader.first_name")),
            ("{{secret}}", unknown("secret", nearest: nil)),
            ("{{reader.email", .openField(place: "introduction")),
        ] as [(String, CompositionError)])
    func refused(text: String, fault: CompositionError) {
        #expect(throws: fault) { try composed(edition(introduction: text)) }
    }

    private static func unknown(_ field: String, nearest: String?) -> CompositionError {
        .unknownField(
            field, place: "introduction", known: ["reader.city", "reader.email", "reader.first_name"],
            nearest: nearest)
    }

    @Test("from articles that are there, or the nearest is named")
    func missing() {
        var edition = edition()
        edition.also = ["lihgt"]
        #expect(throws: CompositionError.noSuchArticle("lihgt", nearest: "light")) { try composed(edition) }
    }

    @Test("as a message without a defect, as long as mail allows")
    func message() throws {
        let composed = try composed(edition(subject: "Grüße, {{reader.first_name | Freund}}"))
        let links = ReaderLinks(baseURL: "https://news.example.com")
        let template = try MessageDraft(
            from: publication.sender, subject: composed.subject, date: MessageDate(unixSeconds: 0),
            messageIDDomain: "news.example.com", list: ("Morgen", "m.news.example.com"),
            unsubscribeURL: links.unsubscribe, language: "en", text: composed.text, html: composed.html
        ).compiled()
        var message: [UInt8] = []
        template.splice(
            template.fields.map { $0 == .email ? "reader@example.com" : "Ärger" }, into: &message)
        let text = String(decoding: message, as: UTF8.self)
        #expect(message.allSatisfy { $0 < 0x80 })
        #expect(
            text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 998 && !$0.hasPrefix(".") })
        #expect(!text.replacing("\r\n", with: "").utf8.contains { $0 == 0x0D || $0 == 0x0A })
    }
}
