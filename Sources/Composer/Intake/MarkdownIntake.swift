import CCMark

/// Reads an article from Markdown (CommonMark with autolinks), with YAML front matter or without.
struct MarkdownIntake {
    private let text: String
    private let file: String

    init(_ text: String, file: String) {
        self.text = text
        self.file = file
    }

    private static let keys = [
        "headline", "title", "section", "byline", "author", "standfirst", "date", "url", "language", "slug",
        "image",
        "image_alt",
    ]

    func article() throws -> Article {
        let (matter, body) = try frontMatter()
        try matter?.allow(Self.keys)
        func value(_ keys: String...) throws -> String? {
            for key in keys { if let text = try matter?.optionalText(key) { return text } }
            return nil
        }
        var blocks = MarkdownBlocks.read(body)
        var headline = try value("headline", "title")
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
        if let date = try value("date"), !PlainDate.isValid(date) {
            throw matter?.fault("date", "is not a date like 2026-11-24") ?? ArticleError(description: file)
        }
        if let url = try value("url"), !SafeURL.isWeb(url) {
            throw matter?.fault("url", "is not an http or https address") ?? ArticleError(description: file)
        }
        let image = try value("image")
        if let image, !SafeURL.isWeb(image) {
            throw matter?.fault("image", "is not an http or https address") ?? ArticleError(description: file)
        }
        return Article(
            slug: try value("slug"), section: try value("section"), headline: headline,
            byline: try value("byline", "author"), standfirst: try value("standfirst"),
            published: try value("date"),
            url: try value("url"), language: try value("language"),
            image: try image.map { Picture(url: $0, alt: try value("image_alt") ?? "") },
            blocks: blocks.map { block in
                if case .heading(let level, let inlines) = block {
                    .heading(level: min(max(level, 2), 4), inlines)
                } else {
                    block
                }
            })
    }

    /// What stands between two `---` lines at the very start.
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
