// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Testing

@testable import Composer

/// The letter against its source: what a page's article has in words and pictures, and what both parts of an edition have of it.
@Suite("From a page to both parts of a letter")
struct FidelityTests {
    private static let templates = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../templates/daily-caffeine").standardized.path
    private let publication: Publication
    private let theme: Theme

    init() throws {
        let file = "\(Self.templates)/publication.yaml"
        publication = try Publication(
            yaml: String(contentsOfFile: file, encoding: .utf8), id: "daily-caffeine", named: file)
        theme = try Theme(directory: Self.templates)
    }

    /// A site's page around an article.
    private func page(_ article: Article) throws -> String {
        let written = try #require(article.rendered(as: .html))
        let menu = (1...9).map { "<li><a href='/s\($0)'>menu\($0)</a></li>" }.joined()
        let own = "<nav><ul>\(menu)</ul></nav><div class=content>"
        let foot = "</div><footer><p>footer words, and more of them, all of the site’s</p></footer></body>"
        return written.replacing(/<meta name="generator"[^>]*>/, with: "")
            .replacing(/<body[^>]*>/) { "\($0.output)\(own)" }.replacing("</body>", with: foot)
    }

    private func parts(of article: Article) throws -> (html: String, text: String) {
        let edition = Edition(
            publication: "daily-caffeine", date: "2026-11-24", number: 7, subject: "Morning", preheader: "",
            introduction: "",
            stories: [Story(article: article.slug, as: .full)], also: [])
        let composed = try edition.composed(
            from: [article.slug: article], in: publication, theme: theme,
            links: ReaderLinks(baseURL: "https://news.example.com"), knownFields: [])
        return (composed.html.filled { _ in "" }, composed.text.filled { _ in "" })
    }

    @Test("no word, no link and no picture is lost unsaid", arguments: 0..<8)
    func nothingIsLost(round: Int) throws {
        for seed in round * 5..<(round + 1) * 5 {
            var shapes = ArticleShapes(seed: UInt64(seed) &+ 5_000)
            let source = shapes.article()
            let intake = try Intake(
                IntakeSource(name: "page.html", bytes: Array(try page(source).utf8)), as: .html)
            let article = intake.items[0].article
            let (html, text) = try parts(of: article)
            let said = article.leftOut.map(\.example).joined(separator: " ")
            let page = HTMLDocument(html).root
            var shown = page.text
            page.visit { shown += " \($0["href"] ?? "") \($0["src"] ?? "") \($0["alt"] ?? "")" }
            for (part, words) in [("HTML", shown), ("text", FlowedText.fixed(text))] {
                let lost = (shapes.words + shapes.addresses).filter {
                    !words.contains($0) && !said.contains($0)
                }
                #expect(lost.isEmpty, "\(part), seed \(seed)")
            }
            #expect(!shown.contains("menu4") && !shown.contains("footer words"), "seed \(seed)")
        }
    }
}
