// SPDX-License-Identifier: Apache-2.0

/// Turns the elements an article can have into blocks.
///
/// What is not on the list is unwrapped, so that its text stays, or dropped, so that nothing that runs, frames, hides or
/// tracks can get through. What is dropped is noted in an account.
struct HTMLBlocks {
    /// The address that relative links belong to.
    let base: String?
    /// Repeated by many pages inside the body.
    private let headline: String?
    /// What was dropped so far.
    var losses = LossAccount()
    /// The notes of the article by the identifiers that links to them name.
    var notes = NoteFinder()
    /// Addresses of the pictures read so far: what stands in `<noscript>` is often one of them again.
    var pictured: Set<String> = []

    /// - Parameters:
    ///   - base: the page's address, if known.
    ///   - headline: a heading of this text is left out.
    init(base: String? = nil, skipping headline: String? = nil) {
        self.base = base
        self.headline = headline
    }

    /// Never part of an article's text, and never missed.
    private static let unseen: Set = [
        "script", "style", "template", "head", "title", "link", "meta", "base", "param", "source", "track",
        "area", "map", "input", "progress", "meter", "rp", "wbr",
    ]
    /// Parts of a page that stand beside its article.
    private static let besides: Set = [
        "nav", "footer", "form", "dialog", "select", "textarea", "button", "canvas",
    ]
    /// Start a line of their own.
    private static let containers: Set<String> = [
        "html", "body", "main", "article", "section", "div", "header", "center", "td", "th", "tr", "tbody",
        "thead", "tfoot", "details", "dl", "li", "address", "fieldset", "hgroup", "figcaption", "blockquote",
        "aside", "caption", "noscript",
    ]
    static let blockNames = containers.union([
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "hr", "figure", "table", "dt", "dd",
        "summary",
    ])

    /// The blocks of an article, its footnotes last.
    /// - Parameter counted: notes that are known already, for a part that has none of its own.
    mutating func article(_ node: HTMLNode, notes counted: NoteFinder = NoteFinder()) -> [Block] {
        let root = node.name == nil ? HTMLNode(name: "p", children: [node]) : node
        notes = NoteFinder(root)
        if notes.containers.isEmpty {
            notes = counted
            return read(root)
        }
        var blocks = read(notes.text)
        let found = notes.containers
        notes.isInside = true
        blocks.append(.footnotes(found.map { note($0) }))
        return blocks
    }

    /// The blocks of a part of a Markdown text, whose notes that text counts.
    mutating func fragment(_ node: HTMLNode, notes counted: NoteFinder) -> [Block] {
        notes = counted
        return read(node)
    }

    /// A line of a Markdown text, with white space at its ends.
    mutating func line(_ node: HTMLNode, notes counted: NoteFinder) -> [Inline] {
        notes = counted
        return unwrapped(node)
    }

    mutating func read(_ node: HTMLNode) -> [Block] {
        var blocks: [Block] = []
        var loose: [Inline] = []
        func flush() {
            blocks += Self.paragraphs(loose)
            loose = []
        }
        for child in WordList.gathered(node.children) {
            guard let name = child.name else {
                loose += inlines(child)
                continue
            }
            if isDropped(child) { continue }
            if let known = block(name, child) {
                flush()
                blocks += known
            } else {
                loose += inlines(child)
            }
        }
        flush()
        return blocks
    }

    /// Text as paragraphs; an empty line between two lines parts them.
    static func paragraphs(_ inlines: [Inline]) -> [Block] {
        var parts: [[Inline]] = [[]]
        var breaks = 0
        for inline in inlines {
            let isBlank: Bool = if case .text(let text) = inline { text.allSatisfy(\.parts) } else { false }
            if case .lineBreak = inline {
                breaks += 1
            } else if !isBlank {
                if breaks > 1 {
                    parts.append([])
                } else if breaks == 1 {
                    parts[parts.count - 1].append(.lineBreak)
                }
                breaks = 0
                parts[parts.count - 1].append(inline)
            } else if breaks == 0 {
                parts[parts.count - 1].append(inline)
            }
        }
        return parts.map { $0.tidied() }.filter { !$0.isBlank }.map { .paragraph($0) }
    }

    /// Whether an element is left out with all that is in it; notes what a reader could miss.
    mutating func isDropped(_ node: HTMLNode) -> Bool {
        guard let name = node.name else { return false }
        if Self.unseen.contains(name) || node.isLineNumber { return true }
        if HTMLImage.names.contains(name) { return HTMLImage(node).isHidden }
        if node.isHidden {
            if node.textSize > 0 { losses.note("hidden text", node.line, origin: .site) }
            return true
        }
        guard Self.besides.contains(name) else { return false }
        let isDrawing = name == "canvas"
        if isDrawing || node.textSize > 0 {
            losses.note(name, node.line, origin: isDrawing ? .article : .site)
        }
        return true
    }

