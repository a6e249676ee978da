// SPDX-License-Identifier: Apache-2.0
import CGumbo

/// An element, or a run of text.
struct HTMLNode {
    /// In lower case; nil for text.
    let name: String?
    let children: [HTMLNode]
    /// Bytes of its text that are no white space; those of scripts and styles are none.
    let textSize: Int
    /// How many of these bytes are in links.
    let linkSize: Int
    /// The names in its class and id, in lower case: `post-body`, `relatedLinks` as `related-links`.
    let hints: [String]
    private let attributes: [String: String]
    private let ownText: String

    /// An element made of others' children.
    init(name: String, children: [HTMLNode] = [], attributes: [String: String] = [:]) {
        self.init(
            name, children, attributes, hints: Self.hints(attributes["class"]) + Self.hints(attributes["id"]))
    }

    private init(_ name: String, _ children: [HTMLNode], _ attributes: [String: String], hints: [String]) {
        self.name = name
        self.children = children
        self.attributes = attributes
        self.hints = hints
        ownText = ""
        textSize = name == "script" || name == "style" ? 0 : children.reduce(0) { $0 + $1.textSize }
        linkSize = name == "a" ? textSize : children.reduce(0) { $0 + $1.linkSize }
    }

    /// A run of text, without the characters that no article may hold.
    init(text: String) {
        (name, children, attributes, hints, linkSize) = (nil, [], [:], [], 0)
        ownText = text.cleanedForIntake()
        textSize = ownText.utf8.count { $0 > 0x20 }
    }

    /// This element as one that says itself that it is hidden.
    func hidden() -> HTMLNode {
        let style = "display:none;\(attributes["style"] ?? "")"
        return HTMLNode(name ?? "div", children, attributes.merging(["style": style]) { $1 }, hints: hints)
    }

    /// This element with other children.
    func replacing(children: [HTMLNode]) -> HTMLNode {
        HTMLNode(name ?? "div", children, attributes, hints: hints)
    }

    /// Copies a node of gumbo's tree; nil for comments. Of what is nested too deep only the words are kept.
    init?(_ node: UnsafeMutablePointer<GumboNode>?, depth: Int) {
        guard let node else { return nil }
        guard depth < HTMLDocument.deepest else {
            self.init(text: Self.words(below: node))
            return
        }
        switch node.pointee.type {
        case GUMBO_NODE_TEXT, GUMBO_NODE_WHITESPACE, GUMBO_NODE_CDATA:
            // Character references are resolved here, so the text is cleaned once more.
            self.init(text: String(cString: node.pointee.v.text.text))
        case GUMBO_NODE_ELEMENT:
            let element = node.pointee.v.element
            let attributes = Self.elements(element.attributes, GumboAttribute.self).map { attribute in
                (
                    String(cString: attribute.pointee.name),
                    String(cString: attribute.pointee.value).cleanedForIntake()
                )
            }
            let name = Self.name(of: element)
            let children = Self.elements(element.children, GumboNode.self).compactMap {
                HTMLNode($0, depth: depth + 1)
            }
            self.init(
                name: name, children: Self.titles.contains(name) ? children.map(\.unbuttoned) : children,
                attributes: Dictionary(attributes, uniquingKeysWith: { first, _ in first }))
        default: return nil
        }
    }

    /// The text of a tree, without walking into it by recursion.
    private static func words(below node: UnsafeMutablePointer<GumboNode>) -> String {
        var words: [String] = []
        var open = [node]
        while let next = open.popLast() {
            switch next.pointee.type {
            case GUMBO_NODE_TEXT, GUMBO_NODE_CDATA: words.append(String(cString: next.pointee.v.text.text))
            case GUMBO_NODE_WHITESPACE: words.append(" ")
            case GUMBO_NODE_ELEMENT
            where ![GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE, GUMBO_TAG_TEXTAREA, GUMBO_TAG_NOSCRIPT].contains(
                next.pointee.v.element.tag):
                if HTMLBlocks.blockNames.contains(name(of: next.pointee.v.element)) { words.append(" ") }
                open += elements(next.pointee.v.element.children, GumboNode.self).reversed()
            default: break
            }
        }
        return words.joined()
    }

    /// An element's name. gumbo knows HTML5's first elements by number, and the later ones (`picture`, `dialog`) only as they
    /// were written.
    private static func name(of element: GumboElement) -> String {
        if element.tag != GUMBO_TAG_UNKNOWN { return String(cString: gumbo_normalized_tagname(element.tag)) }
        var written = element.original_tag
        gumbo_tag_from_original_text(&written)
        let bytes = UnsafeRawBufferPointer(start: written.data, count: Int(written.length))
        return String(decoding: bytes, as: UTF8.self).lowercased()
    }

    private static func elements<Element>(
        _ vector: GumboVector, _ type: Element.Type
    ) -> [UnsafeMutablePointer<Element>] {
        (0..<Int(vector.length)).compactMap { vector.data[$0]?.assumingMemoryBound(to: Element.self) }
    }

    private static let titles: Set = ["h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt"]

    /// The same with its buttons as words: a title that opens what is below it is a title.
    private var unbuttoned: HTMLNode {
        guard let name else { return self }
        return HTMLNode(
            name == "button" ? "span" : name, children.map(\.unbuttoned), attributes, hints: hints)
    }

    /// An attribute's value.
    subscript(attribute: String) -> String? { attributes[attribute] }

    /// The names of its attributes, in no order.
    var attributeNames: some Collection<String> { attributes.keys }

    /// All text inside, as a reader sees it where there is no markup: line breaks are line ends, powers stay powers, and a
    /// reading stands in parentheses.
    var text: String {
        var result = ""
        append(to: &result)
        return result
    }

    private func append(to result: inout String) {
        switch name {
        case nil: result += ownText
        case "br": result += "\n"
        case "rp", "script", "style": break
        case "rt": result += textSize > 0 ? "(\(innerText))" : ""
        case "sup": result += Script.raised(innerText)
        case "sub": result += Script.lowered(innerText)
        case "q": result += "“\(innerText)”"
        default: for child in children { child.append(to: &result) }
        }
    }

    /// What stands in a script or style sheet.
    var source: String { children.map(\.ownText).joined() }

    private var innerText: String {
        var result = ""
        for child in children { child.append(to: &result) }
        return result
    }

    /// The first element of a name, this one included, in document order.
    func first(_ name: String, where isWanted: (HTMLNode) -> Bool = { _ in true }) -> HTMLNode? {
        if self.name == name, isWanted(self) { return self }
        for child in children { if let found = child.first(name, where: isWanted) { return found } }
        return nil
    }
}
