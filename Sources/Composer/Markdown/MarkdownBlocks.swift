// SPDX-License-Identifier: Apache-2.0
import CCMark
import MailFormat

/// Turns CommonMark's tree, with GitHub's tables, autolinks and footnotes, into blocks.
struct MarkdownBlocks {
    /// The deepest nesting that is kept: no article needs more, and a hostile one must not exhaust the stack.
    private static let deepest = 60

    static func read(_ text: String) -> [Block] {
        cmark_gfm_core_extensions_ensure_registered()
        guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT | CMARK_OPT_FOOTNOTES) else { return [] }
        defer { cmark_parser_free(parser) }
        for name in ["autolink", "strikethrough"] + (MarkdownTables.areBounded(in: text) ? ["table"] : []) {
            if let known = cmark_find_syntax_extension(name) {
                cmark_parser_attach_syntax_extension(parser, known)
            }
        }
        let text = text.contains("&#") ? text.withoutUnwelcomeReferences : text
        cmark_parser_feed(parser, text, text.utf8.count)
        guard let document = cmark_parser_finish(parser) else { return [] }
        defer { cmark_node_free(document) }
        let reader = MarkdownBlocks()
        let blocks = reader.blocks(in: document, depth: 0)
        let notes = reader.notes(in: document)
        return notes.isEmpty ? blocks : blocks + [.footnotes(notes)]
    }

    private typealias Node = OpaquePointer

    private func children(_ node: Node) -> [Node] {
        Array(
            sequence(state: cmark_node_first_child(node)) { next in
                defer { next = next.flatMap { cmark_node_next($0) } }
                return next
            })
    }

    private func string(_ text: UnsafePointer<CChar>?) -> String { text.map { String(cString: $0) } ?? "" }

    private func blocks(in node: Node, depth: Int) -> [Block] {
        depth < Self.deepest ? children(node).flatMap { blocks($0, depth: depth + 1) } : []
    }

    private func blocks(_ node: Node, depth: Int) -> [Block] {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_HEADING:
            let text = inlines(node, depth: depth).tidied()
            return text.isEmpty ? [] : [.heading(level: Int(cmark_node_get_heading_level(node)), text)]
        case CMARK_NODE_PARAGRAPH: return paragraph(node, depth: depth)
        case CMARK_NODE_BLOCK_QUOTE: return quote(node, depth: depth)
        case CMARK_NODE_LIST: return list(node, depth: depth)
        case CMARK_NODE_CODE_BLOCK:
            return [.code(string(cmark_node_get_literal(node)).trimming { $0 == "\n" })]
        case CMARK_NODE_THEMATIC_BREAK: return [.rule]
        case CMARK_NODE_HTML_BLOCK: return html(string(cmark_node_get_literal(node)))
        // The extension's node types have no names in Debian's headers.
        default: return string(cmark_node_get_type_string(node)) == "table" ? table(node, depth: depth) : []
        }
    }

    /// A paragraph that is nothing but an image is an image, its title the caption.
    private func paragraph(_ node: Node, depth: Int) -> [Block] {
        let parts = children(node)
        if let image = lone(in: parts) {
            guard let url = SafeURL.written(string(cmark_node_get_url(image))), !url.hasPrefix("mailto:")
            else { return [] }
            let caption = string(cmark_node_get_title(image))
            let alt = inlines(image, depth: depth).plain
            return [.image(Picture(url: url, alt: alt, caption: caption.isEmpty ? nil : caption))]
        }
        let text = inlines(node, depth: depth).tidied()
        return text.isEmpty ? [] : [.paragraph(text)]
    }

    /// The image, linked or not, when there is nothing else.
    private func lone(in parts: [Node]) -> Node? {
        guard parts.count == 1 else { return nil }
        switch cmark_node_get_type(parts[0]) {
        case CMARK_NODE_IMAGE: return parts[0]
        case CMARK_NODE_LINK: return lone(in: children(parts[0]))
        default: return nil
        }
    }

    /// A last paragraph that starts with a dash names who said it.
    private func quote(_ node: Node, depth: Int) -> [Block] {
        var quoted = blocks(in: node, depth: depth)
        let attribution = quoted.count > 1 ? quoted.last?.attributionLine : nil
        if attribution != nil { quoted.removeLast() }
        return quoted.isEmpty ? [] : [.quote(quoted, attribution: attribution)]
    }

    private func list(_ node: Node, depth: Int) -> [Block] {
        let items = children(node).map { blocks(in: $0, depth: depth) }.filter { !$0.isEmpty }
        let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
        let start = isOrdered ? min(Int(cmark_node_get_list_start(node)), 9999) : 1
        return items.isEmpty ? [] : [.list(ordered: isOrdered, start: start, items: items)]
    }

    private func table(_ node: Node, depth: Int) -> [Block] {
        let rows = children(node).map { row in children(row).map { inlines($0, depth: depth).tidied() } }
        return rows.isEmpty ? [] : [.table(Table(header: rows[0], rows: Array(rows.dropFirst())))]
    }

    /// HTML between paragraphs is read as HTML is; around merge fields, which only text can hold, the tags are dropped.
    private func html(_ text: String) -> [Block] {
        guard text.unicodeScalars.contains(MergeText.open) else {
            var reader = HTMLBlocks()
            return reader.article(HTMLDocument(text).root)
        }
        let words = [Inline.text(text.replacing(/<[^>]*>/, with: " "))].tidied()
        return words.isEmpty ? [] : [.paragraph(words)]
    }

    private func notes(in document: Node) -> [[Inline]] {
        children(document).filter { cmark_node_get_type($0) == CMARK_NODE_FOOTNOTE_DEFINITION }.map { note in
            children(note).flatMap { inlines($0, depth: 0) + [.text(" ")] }.tidied()
        }
    }

    /// The inlines of a node. Tags are dropped; with elements that hold no text for readers, their content is dropped as well.
    private func inlines(_ node: Node, depth: Int) -> [Inline] {
        guard depth < Self.deepest else { return [] }
        var result: [Inline] = []
        var silent: String?
        for child in children(node) {
            if cmark_node_get_type(child) == CMARK_NODE_HTML_INLINE {
                let tag = string(cmark_node_get_literal(child)).lowercased().dropFirst()
                let name = String(tag.drop { $0 == "/" }.prefix { $0.isLetter })
                if tag.hasPrefix("/") {
                    if name == silent { silent = nil }
                } else if silent == nil, Self.silent.contains(name) {
                    silent = name
                }
            } else if silent == nil {
                result += inline(child, depth: depth + 1)
            }
        }
        return result
    }

    private static let silent: Set = [
        "script", "style", "template", "noscript", "iframe", "object", "svg", "math", "textarea", "select",
        "title",
    ]

    private func inline(_ node: Node, depth: Int) -> [Inline] {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_TEXT: return [.text(string(cmark_node_get_literal(node)))]
        case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: return [.text(" ")]
        case CMARK_NODE_CODE: return [.code(string(cmark_node_get_literal(node)))]
        case CMARK_NODE_EMPH: return wrapped(node, depth) { .emphasis($0) }
        case CMARK_NODE_STRONG: return wrapped(node, depth) { .strong($0) }
        case CMARK_NODE_FOOTNOTE_REFERENCE:
            return Int(string(cmark_node_get_literal(node))).map { [.note($0)] } ?? []
        case CMARK_NODE_LINK:
            let url = string(cmark_node_get_url(node))
            guard let url = SafeURL.written(url) else { return inlines(node, depth: depth) }
            return wrapped(node, depth) { .link(url: url, $0) }
        case CMARK_NODE_IMAGE: return []
        default: return inlines(node, depth: depth)
        }
    }

    private func wrapped(_ node: Node, _ depth: Int, _ make: ([Inline]) -> Inline) -> [Inline] {
        let inside = inlines(node, depth: depth).tidied()
        return inside.isEmpty ? [] : [make(inside)]
    }
}
