// SPDX-License-Identifier: Apache-2.0

/// Turns the elements an article can have into blocks. All other elements are unwrapped or dropped, so that nothing that runs,
/// frames, hides or tracks can get through.
struct HTMLBlocks {
    /// The address that relative links belong to.
    private let base: String?
    /// The headline, which many pages repeat inside the body.
    private let headline: String?
    /// Elements that footnote references may point to.
    private var targets: [String: HTMLNode] = [:]
    /// Identifiers of the notes referred to so far: note `i + 1` is `noted[i]`.
    private var noted: [String] = []

    /// - Parameters:
    ///   - base: the page's address, if known.
    ///   - headline: a heading of this text is left out.
    init(base: String? = nil, skipping headline: String? = nil) {
        self.base = base
        self.headline = headline
    }

    /// Elements that are never part of an article's text.
    private static let dropped = HTMLNode.silent.union(["nav", "aside", "footer", "form"])
    /// The words of links from a footnote back to its place.
    private static let waysBack: Set = ["↩", "↩︎", "↑", "^", "⏎"]
    /// Elements that start a line of their own.
    private static let containers: Set<String> = [
        "html", "body", "main", "article", "section", "div", "header", "center", "td", "th", "tr", "tbody",
        "thead", "tfoot", "details", "dl", "li", "address", "fieldset", "hgroup", "figcaption", "blockquote",
    ]
    private static let blockNames = containers.union([
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "hr", "figure", "table", "dt", "dd",
        "summary",
        "picture", "img",
    ])

    /// The blocks of an article, its footnotes last.
    mutating func article(_ node: HTMLNode) -> [Block] {
        node.visit { element in
            if let id = element["id"], ["li", "p", "div", "section", "aside"].contains(element.name) {
                targets[id] = element
            }
        }
        var blocks = read(node.name == nil ? HTMLNode(name: "p", children: [node]) : node)
        if !noted.isEmpty { blocks.append(.footnotes(notes())) }
        return blocks
    }

    private mutating func read(_ node: HTMLNode) -> [Block] {
        var blocks: [Block] = []
        var loose: [Inline] = []
        func flush() {
            let text = loose.tidied()
            if !text.isEmpty { blocks.append(.paragraph(text)) }
            loose = []
        }
        for child in node.children where !child.isHidden && !Self.dropped.contains(child.name ?? "") {
            if let name = child.name, let known = block(name, child) {
                flush()
                blocks += known
            } else {
                loose += inlines(child)
            }
        }
        flush()
        return blocks
    }

    /// The blocks of an element; nil when it is part of a line of text.
    private mutating func block(_ name: String, _ node: HTMLNode) -> [Block]? {
        switch name {
        case "p", "dd":
            if Self.holdsBlocks(node) { return read(node) }
            return paragraph(node)
        case "dt", "summary":
            let text = run(node)
            return text.isEmpty ? [] : [.paragraph([.strong(text)])]
        case "h1", "h2", "h3", "h4", "h5", "h6": return heading(name, node)
        case "blockquote": return quote(node, caption: nil)
        case "ul", "ol": return list(name, node)
        case "pre": return [.code(node.text.trimming { $0 == "\n" })]
        case "hr": return [.rule]
        case "img", "picture": return node.first("img").flatMap { picture($0, caption: nil) } ?? []
        case "figure": return figure(node)
        case "table": return table(node) ?? read(node)
        case let name where Self.containers.contains(name) || Self.holdsBlocks(node): return read(node)
        default: return nil
        }
    }

    private static func holdsBlocks(_ node: HTMLNode) -> Bool {
        node.children.contains { child in
            child.name.map { blockNames.contains($0) || holdsBlocks(child) } ?? false
        }
    }

    private mutating func paragraph(_ node: HTMLNode) -> [Block] {
        let text = run(node)
        return text.isEmpty ? [] : [.paragraph(text)]
    }

    private mutating func heading(_ name: String, _ node: HTMLNode) -> [Block] {
        let text = run(node)
        if text.isEmpty || (headline != nil && text.plain == headline) { return [] }
        return [.heading(level: min(max(Int(name.dropFirst()) ?? 2, 2), 4), text)]
    }

    private mutating func quote(_ node: HTMLNode, caption: String?) -> [Block] {
        let source = node.first("cite") ?? node.first("footer")
        var attribution = (source?.line ?? caption).map { $0.trimming { "—–- ".contains($0) } }
        let kept = node.children.filter { child in !["cite", "footer"].contains(child.name) }
        var blocks = read(HTMLNode(name: "blockquote", children: kept))
        if source == nil, caption == nil, blocks.count > 1, let name = blocks.last?.attributionLine {
            attribution = name
            blocks.removeLast()
        }
        return blocks.isEmpty ? [] : [.quote(blocks, attribution: attribution)]
    }

    private mutating func list(_ name: String, _ node: HTMLNode) -> [Block] {
        let entries = node.children.filter { $0.name == "li" && !$0.isHidden }
        if !entries.isEmpty, entries.allSatisfy({ $0["id"].map(noted.contains) == true }) { return [] }
        let items = entries.map { read($0) }.filter { !$0.isEmpty }
        let start = name == "ol" ? node["start"].flatMap { Int($0) } ?? 1 : 1
        return items.isEmpty
            ? [] : [.list(ordered: name == "ol", start: max(0, min(start, 9999)), items: items)]
    }

    private mutating func figure(_ node: HTMLNode) -> [Block] {
        let caption = node.first("figcaption")?.line
        if let quoted = node.first("blockquote") { return quote(quoted, caption: caption) }
        guard let image = node.first("img") else { return read(node) }
        return picture(image, caption: caption?.isEmpty == true ? nil : caption) ?? []
    }

