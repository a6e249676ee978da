// SPDX-License-Identifier: Apache-2.0

/// The features of HTML and CSS that a page uses, by the names of the table of `ClientFact`.
///
/// Outlook's conditional comments are no part of the page. Rules inside `@media` or `@supports` with a condition are written
/// for programs that know it, so only the condition itself counts.
struct UsedFeatures {
    /// A declaration, and the words of its value.
    fileprivate struct Used {
        let declaration: StyleSheet.Declaration
        let words: [Substring]

        init(_ declaration: StyleSheet.Declaration) {
            self.declaration = declaration
            words = declaration.value.split { " ,/()".contains($0) }
        }
    }

    private let elements: [String: [HTMLNode]]
    private let attributes: Set<String>
    private let declarations: [Used]
    private let functions: Set<String>
    private let selectors: [String]
    private let atRules: [String]
    private let images: Set<String>
    private let hasComments: Bool

    /// - Parameter sheet: the page's style sheets.
    init(_ page: HTMLNode, _ sheet: StyleSheet) {
        let nodes = page.all { $0.name != nil }
        elements = Dictionary(grouping: nodes) { $0.name ?? "" }
        attributes = Set(nodes.flatMap(\.attributeNames))
        let own = nodes.compactMap { $0["style"] }
        let rules = sheet.rules.filter { $0.media?.contains("(") != true }
        declarations = Set(own.flatMap { StyleSheet.declarations($0) } + rules.flatMap(\.declarations)).map(
            Used.init)
        functions = Set(declarations.flatMap { $0.declaration.functions })
        selectors = rules.flatMap(\.selectors).map(\.text).uniqued()
        atRules = sheet.atRules.map { $0.replacing(/min-|max-|-webkit-/, with: "").filter { $0 != " " } }
        images = Set(
            nodes.flatMap { [$0.name == "img" ? $0["src"] : nil, $0["background"]] }.compactMap {
                $0?.fileKind
            })
        hasComments = own.contains { $0.contains("/*") }
    }

    /// Whether the page uses a feature.
    func contains(_ feature: ClientFact.Feature) -> Bool {
        switch feature {
        case .element(let name): hasElement(name)
        case .attribute(let name): attributes.contains(name)
        case .property("--*"): declarations.contains { $0.declaration.property.hasPrefix("--") }
        case .property(let name): declarations.contains { $0.declaration.property == name }
        case .value("*", "!important"): declarations.contains(where: \.declaration.isImportant)
        case .value("*", "/*"): hasComments
        case .value(let property, let value):
            declarations.contains {
                (property == "*" || $0.declaration.property == property) && $0.has(value)
            }
        case .unit(let name): declarations.contains { $0.hasUnit(name) }
        case .atRule(let rule): hasAtRule(rule)
        case .function(let name): functions.contains(name)
        case .pseudo(let name): selectors.contains { $0.has(pseudo: name) }
        case .selector(let kind): selectors.contains { $0.has(selector: kind) }
        case .image(let kind): images.contains(kind)
        }
    }

    /// `video`, `input[type=radio]`, `a[href^=#]`, `li[value]`
    private func hasElement(_ text: String) -> Bool {
        guard let bracket = text.firstIndex(of: "[") else { return elements[text] != nil }
        let parts = text[bracket...].trimming { "[]".contains($0) }.split(separator: "=", maxSplits: 1)
        let attribute = String(parts[0].prefix { $0 != "^" })
        return elements[String(text[..<bracket])]?.contains { node in
            guard let value = node[attribute]?.lowercased() else { return false }
            guard parts.count == 2 else { return true }
            return parts[0].hasSuffix("^") ? value.hasPrefix(parts[1]) : value == parts[1]
        } == true
    }

    /// `font-face`, `media(hover)`
    private func hasAtRule(_ rule: String) -> Bool {
        let parts = rule.split(separator: "(").map { $0.trimming { $0 == ")" } }
        return atRules.contains { head in
            head.hasPrefix("@\(parts[0])") && (parts.count == 1 || head.contains("(\(parts[1])"))
        }
    }
}

extension HTMLNode {
    /// The text of its style sheets.
    var styleText: String { all { $0.name == "style" }.map(\.source).joined(separator: "\n") }
}

extension UsedFeatures.Used {
    /// A word, or a kind of value: `<negative>`, `<number>`, `<url>`, `<named-color>`.
    fileprivate func has(_ wanted: String) -> Bool {
        switch wanted {
        case "<negative>":
            words.contains {
                $0.hasPrefix("-") && $0.dropFirst().first.map { $0.isNumber || $0 == "." } == true
            }
        case "<number>": words.contains { $0.allSatisfy(\.isNumber) }
        case "<url>": declaration.value.contains("url(")
        case "<named-color>": words.contains { RGB(String($0)) != nil && $0.first?.isLetter == true }
        default: words.contains { $0 == wanted }
        }
    }

    /// `1.5rem`
    fileprivate func hasUnit(_ unit: String) -> Bool {
        words.contains { $0.hasSuffix(unit) && $0.dropLast(unit.count).last?.isNumber == true }
    }
}

extension StyleSheet.Declaration {
    /// The names of the functions that its value calls: `calc` of `calc(…)`.
    fileprivate var functions: [String] {
        value.split(separator: "(", omittingEmptySubsequences: false).dropLast().map { before in
            String(String(before.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "-" }).reversed())
        }
    }
}

extension String {
    /// What an image's address ends in, in lower case: `jpg`; `data` for a `data:` URL.
    fileprivate var fileKind: String? {
        if lowercased().hasPrefix("data:") { return "data" }
        let file = prefix { $0 != "?" && $0 != "#" }.split(separator: "/").last ?? ""
        return file.contains(".") ? file.split(separator: ".").last?.lowercased() : nil
    }

    fileprivate func has(pseudo name: String) -> Bool {
        contains(":")
            && ranges(of: name).contains { range in
                let after = self[range.upperBound...].first
                let before = self[..<range.lowerBound].last
                return before != ":" && after.map { $0.isLetter || $0 == "-" } != true
            }
    }

    fileprivate func has(selector kind: String) -> Bool {
        switch kind {
        case "[]": contains("[")
        case ".a.b":
            split { " >+~".contains($0) }.contains {
                $0.split(separator: ":")[0].count(where: { $0 == "." }) > 1
            }
        default: contains(kind)
        }
    }
}
