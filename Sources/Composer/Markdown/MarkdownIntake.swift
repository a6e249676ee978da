// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Reads an article from Markdown (CommonMark with GitHub's extensions), with front matter or without.
struct MarkdownIntake {
    private let matter: FrontMatter
    private let file: String

    init(_ text: String, file: String) throws {
        matter = try FrontMatter(text, file: file)
        self.file = file
    }

    /// Whether the front matter has a slug.
    var namesSlug: Bool { (try? matter.line("slug")) != nil }

    /// What keeps it from its readers.
    func withheld() throws -> Withheld? { try matter.withheld() }

    func article() throws -> Article {
        if let fault = MarkdownTables.fault(in: matter.body) {
            throw ArticleError(description: "\(file) \(fault)")
        }
        let url = try matter.url()
        var (blocks, losses) = MarkdownBlocks.read(matter.body, base: url)
        var headline = try matter.line("headline")
        if headline == nil, case .heading(1, let inlines) = blocks.first {
            headline = inlines.plainLine
            blocks.removeFirst()
        }
        guard let headline = headline?.titleLine else {
            throw ArticleError(description: "\(file) has no headline: add “headline: …” to its front matter")
        }
        var byline = try matter.byline()
        // "By Ann Or" below a headline of the text's own.
        if byline == nil, case .paragraph(let line) = blocks.first, blocks.count > 1,
            let names = Byline.opened(line.plainLine)
        {
            byline = names
            blocks.removeFirst()
        }
        guard !blocks.isEmpty else {
            throw ArticleError(description: "\(file) has no text below its headline")
        }
        let image = try matter.image()
        if let path = image.path { losses.note("cover", path) }
        for key in matter.leftAlone { losses.note("front matter", key, origin: .site) }
        return Article(
            slug: try matter.line("slug"), section: try matter.line("section"), headline: headline,
            byline: byline, standfirst: try matter.line("standfirst"),
            published: try matter.day("date"), url: url, language: try matter.line("language"),
            direction: try matter.line("direction").flatMap(Direction.init),
            image: try image.address.map { address in
                Picture(
                    url: address, alt: image.alt ?? "",
                    caption: try matter.line("image_caption").map(MarkdownBlocks.line) ?? [])
            },
            blocks: blocks.map(Self.belowHeadline), leftOut: losses.entries)
    }

    private static func belowHeadline(_ block: Block) -> Block {
        guard case .heading(let level, let inlines) = block else { return block }
        return .heading(level: min(max(level, 2), 4), inlines)
    }
}
