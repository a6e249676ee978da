// SPDX-License-Identifier: Apache-2.0

/// As much of CSS as mail uses: rules of class, element and id selectors, inside `@media` or not.
struct StyleSheet {
    /// `.soft a, .ink { color: #fff !important }`
    struct Rule {
        let selectors: [Selector]
        let declarations: [Declaration]
        /// The condition of the `@media` or the like around it, in lower case.
        let media: String?
    }

    /// A property and its value, in lower case.
    struct Declaration: Hashable {
        let property: String
        let value: String
        let isImportant: Bool
    }

    /// Parts that match an element and its ancestors, the last one the element itself.
    struct Selector {
        fileprivate let parts: [Part]
        /// As it was written.
        let text: String
    }

    fileprivate struct Part {
        var element: String?
        var id: String?
        var classes: [String] = []
    }

    private(set) var rules: [Rule] = []
    /// `@media`, `@font-face` and whatever else starts with `@`, with their conditions.
    private(set) var atRules: [String] = []

    /// At-rules that hold rules.
    private static let groups = ["@media", "@supports", "@layer", "@container"]

    /// Reads a style sheet; what it does not understand it leaves out.
    init(_ text: String) {
        var rest = Substring(text.lowercased().replacing(/\/\*(?:[^*]|\*(?!\/))*\*\//, with: ""))
        parse(&rest, media: nil, depth: 0)
    }

    private mutating func parse(_ rest: inout Substring, media: String?, depth: Int) {
        while let brace = rest.firstIndex(where: { "{};".contains($0) }) {
            let head = rest[..<brace].trimming(\.isWhitespace)
            let mark = rest[brace]
            rest = rest[rest.index(after: brace)...]
            if head.hasPrefix("@") { atRules.append(head) }
            if mark == "}", depth > 0 { return }
            if mark != "{" { continue }
            if Self.groups.contains(where: head.hasPrefix), depth < 4 {
                let condition = head.drop { $0 != " " && $0 != "(" }.trimming(\.isWhitespace)
                parse(&rest, media: condition, depth: depth + 1)
                continue
            }
            let end = rest.firstIndex(of: "}") ?? rest.endIndex
            let body = rest[..<end]
            rest = end < rest.endIndex ? rest[rest.index(after: end)...] : rest[end...]
            if !head.hasPrefix("@") {
                let selectors = head.split(separator: ",").map { Selector($0.trimming(\.isWhitespace)) }
                rules.append(Rule(selectors: selectors, declarations: Self.declarations(body), media: media))
            }
        }
    }

    /// The declarations of a `style` attribute or a rule's body.
    static func declarations(_ text: some StringProtocol) -> [Declaration] {
        text.lowercased().split(separator: ";").compactMap { part in
            guard let colon = part.firstIndex(of: ":") else { return nil }
            let value = part[part.index(after: colon)...].trimming(\.isWhitespace)
            let isImportant = value.hasSuffix("!important")
            return Declaration(
                property: part[..<colon].trimming(\.isWhitespace),
                value: isImportant ? value.dropLast("!important".count).trimming(\.isWhitespace) : value,
                isImportant: isImportant)
        }
    }
}

extension StyleSheet.Selector {
    /// Selectors with attributes, combinators or states match nothing here.
    fileprivate init(_ text: String) {
        self.text = text
        let isKnown = text.allSatisfy { $0.isLetter || $0.isNumber || " .#-_".contains($0) }
        parts = isKnown ? text.split(separator: " ").map(StyleSheet.Part.init) : []
    }

    /// Whether it matches the last of a line of elements, each inside the one before.
    func matches(_ line: [HTMLNode]) -> Bool {
        guard let node = line.last, let last = parts.last, last.matches(node) else { return false }
        var wanted = parts.dropLast()[...]
        for ancestor in line.dropLast().reversed() {
            guard let part = wanted.last else { break }
            if part.matches(ancestor) { wanted = wanted.dropLast() }
        }
        return wanted.isEmpty
    }
}

extension HTMLNode {
    /// The same, where elements say themselves that they are hidden which a rule for every reader hides.
    func hidden(by sheet: StyleSheet) -> HTMLNode {
        let rules = sheet.rules.filter { rule in
            rule.media == nil && rule.declarations.contains { $0.property == "display" && $0.value == "none" }
        }
        return rules.isEmpty ? self : hidden(by: rules, in: [])
    }

    private func hidden(by rules: [StyleSheet.Rule], in line: [HTMLNode]) -> HTMLNode {
        guard name != nil else { return self }
        let path = line + [self]
        let isShown = StyleSheet.declarations(self["style"] ?? "").contains { $0.property == "display" }
        let isHidden = rules.contains { rule in
            let hides = rule.declarations.last { $0.property == "display" }
            return hides?.value == "none" && (!isShown || hides?.isImportant == true)
                && rule.selectors.contains { $0.matches(path) }
        }
        let inside = replacing(children: children.map { $0.hidden(by: rules, in: path) })
        return isHidden ? inside.hidden() : inside
    }
}

extension StyleSheet.Part {
    fileprivate init(_ text: Substring) {
        var rest = text
        element =
            rest.first.map { "#.".contains($0) } == false ? String(rest.prefix { !"#.".contains($0) }) : nil
        rest = rest.drop { !"#.".contains($0) }
        while let mark = rest.first {
            let name = rest.dropFirst().prefix { !"#.".contains($0) }
            if mark == "#" { id = String(name) } else { classes.append(String(name)) }
            rest = rest.dropFirst(1 + name.count)
        }
    }

    fileprivate func matches(_ node: HTMLNode) -> Bool {
        if let element, element != node.name { return false }
        if let id, id != node["id"]?.lowercased() { return false }
        let own = node["class"]?.lowercased().split(separator: " ") ?? []
        return classes.allSatisfy { name in own.contains { $0 == name } }
    }
}
