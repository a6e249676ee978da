// SPDX-License-Identifier: Apache-2.0
import CCMark
import Glibc
import MailFormat
import Synchronization

/// Turns CommonMark's tree, with GitHub's tables, autolinks, footnotes and alerts, into blocks.
///
/// What Markdown has no sign for is HTML in it, and is read as HTML is.
struct MarkdownBlocks {
    /// What is nested deeper is dropped: no article needs it, and a hostile one must not exhaust the stack.
    private static let deepest = 60

    /// One text is parsed at a time: cmark-gfm keeps the signs of its extensions in a table that all parsers share, and takes
    /// them out of it when one has ended.
    private static let turn = Mutex(())

    /// The address that relative links belong to.
    private let base: String?
    private let counted: NoteFinder
    private var losses = LossAccount()

    typealias Node = OpaquePointer

    /// The blocks of a text.
    static func read(_ text: String) -> [Block] { read(text, base: nil).blocks }

    /// Reads a line with its markup; a line that is more than one paragraph is plain words.
    static func line(_ text: String) -> [Inline] {
        let blocks = read(text)
        if case .paragraph(let inlines)? = blocks.first, blocks.count == 1 { return inlines }
        return [.text(text)]
    }

    /// The blocks of a text, and what was left out of it.
    /// - Parameter base: the address that relative links belong to.
    static func read(_ text: String, base: String?) -> (blocks: [Block], losses: LossAccount) {
        cmark_gfm_core_extensions_ensure_registered()
        let options = CMARK_OPT_DEFAULT | CMARK_OPT_FOOTNOTES | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE
        guard let parser = cmark_parser_new(options) else { return ([], LossAccount()) }
        defer { cmark_parser_free(parser) }
        for name in ["autolink", "strikethrough"] + (MarkdownTables.areBounded(in: text) ? ["table"] : []) {
            if let known = cmark_find_syntax_extension(name) {
                cmark_parser_attach_syntax_extension(parser, known)
            }
        }
        let labels = labelsInHTML(of: text)
        // The parser counts notes by Markdown's references alone, and drops those without any.
        let lead = labels.isEmpty ? "" : labels.map { "[^\($0)]" }.joined() + "\n\n"
        let text = lead + (text.contains("&#") ? text.withoutUnwelcomeReferences : text)
        let parsed = turn.withLock { _ in
            cmark_parser_feed(parser, text, text.utf8.count)
            return UInt(bitPattern: cmark_parser_finish(parser))
        }
        guard let document = OpaquePointer(bitPattern: parsed) else { return ([], LossAccount()) }
        defer { cmark_node_free(document) }
        var reader = MarkdownBlocks(base: base, counted: NoteFinder(labels: labels))
        let blocks = Array(reader.blocks(in: document, depth: 0).dropFirst(labels.isEmpty ? 0 : 1))
        let notes = reader.notes(in: document)
        reader.missNotes(of: text)
        return (notes.isEmpty ? blocks : blocks + [.footnotes(notes)], reader.losses)
    }

    private init(base: String?, counted: NoteFinder) {
        self.base = base
        self.counted = counted
    }

