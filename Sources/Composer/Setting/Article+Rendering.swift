extension Article {
    /// The article as one file of a format.
    public func rendered(as format: ArticleFormat) -> String {
        switch format {
        case .text: plainText
        case .markdown: MarkdownWriter.write(self)
        case .html: HTMLWriter.page(self)
        }
    }

    private var plainText: String {
        var setter = TextSetter()
        let head = [section?.uppercased(), headline, standfirst, byline.map { "by \($0)" }].compactMap { $0 }
        let body = blocks.map { setter.set($0) }.filter { !$0.isEmpty }
        let notes = setter.takeNotes()
        return (head.map { TextSetter.wrap($0) } + body + (notes.isEmpty ? [] : [notes])).joined(
            separator: "\n\n") + "\n"
    }
}

/// Writes articles as Markdown that reads back to the same article.
enum MarkdownWriter {
    static func write(_ article: Article) -> String {
        let matter: [(String, String?)] = [
            ("headline", article.headline), ("slug", article.slug), ("section", article.section),
            ("byline", article.byline), ("standfirst", article.standfirst), ("date", article.published),
            ("url", article.url), ("language", article.language),
        ]
        let lines = matter.compactMap { key, value in value.map { "\(key): \(quoted($0))\n" } }.joined()
        return "---\n\(lines)---\n\n" + article.blocks.map(block).joined(separator: "\n\n") + "\n"
    }

    /// A YAML double-quoted scalar.
    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            + "\""
    }

    private static func block(_ block: Block) -> String {
        switch block {
        case .heading(let level, let inlines): String(repeating: "#", count: level) + " " + write(inlines)
        case .paragraph(let inlines): write(inlines)
        case .quote(let inlines, let attribution):
            "> " + write(inlines) + (attribution.map { "\n>\n> — \(escaped($0))" } ?? "")
        case .list(let ordered, let items):
            items.enumerated().map { "\(ordered ? "\($0.offset + 1). " : "- ")\(write($0.element))" }.joined(
                separator: "\n")
        case .image(let url, let alt, let caption):
            "![\(escaped(alt))](<\(url)>\(caption.map { " \(quoted($0))" } ?? ""))"
        case .code(let text): "```\n\(text)\n```"
        case .rule: "---"
        }
    }

    private static func write(_ inlines: [Inline]) -> String { inlines.map(inline).joined() }

    private static func inline(_ inline: Inline) -> String {
        switch inline {
        case .text(let text): escaped(text)
        case .emphasis(let children): "*\(write(children))*"
        case .strong(let children): "**\(write(children))**"
        case .link(let url, let children): "[\(write(children))](<\(url)>)"
        case .code(let text): "`` \(text) ``"
        }
    }

    /// A backslash before all ASCII punctuation (CommonMark §2.4), so that nothing in a text is markup.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            if character.isASCII, !character.properties.isAlphabetic, character != " ",
                !("0"..."9").contains(character),
                character != ",", character != "'"
            {
                result += "\\"
            }
            result.unicodeScalars.append(character)
        }
        return result
    }
}
