// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Testing

@testable import Composer

@Suite("The proof")
struct ProofTests {
    /// Everything the proof reads, each part to be spoilt by a test.
    private struct Copy {
        var edition: Edition
        var articles: [String: Article]
        var publication: String
        var templates: [String: String]
        var day: CalendarDay = "2026-11-24"
        var precedents: [Proof.Precedent] = []
        var gaps: [Proof.Gap] = []
        var visits: [String: Proof.Visit] = [:]

        init() throws {
            publication = try String(
                contentsOf: Self.theme("daily-caffeine").appending(path: "publication.yaml"), encoding: .utf8)
            templates = [:]
            for (name, file) in Theme.files(of: Self.theme("daily-caffeine").path) {
                templates["\(name).mustache"] = try String(contentsOfFile: file, encoding: .utf8)
            }
            edition = Edition(
                publication: "daily-caffeine", date: "2026-11-24", number: 8,
                subject: "Trams stop for a wedding",
                preheader: "Also: a lighthouse nobody had counted.",
                introduction: "Good morning, {{reader.first_name | friend}}.",
                stories: [Story(article: "tram", as: .lead), Story(article: "light", as: .brief)], also: [])
            articles = [:]
            for (slug, file) in [("tram", "tram.txt"), ("light", "lighthouse.txt")] {
                var article = try Article(reading: fixture(file), named: file)
                article.slug = slug
                article.url = "https://www.daily-caffeine.example/\(slug)"
                articles[slug] = article
            }
        }

        mutating func append(_ blocks: Block...) { articles["tram"]?.blocks += blocks }

        mutating func replace(_ old: String, _ new: String, in file: String) {
            #expect(templates[file]?.contains(old) == true, "\(old)")
            templates[file] = templates[file]?.replacing(old, with: new)
        }

        /// A link in the theme itself: what articles bring is checked when they are read.
        mutating func addLink(to url: String) {
            let link = "<a class=\"accent\" href=\"\(url)\" style=\"color:#9a3412\">About us</a>"
            replace("{{reason}}", "{{reason}} \(link)", in: "legal.mustache")
        }

        func findings() throws -> [Finding] {
            let place = FileManager.default.temporaryDirectory.appending(path: "theme-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: place) }
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            for (file, text) in templates {
                try text.write(to: place.appending(path: file), atomically: true, encoding: .utf8)
            }
            let publication = try Publication(
                yaml: publication, id: "daily-caffeine", named: "publication.yaml")
            let links = ReaderLinks(baseURL: "https://news.example.com")
            let composed = try edition.composed(
                from: articles, in: publication, theme: Theme(directory: place.path), links: links,
                knownFields: [.firstName])
            var material = Proof.Material(
                edition: edition, articles: articles, publication: publication, composed: composed,
                links: links, day: day)
            (material.precedents, material.gaps, material.visits) = (precedents, gaps, visits)
            return Proof.findings(in: material)
        }

        private static func theme(_ name: String) -> URL {
            URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../templates/\(name)")
                .standardized
        }
    }

    @Test("of a clean edition finds nothing")
    func clean() throws {
        let findings = try Copy().findings()
        #expect(findings == [], "\(findings.map(\.message))")
    }

