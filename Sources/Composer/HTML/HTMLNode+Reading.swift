// SPDX-License-Identifier: Apache-2.0

/// Questions that the readers of pages ask of an element.
extension HTMLNode {
    /// Elements that hold no text anyone reads.
    static let silent: Set<String> = [
        "script", "style", "template", "svg", "math", "canvas", "button", "select", "textarea", "input",
        "head",
        "title", "map", "dialog", "progress", "meter", "link", "meta",
    ]

    /// Whether a reader of the page does not see it.
    var isHidden: Bool {
        guard name != nil else { return false }
        if self["hidden"] != nil || self["aria-hidden"]?.lowercased() == "true" { return true }
        guard let style = self["style"] else { return false }
        return StyleSheet.declarations(style).contains { declaration in
            switch declaration.property {
            case "display": declaration.value == "none"
            case "visibility": declaration.value == "hidden"
            case "font-size", "opacity":
                Double(declaration.value.prefix { $0.isNumber || $0 == "." }) == 0
            default: false
            }
        }
    }

    /// Characters of a class or id that are looked at.
    private static let longestHint = 500

    /// The names in a class or id.
    static func hints(_ value: String?) -> [String] {
        guard let value else { return [] }
        return value.prefix(longestHint).split(whereSeparator: \.isWhitespace).map { name in
            var result = ""
            for character in name {
                if character.isUppercase, result.last?.isLowercase == true { result += "-" }
                result += character == "_" ? "-" : character.lowercased()
            }
            return result
        }
    }

    /// Whether a name in its class or id is `hint`, or has it as a part between hyphens.
    func hasHint(_ hint: String) -> Bool {
        hints.contains { "-\($0)-".contains("-\(hint)-") }
    }

    /// The first element inside for which `isWanted` holds, in document order.
    func first(where isWanted: (HTMLNode) -> Bool) -> HTMLNode? {
        for child in children {
            if child.name != nil, isWanted(child) { return child }
            if let found = child.first(where: isWanted) { return found }
        }
        return nil
    }

    /// How much of its text is links, 0 to 1.
    var linkShare: Double { textSize == 0 ? 0 : Double(linkSize) / Double(textSize) }

    /// Visible text with white space runs made one space.
    var line: String { text.oneLine }

    /// All elements inside for which `isWanted` holds, in document order, this one included.
    func all(where isWanted: (HTMLNode) -> Bool) -> [HTMLNode] {
        var found: [HTMLNode] = []
        visit { if isWanted($0) { found.append($0) } }
        return found
    }

    /// Calls `body` with this node and everything inside but what readers of the page wrote.
    func visitStory(_ body: (HTMLNode) -> Void) {
        if hints.contains(where: Furniture.comments.contains) { return }
        body(self)
        for child in children { child.visitStory(body) }
    }

    /// Calls `body` with this node and everything inside, in document order.
    func visit(_ body: (HTMLNode) -> Void) {
        body(self)
        for child in children { child.visit(body) }
    }

    /// An attribute that counts pixels: `640`, `640px`.
    func pixels(_ attribute: String) -> Int? {
        guard let value = self[attribute]?.trimming(\.isWhitespace) else { return nil }
        return Int(value.hasSuffix("px") ? String(value.dropLast(2)) : value)
    }

    /// Visible text on one line, with a space wherever an element inside starts or ends.
    var spacedLine: String {
        var words: [String] = []
        func add(_ node: HTMLNode) {
            if node.name == nil { words.append(node.text) }
            if node.name != "script", node.name != "style" { node.children.forEach(add) }
        }
        add(self)
        return words.joined(separator: " ").oneLine
    }
}
