// SPDX-License-Identifier: Apache-2.0

/// Runs of text, and what is said of their words.
extension HTMLBlocks {
    /// The element's text as one run.
    /// - Parameter isWhole: whether it is a line of its own, so that white space at its ends goes.
    mutating func run(_ node: HTMLNode, isWhole: Bool = true) -> [Inline] {
        let text = unwrapped(node)
        return isWhole ? text.tidied() : text
    }

    mutating func unwrapped(_ node: HTMLNode) -> [Inline] {
        var result: [Inline] = []
        for child in node.children { result += inlines(child) }
        return result
    }

    mutating func inlines(_ node: HTMLNode) -> [Inline] {
        guard let name = node.name else { return [.text(node.text)] }
        if isDropped(node) { return [] }
        let styled = node.marks
        if !styled.isEmpty, !["a", "img"].contains(name) {
            return marked(node) { children in styled.reduce(children) { [.marked($1, $0)] }[0] }
        }
        switch name {
        case "code", "samp", "tt":
            return [.code(node.text.split(whereSeparator: \.isNewline).joined(separator: " "))]
        case "br": return [.lineBreak]
        case "a": return link(node)
        case "ruby": return ruby(node)
        case "rt": return []
        case "math": return [.text(node.formula ?? node.spelled)]
        case "svg":
            drawing(node)
            return []
        case let name where HTMLImage.names.contains(name): return picture(HTMLImage(node))
        case let name where EmbeddedMedia.names.contains(name): return embedded(node)
        default: return unwrapped(node)
        }
    }

    /// Space at either end stands outside of the markup.
    private mutating func marked(_ node: HTMLNode, _ make: ([Inline]) -> Inline) -> [Inline] {
        let text = unwrapped(node)
        let inside = text.tidied()
        // A reference to a note is raised by itself.
        if case .note? = inside.first, inside.count == 1 { return inside }
        guard !inside.isEmpty else { return text.isEmpty ? [] : [.text(" ")] }
        func parts(_ inline: Inline?, _ end: KeyPath<String, Character?>) -> Bool {
            if case .text(let text)? = inline { text[keyPath: end]?.parts == true } else { false }
        }
        return (parts(text.first, \.first) ? [.text(" ")] : []) + [make(inside)]
            + (parts(text.last, \.last) ? [.text(" ")] : [])
    }

    private mutating func link(_ node: HTMLNode) -> [Inline] {
        let reference = node["href"] ?? "#"
        if reference.hasPrefix("#") {
            if notes.isInside, NoteFinder.isSign(node.line) {
                return []
            }
            if NoteFinder.waysBack.contains(node.line) {
                return []
            }
            if let number = notes.number(of: reference) { return [.note(number)] }
            return unwrapped(node)
        }
        guard let url = SafeURL.resolved(reference, base: base) ?? SafeURL.written(reference) else {
            return unwrapped(node)
        }
        return marked(node) { .link(url: url, $0.unlinked) }
    }

    private mutating func ruby(_ node: HTMLNode) -> [Inline] {
        let reading = node.all { $0.name == "rt" }.map { HTMLNode(name: "span", children: $0.children).line }
            .joined()
        let base = HTMLNode(
            name: "ruby", children: node.children.filter { !["rt", "rp", "rtc"].contains($0.name) })
        let inside = run(base)
        return reading.isEmpty || inside.isEmpty ? inside : [.ruby(inside, reading: reading)]
    }

    /// A drawing of some size is a picture that no mail program shows; small ones are signs.
    private mutating func drawing(_ node: HTMLNode) {
        let (width, height) = (node.pixels("width") ?? 0, node.pixels("height") ?? 0)
        guard width > 100 || height > 100 || node.textSize > 40 else { return }
        losses.note("picture", node["aria-label"] ?? node.first("title")?.line ?? "a drawing (svg)")
    }
}

extension HTMLNode {
    private static let elements: [String: Mark] = [
        "em": .emphasis, "i": .emphasis, "cite": .emphasis, "dfn": .emphasis, "var": .emphasis,
        "strong": .strong, "b": .strong, "s": .strike, "strike": .strike, "del": .strike,
        "sup": .superscript, "sub": .subscript, "q": .quotation, "small": .small, "kbd": .keyboard,
    ]

    /// What its name and its style say of its words.
    fileprivate var marks: [Mark] {
        var found = name.flatMap { Self.elements[$0] }.map { [$0] } ?? []
        guard let style = self["style"] else { return found }
        for declaration in StyleSheet.declarations(style) {
            switch (declaration.property, declaration.value) {
            case ("font-weight", "normal"), ("font-weight", "400"): found.removeAll { $0 == .strong }
            case ("font-weight", "bold"), ("font-weight", "600"), ("font-weight", "700"),
                ("font-weight", "800"):
                found.append(.strong)
            case ("font-style", "normal"): found.removeAll { $0 == .emphasis }
            case ("font-style", "italic"): found.append(.emphasis)
            case ("vertical-align", "super"): found.append(.superscript)
            case ("vertical-align", "sub"): found.append(.subscript)
            case ("text-decoration", let value) where value.contains("line-through"): found.append(.strike)
            case ("text-decoration-line", "line-through"): found.append(.strike)
            default: break
            }
        }
        return Mark.allCases.filter(found.contains)
    }

    /// A formula as its writer put it.
    fileprivate var formula: String? {
        let source = first("annotation") { $0["encoding"]?.contains("tex") == true }?.line
        return (self["alttext"] ?? source)?.presentLine
    }

    /// A formula as one line of characters: `1/2`, `10²`, `√(a+b)`.
    fileprivate var spelled: String {
        let parts = children.filter { $0.name != nil || !$0.line.isEmpty }.map(\.spelled)
        func grouped(_ text: String) -> String {
            text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." } ? text : "(\(text))"
        }
        switch (name, parts.count) {
        case ("mfrac", 2): return "\(grouped(parts[0]))/\(grouped(parts[1]))"
        case ("msup", 2): return parts[0] + Script.raised(parts[1])
        case ("msub", 2): return parts[0] + Script.lowered(parts[1])
        case ("msubsup", 3): return parts[0] + Script.lowered(parts[1]) + Script.raised(parts[2])
        case ("msqrt", _): return "√\(grouped(parts.joined()))"
        case ("mroot", 2): return "\(Script.raised(parts[1]))√\(grouped(parts[0]))"
        case ("annotation", _), ("annotation-xml", _): return ""
        case ("mtext", _): return spacedLine
        case ("mtr", _): return parts.joined(separator: " ")
        case ("mtable", _): return parts.joined(separator: "; ")
        default: return parts.isEmpty ? line : parts.joined()
        }
    }

    /// Numbers that a program put beside the lines of code.
    var isLineNumber: Bool {
        guard ["td", "span", "div", "pre", "a"].contains(name) else { return false }
        return hints.contains { Self.lineNumbers.contains($0) }
    }

    private static let lineNumbers: Set = [
        "gutter", "rouge-gutter", "lineno", "linenos", "line-number", "line-numbers", "linenumber", "ln",
        "linenodiv", "hljs-ln-n", "blob-num",
    ]

    /// The same without the numbers of lines.
    var withoutLineNumbers: HTMLNode { without(\.isLineNumber) }
}