    /// What an editor or a theme can get wrong, and what is found; nothing else is.
    private static let faults: [(Finding.Rule, String, @Sendable (inout Copy) -> Void)] = [
        (
            .htmlSize, "Gmail hides",
            { $0.append(.paragraph([.text(String(repeating: "word ", count: 18_000))])) }
        ),
        (.linkBroken, "no web address", { $0.addLink(to: "ftp://example.com/report") }),
        (
            .linkBroken, "not in the page",
            {
                $0.edition.extras.contents = true
                $0.replace("#{{anchor}}", "#nowhere", in: "contents.mustache")
            }
        ),
        (
            .linkBroken, "answers with status 404",
            { $0.visits["https://www.daily-caffeine.example/tram"] = .broken("it answers with status 404") }
        ),
        (.linkRelative, "“/about”", { $0.addLink(to: "/about") }),
        (
            .linkShortened, "not a shortener",
            { $0.append(.paragraph([.link(url: "https://bit.ly/x", [.text("the report")])])) }
        ),
        (
            .linkNotHTTPS, "not https",
            { $0.append(.paragraph([.link(url: "http://example.com/r", [.text("the report")])])) }
        ),
        (
            .linkText, "only “here”",
            { $0.append(.paragraph([.link(url: "https://example.com/r", [.text("here")])])) }
        ),
        (
            .imageAlt, "no alternative",
            { $0.append(.image(Picture(url: "https://example.com/a.jpg", alt: ""))) }
        ),
        (
            .imageWidth, "no width",
            {
                $0.append(.image(Picture(url: "https://example.com/a.jpg", alt: "A tram")))
                $0.replace(" width=\"{{width}}\"", "", in: "picture.mustache")
            }
        ),
        (
            .imageWeight, "larger than 1 MB",
            {
                $0.append(.image(Picture(url: "https://example.com/a.jpg", alt: "A tram")))
                $0.visits["https://example.com/a.jpg"] = .found(bytes: 1_000_001)
            }
        ),
        (.dateStale, "would go out on 2026-11-25", { $0.day = "2026-11-25" }),
        (
            .mergeFieldEmpty, "empty for 3 recipients, a@b.test among them",
            {
                $0.gaps = [Proof.Gap(field: .firstName, recipients: 3, example: "a@b.test")]
            }
        ),
        (
            .mergeFieldEmpty, "empty for a@b.test: give",
            {
                $0.gaps = [Proof.Gap(field: .firstName, recipients: 1, example: "a@b.test")]
            }
        ),
        (.subjectEmpty, "empty", { $0.edition.subject = " " }),
        (.subjectLength, "150 characters", { $0.edition.subject = String(repeating: "Words", count: 30) }),
        (
            .subjectRepeated, "that of No. 7",
            {
                $0.precedents = [
                    Proof.Precedent(number: 7, subject: "Trams stop for a Wedding!", stories: [])
                ]
            }
        ),
        (.preheaderEmpty, "empty", { $0.edition.preheader = "" }),
        (
            .preheaderLength, "300 characters",
            { $0.edition.preheader = String(repeating: "Words", count: 60) }
        ),
        (.preheaderRepeated, "what the subject says", { $0.edition.preheader = "Trams stop for a wedding." }),
        (
            .alreadyRun, "ran in No. 5",
            {
                $0.precedents = [Proof.Precedent(number: 5, subject: "x", stories: ["light"])]
            }
        ),
        (
            .parity, "in another place in the plain text",
            {
                $0.edition.extras.contents = true
                $0.replace("{{{headline}}}\n{{{underline}}}", "", in: "edition.txt.mustache")
            }
        ),
        (.parity, "missing in the plain text", { $0.replace("{{{notes}}}", "", in: "edition.txt.mustache") }),
        (.contrast, "contrast", { $0.publication = $0.publication.replacing("#9a3412", with: "#fdba74") }),
        (
            .contrast, "hsl(20, 90%, 80%)",
            {
                $0.replace(
                    "color:{{soft}};\">{{reason}}", "color:hsl(20, 90%, 80%);\">{{reason}}",
                    in: "legal.mustache")
            }
        ),
        (
            .contrast, "rgba(0,0,0,0.2)",
            {
                $0.replace(
                    "color:{{soft}};\">{{reason}}", "color:rgba(0,0,0,0.2);\">{{reason}}",
                    in: "legal.mustache")
            }
        ),
        (
            .contrast, "papayawhip",
            {
                $0.replace(
                    "color:{{soft}};\">{{reason}}", "color:papayawhip;\">{{reason}}", in: "legal.mustache")
            }
        ),
        (
            .reasonMissing, "{{reason}}",
            {
                $0.replace(
                    "body { margin: 0;", ".gone { display: none; } body { margin: 0;",
                    in: "common_style.mustache")
                $0.replace("{{reason}}", "<span class=\"gone\">{{reason}}</span>", in: "legal.mustache")
            }
        ),
        (.subjectEmpty, "empty", { $0.edition.subject = "\u{200B}\u{2060} \u{FEFF}" }),
        (
            .leftover, "has a brace",
            { $0.edition.introduction = "Good morning, {{reader.first_name | {friend }}." }
        ),
        (.storyRepeated, "twice", { $0.edition.stories.append($0.edition.stories[1]) }),
        (.contrast, "contrast", { $0.publication = $0.publication.replacing("#f0a27a", with: "#431407") }),
        (.headingOrder, "level 4 below one of level 2", { $0.replace("h3", "h4", in: "block.mustache") }),
        (.headingOrder, "0 headings of level 1", { $0.replace("h1", "div", in: "masthead.mustache") }),
        (.language, "no lang", { $0.replace("<html lang=\"{{language}}\"", "<html", in: "open.mustache") }),
        (
            .unsubscribeMissing, "{{unsubscribe_url}}",
            { $0.replace("{{{unsubscribe_url}}}", "", in: "edition.txt.mustache") }
        ),
        (
            .unsubscribeMissing, "{{unsubscribe_url}}",
            {
                $0.replace(
                    "<a href=\"{{unsubscribe_url}}\" style=\"display:inline-block;",
                    "<a href=\"{{unsubscribe_url}}\" style=\"display:none;", in: "legal.mustache")
            }
        ),
        (
            .addressMissing, "{{postal_address}}",
            { $0.replace("{{postal_address}}", "", in: "legal.mustache") }
        ),
        (
            .addressMissing, "{{postal_address}}",
            { $0.replace("{{{postal_address}}}", "", in: "edition.txt.mustache") }
        ),
        (.reasonMissing, "{{reason}}", { $0.replace("{{reason}}", "", in: "legal.mustache") }),
        (.placeholder, "“TK”", { $0.append(.paragraph([.text("The mayor said TK on Monday.")])) }),
        (.placeholder, "“lorem ipsum”", { $0.edition.introduction = "Lorem ipsum dolor." }),
        (
            .clientSupport, "“position” is dropped by Gmail",
            {
                $0.replace("<p style=\"margin", "<p style=\"position:relative;margin", in: "block.mustache")
            }
        ),
        (
            .clientSupport, "an image of the kind .svg",
            {
                $0.append(.image(Picture(url: "https://example.com/a.svg?x", alt: "A tram")))
            }
        ),
    ]

