// SPDX-License-Identifier: Apache-2.0

/// Questions that the readers of pages ask of an element.
extension HTMLNode {
    /// Elements that hold no text anyone reads.
    static let silent: Set<String> = [
        "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "canvas",
        "video",
        "audio", "button", "select", "textarea", "input", "head", "title", "map", "dialog", "progress",
        "meter",
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

    /// The names in its class and id, in lower case: `post-body`, `relatedLinks` as `related-links`.
    var hints: [String] {
        "\(self["class"] ?? "") \(self["id"] ?? "")".split(whereSeparator: \.isWhitespace).map { name in
            var result = ""
            for character in name {
                if character.isUppercase, result.last?.isLowercase == true { result += "-" }
                result += character.lowercased()
            }
            return result.replacing("_", with: "-")
        }
    }

    /// How much of its text is links, 0 to 1.
    var linkShare: Double { textSize == 0 ? 0 : Double(linkSize) / Double(textSize) }

    /// Visible text with white space runs made one space.
    var line: String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    /// All elements inside for which `isWanted` holds, in document order, this one included.
    func all(where isWanted: (HTMLNode) -> Bool) -> [HTMLNode] {
        var found: [HTMLNode] = []
        visit { if isWanted($0) { found.append($0) } }
        return found
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
}
