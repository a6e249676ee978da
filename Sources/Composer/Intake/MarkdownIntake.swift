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
        return Article(
            slug: try value("slug"), section: try value("section"), headline: headline,
            byline: try value("byline", "author"), standfirst: try value("standfirst"),
            published: try value("date"),
            url: try value("url"), language: try value("language"),
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

/// Turns CommonMark's tree into blocks. Raw HTML is dropped.
enum MarkdownBlocks {
    /// What is nested deeper is dropped: no article needs it, and a hostile one must not exhaust the stack.
    private static let deepest = 60

    static func read(_ text: String) -> [Block] {
        cmark_gfm_core_extensions_ensure_registered()
        guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return [] }
        defer { cmark_parser_free(parser) }
        if let autolink = cmark_find_syntax_extension("autolink") {
            cmark_parser_attach_syntax_extension(parser, autolink)
        }
        cmark_parser_feed(parser, text, text.utf8.count)
        guard let document = cmark_parser_finish(parser) else { return [] }
        defer { cmark_node_free(document) }
        return children(document).flatMap { blocks($0, depth: 0) }
    }

    private typealias Node = OpaquePointer

    private static func children(_ node: Node) -> [Node] {
        Array(
            sequence(first: cmark_node_first_child(node)) { $0.flatMap { cmark_node_next($0) } }.prefix {
                $0 != nil
            }
        )
        .compactMap { $0 }
    }

    private static func string(_ text: UnsafePointer<CChar>?) -> String {
        text.map { String(cString: $0) } ?? ""
    }

    private static func blocks(_ node: Node, depth: Int) -> [Block] {
        guard depth < deepest else { return [] }
        return switch cmark_node_get_type(node) {
        case CMARK_NODE_HEADING:
            [.heading(level: Int(cmark_node_get_heading_level(node)), inlines(node, depth: depth).tidied())]
        case CMARK_NODE_PARAGRAPH: paragraph(node, depth: depth)
        case CMARK_NODE_BLOCK_QUOTE: quote(node, depth: depth)
        case CMARK_NODE_LIST: [list(node, depth: depth)]
        case CMARK_NODE_CODE_BLOCK: [.code(string(cmark_node_get_literal(node)).trimming { $0 == "\n" })]
        case CMARK_NODE_THEMATIC_BREAK: [.rule]
        default: []
        }
    }

    /// A paragraph that is nothing but an image is an image, its title the caption.
    private static func paragraph(_ node: Node, depth: Int) -> [Block] {
        let parts = children(node)
        if parts.count == 1, cmark_node_get_type(parts[0]) == CMARK_NODE_IMAGE {
            let url = string(cmark_node_get_url(parts[0]))
            guard SafeURL.isWeb(url) else { return [] }
            let caption = string(cmark_node_get_title(parts[0]))
            return [
                .image(
                    url: url, alt: inlines(parts[0], depth: depth).plain,
                    caption: caption.isEmpty ? nil : caption)
            ]
        }
        let text = inlines(node, depth: depth).tidied()
        return text.isEmpty ? [] : [.paragraph(text)]
    }

    /// A last paragraph that starts with a dash names who said it.
    private static func quote(_ node: Node, depth: Int) -> [Block] {
        var paragraphs = children(node).filter { cmark_node_get_type($0) == CMARK_NODE_PARAGRAPH }
            .map { inlines($0, depth: depth).tidied() }
        var attribution: String?
        if paragraphs.count > 1, let last = paragraphs.last?.plain, let first = last.first,
            "—–-".contains(first)
        {
            attribution = last.dropFirst().trimming { $0 == " " }
            paragraphs.removeLast()
        }
        let text = paragraphs.reduce(into: [Inline]()) { $0 += ($0.isEmpty ? [] : [.text(" ")]) + $1 }
        return text.isEmpty ? [] : [.quote(text.tidied(), attribution: attribution)]
    }

    private static func list(_ node: Node, depth: Int) -> Block {
        let items = children(node).map { item in
            children(item).flatMap { child -> [Inline] in
                cmark_node_get_type(child) == CMARK_NODE_PARAGRAPH
                    ? inlines(child, depth: depth)
                    : blocks(child, depth: depth + 1).map { .text(" \($0.plain)") }
            }.tidied()
        }
        return .list(
            ordered: cmark_node_get_list_type(node) == CMARK_ORDERED_LIST, items: items.filter { !$0.isEmpty }
        )
    }

    private static func inlines(_ node: Node, depth: Int) -> [Inline] {
        depth < deepest ? children(node).flatMap { inline($0, depth: depth + 1) } : []
    }

    private static func inline(_ node: Node, depth: Int) -> [Inline] {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_TEXT: return [.text(string(cmark_node_get_literal(node)))]
        case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: return [.text(" ")]
        case CMARK_NODE_CODE: return [.code(string(cmark_node_get_literal(node)))]
        case CMARK_NODE_EMPH: return [.emphasis(inlines(node, depth: depth).tidied())]
        case CMARK_NODE_STRONG: return [.strong(inlines(node, depth: depth).tidied())]
        case CMARK_NODE_LINK:
            let url = string(cmark_node_get_url(node))
            return SafeURL.isLink(url)
                ? [.link(url: url, inlines(node, depth: depth).tidied())] : inlines(node, depth: depth)
        default: return []
        }
    }
}

extension Block {
    /// The words without their markup.
    var plain: String {
        switch self {
        case .heading(_, let inlines), .paragraph(let inlines), .quote(let inlines, _): inlines.plain
        case .list(_, let items): items.map(\.plain).joined(separator: " ")
        case .image(_, let alt, let caption): caption ?? alt
        case .code(let text): text
        case .rule: ""
        }
    }
}