    @Test("blocks each fault, and finds nothing but that", arguments: faults.indices)
    func blocks(number: Int) throws {
        let (rule, words, spoil) = Self.faults[number]
        var copy = try Copy()
        spoil(&copy)
        let findings = try copy.findings().filter { $0.severity == .blocking }
        #expect(
            !findings.isEmpty && findings.allSatisfy { $0.rule == rule },
            "\(rule): \(findings.map(\.message))")
        #expect(findings.contains { $0.message.contains(words) }, "\(words) in \(findings.map(\.message))")
    }

    @Test("advises before it blocks")
    func advises() throws {
        var copy = try Copy()
        copy.append(.paragraph([.text(String(repeating: "word ", count: 12_600))]))
        copy.edition.subject = String(repeating: "Words", count: 15)
        copy.edition.preheader = "Too short"
        copy.articles["light"]?.published = "2026-10-01"
        copy.articles["light"]?.url = nil
        copy.day = "2026-11-20"
        let findings = try copy.findings()
        #expect(findings.allSatisfy { $0.severity == .advice }, "\(findings)")
        #expect(
            Set(findings.map(\.rule)) == [
                .htmlSize, .subjectLength, .preheaderLength, .storyStale, .dateStale,
                .storyUnlinked,
            ])
    }
}