    /// Nil for what is part of a line of text.
    private mutating func block(_ name: String, _ node: HTMLNode) -> [Block]? {
        if let special = special(node) { return special }
        switch name {
        case "p" where node.hasHint("verse"), "div" where node.hints == ["verse"]: return verse(node)
        case "p", "dd":
            let blocks = holdsBlocks(node) ? read(node) : Self.paragraphs(run(node, isWhole: false))
            // Word processors set a title as a paragraph.
            if blocks.count == 1, case .paragraph(let text) = blocks[0], text.plain == headline { return [] }
            return blocks
        case "dt", "summary":
            let text = run(node)
            return text.isEmpty ? [] : [.paragraph([.strong(text)])]
        case "h1", "h2", "h3", "h4", "h5", "h6": return heading(name, node)
        case "blockquote": return quote(node, caption: nil)
        case "ul", "ol": return list(name, node)
        case "pre": return preformatted(node)
        case "hr": return [.rule]
        case "figure": return figure(node)
        case "table": return table(node)
        case "noscript": return withoutScript(node)
        case let name where Self.containers.contains(name) || holdsBlocks(node): return read(node)
        default: return nil
        }
    }

    /// What an element's class or kind makes of it, whatever its name.
    private mutating func special(_ node: HTMLNode) -> [Block]? {
        if let embed = embed(node) { return embed }
        if let pictures = pictureBlocks(node) { return pictures }
        if let callout = callout(node) { return callout }
        if let button = button(node) { return button }
        return node.name == "a" && holdsBlocks(node) ? linkedBlocks(node) : nil
    }

    /// Whether something inside starts a line of its own.
    func holdsBlocks(_ node: HTMLNode) -> Bool {
        node.children.contains { child in
            guard let name = child.name else { return false }
            return Self.blockNames.contains(name) || EmbeddedMedia.names.contains(name)
                || HTMLImage.names.contains(name) && !HTMLImage(child).isInline || holdsBlocks(child)
        }
    }

    private mutating func heading(_ name: String, _ node: HTMLNode) -> [Block] {
        var text = run(node)
        let images = text.pictures.filter { !$0.isOfLine }.map(Block.image)
        if !images.isEmpty { text = text.withoutPictures.tidied() }
        if text.isEmpty || (headline != nil && text.plainLine == headline) { return images }
        return images + [.heading(level: min(max(Int(name.dropFirst()) ?? 2, 2), 4), text)]
    }

    mutating func quote(_ node: HTMLNode, caption: [Inline]?) -> [Block] {
        let source = SafeURL.web(node["cite"], base: base)
        var kept = node.children
        let last = kept.lastIndex { $0.textSize > 0 }.flatMap { isSignature($0, kept) ? $0 : nil }
        let signed = (last ?? kept.firstIndex { $0.name == "footer" }).map { kept.remove(at: $0) }
        let words = [signed?.line, caption?.plainLine].compactMap(\.self).filter { !$0.isEmpty }
        var attribution: String? = words.joined(separator: ", ").trimming { "—–―- ".contains($0) }
        var blocks = read(HTMLNode(name: "blockquote", children: kept))
        if attribution?.isEmpty != false, blocks.count > 1, let name = blocks.last?.attributionLine {
            attribution = name
            blocks.removeLast()
        }
        if attribution?.isEmpty == true { attribution = nil }
        return blocks.isEmpty ? [] : [.quote(blocks, attribution: attribution, source: source)]
    }

    /// Whether a quotation's last child is a work that is named behind its words and not in a sentence of theirs.
    private func isSignature(_ index: Int, _ children: [HTMLNode]) -> Bool {
        guard children[index].name == "cite",
            let before = children[..<index].last(where: { $0.textSize > 0 || $0.name == "br" })
        else { return false }
        if let name = before.name { return name == "br" || Self.blockNames.contains(name) }
        return before.text.trimming(\.isWhitespace).last.map { ".!?…”\"»’—–―-".contains($0) } == true
    }