    /// A table's block, if its cells are short; nil for a `<table>` that is layout.
    private mutating func table(_ node: HTMLNode) -> [Block]? {
        let rows = node.all { $0.name == "tr" }.map { row in
            row.children.filter { $0.name == "td" || $0.name == "th" }
        }.filter { !$0.isEmpty }
        let width = rows.map(\.count).max() ?? 0
        let isNamed = rows.first?.allSatisfy { $0.name == "th" } == true
        guard width > 1, width <= 20, rows.count > 1, isNamed || node["role"] != "presentation",
            node.all(where: { $0.name == "table" }).count == 1,
            rows.joined().allSatisfy({ cell in
                cell.text.utf8.count <= 400
                    && !cell.all { ["img", "ul", "ol", "h2", "h3", "table"].contains($0.name) }
                        .contains { $0.name != nil }
            })
        else { return nil }
        let cells = rows.map { row in row.map { run($0) } + Array(repeating: [], count: width - row.count) }
        return [.table(Table(header: cells[0], rows: Array(cells.dropFirst())))]
    }

    /// An image's block. Images of a pixel or two are trackers or spacers, and `data:` is what pages show until scripts load
    /// the real one; those are dropped.
    private func picture(_ node: HTMLNode, caption: String?) -> [Block]? {
        let (width, height) = (node.pixels("width"), node.pixels("height"))
        guard !node.isHidden, width.map({ $0 > 2 }) ?? true, height.map({ $0 > 2 }) ?? true,
            let url = source(of: node), !Self.isBeacon(url)
        else { return nil }
        return [
            .image(
                Picture(
                    url: url, alt: node["alt"]?.trimming(\.isWhitespace) ?? "", caption: caption,
                    width: width,
                    height: height))
        ]
    }

    private func source(of node: HTMLNode) -> String? {
        let late = ["data-src", "data-original", "data-lazy-src"].compactMap { node[$0] }
        let set = (node["srcset"] ?? node["data-srcset"])?.split(separator: ",").last?
            .split(separator: " ").first.map(String.init)
        return ([node["src"]].compactMap(\.self) + late + [set].compactMap(\.self)).lazy
            .compactMap { SafeURL.resolved($0, base: base) }.first(where: SafeURL.isWeb)
    }

    private static func isBeacon(_ url: String) -> Bool {
        let parts = url.prefix { $0 != "?" }.split(separator: "/").last?.split(separator: ".") ?? []
        let isPhotograph =
            parts.count > 1 && ["jpg", "jpeg", "webp", "avif"].contains(parts.last?.lowercased())
        return !isPhotograph
            && ["pixel", "spacer", "blank", "1x1", "clear", "beacon", "transparent", "track", "open"]
                .contains(parts.first?.lowercased() ?? "")
    }

    /// The element's text as one run.
    private mutating func run(_ node: HTMLNode) -> [Inline] {
        unwrapped(node).tidied()
    }

    private mutating func inlines(_ node: HTMLNode) -> [Inline] {
        guard let name = node.name else { return [.text(node.text)] }
        if Self.dropped.contains(name) || node.isHidden { return [] }
        switch name {
        case "em", "i", "cite", "dfn": return marked(node) { .emphasis($0) }
        case "strong", "b": return marked(node) { .strong($0) }
        case "code", "kbd", "samp", "tt": return [.code(node.text)]
        case "br": return [.text(" ")]
        case "img": return []
        case "a": return link(node)
        default: return unwrapped(node)
        }
    }

    /// Marks the words of an element; white space at either end is left outside of the markup.
    private mutating func marked(_ node: HTMLNode, _ make: ([Inline]) -> Inline) -> [Inline] {
        let text = node.text
        let inside = run(node)
        guard !inside.isEmpty else { return text.isEmpty ? [] : [.text(" ")] }
        return (text.first?.isWhitespace == true ? [.text(" ")] : []) + [make(inside)]
            + (text.last?.isWhitespace == true ? [.text(" ")] : [])
    }

    private mutating func link(_ node: HTMLNode) -> [Inline] {
        let reference = node["href"] ?? "#"
        if reference.hasPrefix("#"), Self.waysBack.contains(node.line) { return [] }
        if let number = note(reference, named: node.line) { return [.note(number)] }
        guard !reference.hasPrefix("#"), let url = SafeURL.resolved(reference, base: base) else {
            return unwrapped(node)
        }
        return marked(node) { .link(url: url, $0) }
    }

    private mutating func unwrapped(_ node: HTMLNode) -> [Inline] {
        var result: [Inline] = []
        for child in node.children { result += inlines(child) }
        return result
    }

    /// The number of the footnote that a link inside the page refers to; nil unless its words are a number or a sign.
    private mutating func note(_ reference: String, named text: String) -> Int? {
        let sign = text.trimming { "[]()".contains($0) }
        guard reference.hasPrefix("#"), !sign.isEmpty,
            Int(sign) != nil || ["*", "†", "‡", "§"].contains(sign)
        else { return nil }
        let id = String(reference.dropFirst())
        guard targets[id] != nil else { return nil }
        if let index = noted.firstIndex(of: id) { return index + 1 }
        noted.append(id)
        return noted.count
    }

    private mutating func notes() -> [[Inline]] {
        noted.map { id in targets[id].map { run($0) } ?? [] }
    }
}

extension Block {
    /// Whom a quotation's last paragraph names: "— Ann Or, baker".
    var attributionLine: String? {
        guard case .paragraph(let inlines) = self, let dash = inlines.plain.first, "—–-―".contains(dash)
        else { return nil }
        let name = inlines.plain.dropFirst().trimming { $0 == " " }
        return name.isEmpty ? nil : name
    }
}
