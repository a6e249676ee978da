// SPDX-License-Identifier: Apache-2.0
import CCMark
import MailFormat

/// Reads an article from Markdown (CommonMark with autolinks), with YAML front matter or without.
struct MarkdownIntake {
    private let text: String
    private let file: String

    init(_ text: String, file: String) {
        self.text = text
        self.file = file
    }

    /// The keys of front matter here, and what other programs call them.
    private static let names: [(key: String, others: [String])] = [
        ("headline", ["title"]), ("section", ["category"]), ("byline", ["author"]),
        ("standfirst", ["description", "summary", "excerpt", "subtitle", "lead"]),
        ("date", ["published", "pubDate", "publishDate", "published_at", "created"]),
        ("url", ["canonical_url", "canonicalUrl", "source", "link"]), ("language", ["lang", "locale"]),
        ("slug", []),
        ("image", ["cover", "thumbnail", "featured_image"]), ("image_alt", []),
    ]
    /// Keys that programs for web sites keep in front matter, and that are passed over.
    private static let foreign: Set = [
        "aliases", "authors", "categories", "comments", "cssclass", "draft", "featured", "hero", "id",
        "image_caption",
        "keywords", "last_modified_at", "lastmod", "layout", "license", "math", "menu", "modified", "mathjax",
        "permalink",
        "pin", "pinned", "private", "publish", "redirect_from", "robots", "series", "sitemap", "status",
        "tags", "template",
        "toc", "type", "updated", "uuid", "version", "weight",
    ]

    /// Whether the front matter has a slug.
    var namesSlug: Bool { (try? frontMatter().0?.optionalText("slug")) != nil }

    func article() throws -> Article {
        let (matter, body) = try frontMatter()
        try matter?.allow(Self.names.flatMap { [$0.key] + $0.others }, ignoring: Self.foreign)
        func value(_ key: String) throws -> String? {
            let others = Self.names.first { $0.key == key }?.others ?? []
            for name in [key] + others { if let text = try matter?.optionalLine(name) { return text } }
            return nil
        }
        if let fault = MarkdownTables.fault(in: body) { throw ArticleError(description: "\(file) \(fault)") }
        var blocks = MarkdownBlocks.read(body)
        var headline = try value("headline")
        if headline == nil, case .heading(1, let inlines) = blocks.first {
            headline = inlines.plain
            blocks.removeFirst()
        }
        guard let headline, !headline.isEmpty else {
            throw ArticleError(description: "\(file) has no headline: add “headline: …” to its front matter")
        }
        guard !blocks.isEmpty else {
            throw ArticleError(description: "\(file) has no text below its headline")
        }
        let date = try value("date")
        let day = date.flatMap { CalendarDay($0) ?? LooseDate.day($0) }
        if date != nil, day == nil {
            throw matter?.fault("date", "is not a date like 2026-11-24") ?? ArticleError(description: file)
        }
        let url = try web("url", matter, value)
        let image = try web("image", matter, value)
        return Article(
            slug: try value("slug"), section: try value("section"), headline: headline,
            byline: try value("byline"), standfirst: try value("standfirst"),
            published: day, url: url, language: try value("language"),
            image: try image.map { Picture(url: $0, alt: try value("image_alt") ?? "") },
            blocks: blocks.map(Self.belowHeadline))
    }

    /// A heading on a level that articles have below their headline; any other block as it is.
    private static func belowHeadline(_ block: Block) -> Block {
        guard case .heading(let level, let inlines) = block else { return block }
        return .heading(level: min(max(level, 2), 4), inlines)
    }

    /// A web address. Under the key's own name it must be one; under other programs' names it may be a path, which is passed
    /// over.
    private func web(
        _ key: String, _ matter: YAMLMapping?, _ value: (String) throws -> String?
    ) throws -> String? {
        guard let text = try value(key) else { return nil }
        if SafeURL.isWeb(text) { return text }
        guard try matter?.optionalText(key) == nil else {
            throw matter?.fault(key, SafeURL.fault(of: text)) ?? ArticleError(description: file)
        }
        return nil
    }

    /// The front matter between two `---` lines at the very start, and the text behind it.
    private func frontMatter() throws -> (YAMLMapping?, String) {
        guard text.hasPrefix("---\n") else { return (nil, text) }
        let rest = text.dropFirst(4)
        let lines = rest.split(separator: "\n", omittingEmptySubsequences: false)
        guard let end = lines.firstIndex(where: { $0 == "---" || $0 == "..." }) else {
            throw ArticleError(description: "\(file) line 1: the front matter is not ended by a line “---”")
        }
        let yaml = lines[..<end].joined(separator: "\n")
        let matter = try YAMLMapping(yaml: yaml, file: file, firstLine: 2)
        return (matter, lines[(end + 1)...].joined(separator: "\n"))
    }
}