    private mutating func list(_ name: String, _ node: HTMLNode) -> [Block] {
        var items: [[Block]] = []
        var first: Int?
        for child in node.children where !isDropped(child) {
            switch child.name {
            case "li":
                if items.isEmpty { first = child["value"].flatMap { Int($0) } }
                let before = losses.ofSite
                let item = read(child)
                // One that held nothing but the site's is no loss.
                if item.isEmpty, losses.ofSite == before, child.textSize > 0 || child.first("img") != nil {
                    losses.note("list item", child.line)
                }
                if !item.isEmpty { items.append(item) }
            case "ul", "ol":
                // Word processors put a list into a list and not into its item.
                let inner = list(child.name ?? "ul", child)
                if items.isEmpty {
                    items += inner.isEmpty ? [] : [inner]
                } else {
                    items[items.count - 1] += inner
                }
            default:
                let other = read(HTMLNode(name: "li", children: [child]))
                if !other.isEmpty { items.append(other) }
            }
        }
        if items.isEmpty { return [] }
        let isOrdered = name == "ol"
        let isReversed = isOrdered && node["reversed"] != nil
        let start = node["start"].flatMap { Int($0) } ?? first ?? (isReversed ? items.count : 1)
        return [
            .list(
                ordered: isOrdered, start: isOrdered ? max(0, min(start, 999_999)) : 1,
                isReversed: isReversed, items: items)
        ]
    }

    private mutating func preformatted(_ node: HTMLNode) -> [Block] {
        if node.hasHint("verse") { return verse(node) }
        let text = node.withoutLineNumbers.text.trimming { $0 == "\n" }
        return text.isEmpty ? [] : [.code(text)]
    }

    /// Its lines are those of the source, whatever ends them.
    mutating func verse(_ node: HTMLNode) -> [Block] {
        let isPreformatted = node.name == "pre" || node.first("br") == nil && node.name == "p"
        let lines = unwrapped(node).flatMap { inline -> [Inline] in
            guard isPreformatted, case .text(let text) = inline else { return [inline] }
            let parts = text.split(separator: "\n", omittingEmptySubsequences: false)
            return Array(parts.map { [Inline.text(String($0))] }.joined(separator: [.lineBreak]))
        }
        let text = lines.tidied()
        return text.isEmpty ? [] : [.verse(text)]
    }

    /// What readers of the page without scripts get: pictures that a script would load, or the text itself.
    private mutating func withoutScript(_ node: HTMLNode) -> [Block] {
        let pictures = node.all { HTMLImage.names.contains($0.name ?? "") }.map(HTMLImage.init)
        let isArticle = node.all { $0.name == "p" }.reduce(0) { $0 + $1.textSize } > 100
        if isArticle || pictures.contains(where: { !$0.isTracker && !isKnown($0) }) {
            return read(withoutKnown(node))
        }
        if node.textSize > 0 { losses.note("noscript", node.line, origin: .site) }
        return []
    }

    private func isKnown(_ image: HTMLImage) -> Bool {
        image.address(base: base).map(pictured.contains) == true
    }

    /// The same without the pictures that were read already.
    private func withoutKnown(_ node: HTMLNode) -> HTMLNode {
        guard node.name != nil else { return node }
        let kept = node.children.filter { child in
            !HTMLImage.names.contains(child.name ?? "") || !isKnown(HTMLImage(child))
        }
        return node.replacing(children: kept.map(withoutKnown))
    }

    /// A link around headings and paragraphs is a link on the words of each.
    private mutating func linkedBlocks(_ node: HTMLNode) -> [Block] {
        let blocks = read(HTMLNode(name: "div", children: node.children))
        guard let url = node["href"].flatMap({ SafeURL.resolved($0, base: base) ?? SafeURL.written($0) })
        else {
            return blocks
        }
        return blocks.map { block in
            guard case .image(var picture) = block else {
                return [block].mapInlines { $0.isEmpty ? $0 : [.link(url: url, $0.unlinked)] }[0]
            }
            if !HTMLImage.isFile(url) { picture.link = picture.link ?? url }
            return .image(picture)
        }
    }
}

extension [Inline] {
    /// Whether it has nothing but spaces, of whatever kind.
    var isBlank: Bool {
        allSatisfy { inline in
            switch inline {
            case .text(let text): text.allSatisfy(\.isWhitespace)
            case .lineBreak: true
            default: false
            }
        }
    }

    /// Without links, their words kept: no link stands in a link.
    var unlinked: [Inline] {
        flatMap { inline -> [Inline] in
            if case .link(_, let children) = inline { return children.unlinked }
            return [inline.replacing(children: inline.children.unlinked)]
        }
    }

    /// Without the pictures that stand on their own.
    var withoutPictures: [Inline] {
        compactMap { inline in
            if case .picture(let picture) = inline, !picture.isOfLine { return nil }
            let children = inline.children.withoutPictures
            return children.isEmpty && !inline.children.isEmpty ? nil : inline.replacing(children: children)
        }
    }
}

extension Block {
    /// Whom a quotation's last paragraph names: "— Ann Or, baker".
    var attributionLine: String? {
        guard case .paragraph(let inlines) = self, let dash = inlines.plain.first, "—–-―".contains(dash)
        else { return nil }
        let name = inlines.plainLine.dropFirst().trimming { $0 == " " }
        return name.isEmpty ? nil : name
    }
}