    /// The labels of a text's notes in the order of their first references, where HTML in it refers to some.
    private static func labelsInHTML(of text: String) -> [String] {
        guard text.contains("href=\"#note-") else { return [] }
        let referred = text.matches(of: /\[\^([^\]\s]{1,100})\](?!:)|href="#note-([^"\s]{1,100})"/).compactMap
        {
            ($0.1 ?? $0.2).map(String.init)
        }
        let defined = Set(text.matches(of: /\[\^([^\]\s]{1,100})\]:/).map { String($0.1) })
        return referred.uniqued().filter(defined.contains)
    }

    private func children(_ node: Node) -> [Node] {
        Array(
            sequence(state: cmark_node_first_child(node)) { next in
                defer { next = next.flatMap { cmark_node_next($0) } }
                return next
            })
    }

    private func string(_ text: UnsafePointer<CChar>?) -> String { text.map { String(cString: $0) } ?? "" }

    private func literal(_ node: Node) -> String { string(cmark_node_get_literal(node)) }

    private mutating func blocks(in node: Node, depth: Int) -> [Block] {
        guard depth < Self.deepest else {
            losses.note("text nested too deep", "")
            return []
        }
        var result: [Block] = []
        for child in children(node) { result += blocks(child, depth: depth + 1) }
        return result
    }

    private mutating func blocks(_ node: Node, depth: Int) -> [Block] {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_HEADING:
            let text = inlines(node, depth: depth).tidied()
            return text.isEmpty ? [] : [.heading(level: Int(cmark_node_get_heading_level(node)), text)]
        case CMARK_NODE_PARAGRAPH: return paragraph(node, depth: depth)
        case CMARK_NODE_BLOCK_QUOTE: return quote(node, depth: depth)
        case CMARK_NODE_LIST: return list(node, depth: depth)
        case CMARK_NODE_CODE_BLOCK: return [.code(literal(node).trimming { $0 == "\n" })]
        case CMARK_NODE_THEMATIC_BREAK: return [.rule]
        case CMARK_NODE_HTML_BLOCK: return html(literal(node))
        // The extension's node types have no names in Debian's headers.
        default: return string(cmark_node_get_type_string(node)) == "table" ? table(node, depth: depth) : []
        }
    }

    /// Pictures stand on their own; one with a line of stressed words below it has its caption there.
    private mutating func paragraph(_ node: Node, depth: Int) -> [Block] {
        if holdsHTML(node), let html = html(in: node) { return self.html("<p>\(html)</p>", isLine: true) }
        var blocks: [Block] = []
        var line: [Inline] = []
        for inline in inlines(node, depth: depth) {
            guard let picture = inline.lonePicture else {
                line.append(inline)
                continue
            }
            blocks += HTMLBlocks.paragraphs(line)
            line = []
            blocks.append(.image(picture))
        }
        if case .image(var picture)? = blocks.last, blocks.count == 1, picture.caption.isEmpty,
            case .text(let gap)? = line.first, gap == "\n", line.count == 2,
            case .marked(.emphasis, let caption) = line[1]
        {
            picture.caption = caption
            return [.image(picture)]
        }
        return blocks + HTMLBlocks.paragraphs(line)
    }

    /// A last paragraph or line that starts with a dash names who said it; a first line `[!NOTE]` makes it a box.
    private mutating func quote(_ node: Node, depth: Int) -> [Block] {
        if let callout = callout(node, depth: depth) { return [callout] }
        partAttribution(of: node)
        var quoted = blocks(in: node, depth: depth)
        let last = quoted.count > 1 ? quoted.last : nil
        guard let attribution = last?.attributionLine else {
            return quoted.isEmpty ? [] : [.quote(quoted, attribution: nil)]
        }
        quoted.removeLast()
        return [.quote(quoted, attribution: attribution, source: last?.attributionSource)]
    }

    /// Makes a paragraph of a quotation's last line where it begins with a long dash, and the line before it ends a sentence: a dash
    /// may also stand within one, or begin each line of a dialogue.
    private func partAttribution(of quotation: Node) {
        guard let last = cmark_node_last_child(quotation), cmark_node_get_type(last) == CMARK_NODE_PARAGRAPH
        else {
            return
        }
        let parts = children(last)
        guard
            let end = parts.lastIndex(where: {
                [CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK].contains(cmark_node_get_type($0))
            }), let line = parts[(end + 1)...].first, beginsWithDash(line), let first = parts.first,
            !beginsWithDash(first),
            cmark_node_get_type(parts[end]) == CMARK_NODE_LINEBREAK || endsSentence(parts[..<end]),
            let paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH)
        else { return }
        for part in parts[(end + 1)...] { cmark_node_append_child(paragraph, part) }
        cmark_node_free(parts[end])
        cmark_node_insert_after(last, paragraph)
    }

    private func beginsWithDash(_ node: Node) -> Bool {
        literal(node).first.map { "—–―".contains($0) } ?? false
    }

    private func endsSentence(_ line: ArraySlice<Node>) -> Bool {
        var node = line.last
        while let inside = node.flatMap({ cmark_node_last_child($0) }) { node = inside }
        return node.map(literal)?.last { !"”’»\"'*_)".contains($0) }.map { ".!?…。！？".contains($0) } ?? false
    }

    private mutating func callout(_ node: Node, depth: Int) -> Block? {
        let parts = children(node)
        guard let first = parts.first, cmark_node_get_type(first) == CMARK_NODE_PARAGRAPH,
            depth < Self.deepest
        else { return nil }
        // Reading it notes what it has not, so it is read only where it may be one.
        guard children(first).prefix(3).map(literal).joined().hasPrefix("[!") else { return nil }
        let line = inlines(first, depth: depth)
        guard
            let start = [Inline](line.prefix { $0 != .text("\n") }).plain
                .wholeMatch(of: /\[!([A-Za-z]+)\][-+]?(.*)/)
        else { return nil }
        let rest = [Inline](line.drop { $0 != .text("\n") }).tidied()
        var blocks = rest.isEmpty ? [] : HTMLBlocks.paragraphs(rest)
        for part in parts.dropFirst() { blocks += self.blocks(part, depth: depth + 1) }
        let kind = Callout.named(in: [start.1.lowercased()])
        var title: String? = start.2.trimming(\.isWhitespace)
        if title?.isEmpty == true { title = nil }
        // A number says something without words below it; any other box has its words in one line then.
        if blocks.isEmpty, kind != .figure, let words = title {
            (blocks, title) = ([.paragraph([.text(words)])], nil)
        }
        guard !blocks.isEmpty || title != nil else { return nil }
        return .callout(kind, title: title, blocks)
    }

    private mutating func list(_ node: Node, depth: Int) -> [Block] {
        var items: [[Block]] = []
        for child in children(node) {
            let item = blocks(in: child, depth: depth)
            if !item.isEmpty { items.append(item) }
        }
        let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
        let start = isOrdered ? min(Int(cmark_node_get_list_start(node)), 999_999) : 1
        return items.isEmpty ? [] : [.list(ordered: isOrdered, start: start, items: items)]
    }

    private mutating func table(_ node: Node, depth: Int) -> [Block] {
        var rows: [[Table.Cell]] = []
        for (index, row) in children(node).enumerated() {
            var cells: [Table.Cell] = []
            for cell in children(row) {
                let content = inlines(cell, depth: depth).tidied()
                cells.append(Table.Cell(content, isHeader: index == 0))
            }
            rows.append(cells)
        }
        let table = Table(rows: rows)
        losses.note(cutFrom: rows, in: table)
        return rows.isEmpty ? [] : [.table(table)]
    }

    /// HTML is read as HTML is; around merge fields, which only text can hold, the tags are dropped.
    /// - Parameter isLine: whether it is a line of Markdown's, whose notes are counted already.
    private mutating func html(_ text: String, isLine: Bool = false) -> [Block] {
        guard text.unicodeScalars.contains(MergeText.open) else {
            var reader = HTMLBlocks(base: base)
            let root = HTMLDocument(text).root
            let blocks = isLine ? reader.fragment(root, notes: counted) : reader.article(root, notes: counted)
            losses.add(reader.losses)
            return blocks
        }
        let words = [Inline.text(text.replacing(/<[^>]*>/, with: " "))].tidied()
        return words.isEmpty ? [] : [.paragraph(words)]
    }

    // MARK: Notes

    private mutating func notes(in document: Node) -> [[Block]] {
        var notes: [[Block]] = []
        for node in children(document) where cmark_node_get_type(node) == CMARK_NODE_FOOTNOTE_DEFINITION {
            let note = blocks(in: node, depth: 0)
            notes.append(note.isEmpty ? [.paragraph([.text("–")])] : note)
        }
        return notes
    }

    /// Notes that nothing refers to: the parser drops them.
    private mutating func missNotes(of text: String) {
        guard text.contains("]:") else { return }
        let counts = Dictionary(
            text.matches(of: /\[\^([^\]\s]{1,100})\]/).map { ($0.1, 1) }, uniquingKeysWith: +)
        for match in text.matches(of: /(?:^|\n) {0,3}\[\^([^\]\s]{1,100})\]:[ \t]*([^\n]*)/)
        where counts[match.1] ?? 0 < 2 {
            losses.note("footnote", String(match.2))
        }
    }

    // MARK: Lines

    private mutating func inlines(_ node: Node, depth: Int) -> [Inline] {
        guard depth < Self.deepest else { return [] }
        if holdsHTML(node), let html = html(in: node) {
            var reader = HTMLBlocks(base: base)
            let line = reader.line(HTMLDocument("<p>\(html)</p>").root, notes: counted)
            losses.add(reader.losses)
            return line
        }
        var result: [Inline] = []
        for child in children(node) { result += inline(child, depth: depth + 1) }
        return result
    }

    private func holdsHTML(_ node: Node) -> Bool {
        children(node).contains { cmark_node_get_type($0) == CMARK_NODE_HTML_INLINE }
    }

    /// A line with HTML in it as HTML; nil where it has merge fields, which HTML's reader takes out.
    private func html(in node: Node) -> String? {
        let options = CMARK_OPT_DEFAULT | CMARK_OPT_UNSAFE
        var result = ""
        for child in children(node) {
            guard let html = cmark_render_html(child, options, nil) else { return nil }
            defer { free(html) }
            result += String(cString: html)
        }
        return result.unicodeScalars.contains(MergeText.open) ? nil : result
    }

    private mutating func inline(_ node: Node, depth: Int) -> [Inline] {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_TEXT: return [.text(literal(node))]
        case CMARK_NODE_SOFTBREAK: return [.text("\n")]
        case CMARK_NODE_LINEBREAK: return [.lineBreak]
        case CMARK_NODE_CODE: return [.code(literal(node))]
        case CMARK_NODE_EMPH: return wrapped(node, depth) { .emphasis($0) }
        case CMARK_NODE_STRONG: return wrapped(node, depth) { .strong($0) }
        case CMARK_NODE_FOOTNOTE_REFERENCE: return Int(literal(node)).map { [.note($0)] } ?? []
        case CMARK_NODE_LINK: return link(node, depth: depth)
        case CMARK_NODE_IMAGE: return image(node, depth: depth)
        case CMARK_NODE_HTML_INLINE: return []
        default:
            return string(cmark_node_get_type_string(node)) == "strikethrough"
                ? wrapped(node, depth) { .marked(.strike, $0) } : inlines(node, depth: depth)
        }
    }

    private mutating func link(_ node: Node, depth: Int) -> [Inline] {
        let written = string(cmark_node_get_url(node))
        let inside = inlines(node, depth: depth)
        // The extension says http for a name that starts with www.
        let isBare = written.hasPrefix("http://www.") && inside.plain == written.dropFirst(7)
        let address = isBare ? "https\(written.dropFirst(4))" : written
        guard let url = absolute(address) else { return inside }
        if case .picture(var picture)? = inside.first, inside.count == 1 {
            if !HTMLImage.isFile(url) { picture.link = url }
            return [.picture(picture)]
        }
        return inside.tidied().isEmpty ? [] : [.link(url: url, inside.tidied())]
    }

    private mutating func image(_ node: Node, depth: Int) -> [Inline] {
        let alt = inlines(node, depth: depth).plainLine
        let written = string(cmark_node_get_url(node))
        guard let url = absolute(written), !url.hasPrefix("mailto:") else {
            losses.note("picture", alt.isEmpty ? written : alt)
            return []
        }
        let title = string(cmark_node_get_title(node))
        return [.picture(Picture(url: url, alt: alt, caption: title.isEmpty ? nil : title))]
    }

    /// An address as it was written; one that belongs to the article's own address, or has characters that an address has
    /// not, is made whole.
    private func absolute(_ address: String) -> String? {
        if SafeURL.isLink(address) { return address }
        let isRelative = !address.contains("://")
        let whole = isRelative && base == nil ? nil : SafeURL.resolved(address, base: base)
        return address.hasPrefix("#") ? nil : whole ?? SafeURL.written(address)
    }

    private mutating func wrapped(_ node: Node, _ depth: Int, _ make: ([Inline]) -> Inline) -> [Inline] {
        let inside = inlines(node, depth: depth).tidied()
        return inside.isEmpty ? [] : [make(inside)]
    }
}

extension Inline {
    /// The picture that it is.
    fileprivate var lonePicture: Picture? { if case .picture(let picture) = self { picture } else { nil } }
}

extension Block {
    /// Where the name of who said it leads.
    fileprivate var attributionSource: String? {
        guard case .paragraph(let inlines) = self else { return nil }
        return inlines.lazy.compactMap {
            if case .link(let url, _) = $0, SafeURL.isWeb(url) { url } else { nil }
        }.first
    }
}
