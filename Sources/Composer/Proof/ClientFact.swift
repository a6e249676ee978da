// SPDX-License-Identifier: Apache-2.0

/// One feature that some mail programs drop.
struct ClientFact {
    /// What it is about, in lower case.
    enum Feature: Hashable {
        /// `video`, or one with an attribute, as in a selector: `input[type=radio]`, `a[href^=#]`.
        case element(String)
        /// `align`
        case attribute(String)
        /// `border-radius`; `--*` is any that an author makes up.
        case property(String)
        /// `display`, `flex`. The property `*` is any. Angle brackets are kinds of value: `<negative>` for
        /// what is below zero, `<number>`, `<url>`, `<named-color>`. `/*` is a comment inside a declaration.
        case value(property: String, String)
        /// `rem`
        case unit(String)
        /// `font-face`, or one that asks for something, `media(prefers-color-scheme)`: without `min-`, `max-`
        /// and `-webkit-`.
        case atRule(String)
        /// `calc`
        case function(String)
        /// `:hover`, `::before`, always without what follows in parentheses.
        case pseudo(String)
        /// What else selectors are made of: `>`, `+`, `~`, `*`, `[]`, `&` and `.a.b`, two classes at once.
        case selector(String)
        /// The end of a file's name, `webp`; `data` is any inside a `data:` URL.
        case image(String)
    }

    /// What it is about.
    let feature: Feature
    /// Clients whose latest tested version drops it.
    let fails: Clients
    /// Clients where it works in part.
    let partly: Clients
    /// The year and month of the latest test, `2024-02`.
    let tested: String
    /// The page on caniemail.com: `css-border-radius`.
    let page: String
}

extension ClientFact {
    /// The lines of the table that hold a fact.
    static let lines = clientFactTable.split(separator: "\n").filter { !$0.hasPrefix("#") }
    /// Every fact.
    static let all = lines.compactMap(ClientFact.init)

    /// A line of the table; nil for anything else.
    init?(_ line: Substring) {
        let words = line.split(separator: " ")
        guard 12...13 ~= words.count, let feature = Feature(words[11]) else { return nil }
        let letters = words[..<10].joined()
        guard letters.count == Clients.count, letters.allSatisfy({ ".na-".contains($0) }) else { return nil }
        self.feature = feature
        fails = Clients(letters, where: "n")
        partly = Clients(letters, where: "a")
        tested = String(words[10])
        page = words.count == 13 ? String(words[12]) : feature.page
    }
}

extension ClientFact.Feature {
    /// `<video>`, `[align]`, `border-radius`, `display:flex`, `1rem`, `@media`, `calc()`, `:hover`, `>{}` or
    /// `.webp`.
    init?(_ text: Substring) {
        let inside = text.dropFirst()
        switch text.first {
        case _ where inside.isEmpty: return nil
        case _ where text.hasSuffix("{}"): self = .selector(String(text.dropLast(2)))
        case "<" where text.hasSuffix(">"): self = .element(String(inside.dropLast()))
        case "[" where text.hasSuffix("]"): self = .attribute(String(inside.dropLast()))
        case "@": self = .atRule(String(inside))
        case ":": self = .pseudo(String(text))
        case ".": self = .image(String(inside))
        case "1": self = .unit(String(inside))
        case _ where text.hasSuffix("()"): self = .function(String(text.dropLast(2)))
        default:
            let parts = text.split(separator: ":", maxSplits: 1)
            guard let name = parts.first.map(String.init) else { return nil }
            guard name.allSatisfy({ $0.isLetter || "-*".contains($0) }) else { return nil }
            self = parts.count == 1 ? .property(name) : .value(property: name, String(parts[1]))
        }
    }

    /// The page on caniemail.com that is called after the feature.
    fileprivate var page: String {
        switch self {
        case .element(let name), .attribute(let name): "html-\(name)"
        case .property(let name): "css-\(name)"
        case .value(let property, let value): "css-\(property)-\(value)"
        case .unit(let name): "css-unit-\(name)"
        case .atRule(let name): "css-at-\(name.replacing("(", with: "-").replacing(")", with: ""))"
        case .function(let name): "css-function-\(name)"
        case .pseudo(let name) where name.hasPrefix("::"): "css-pseudo-element-\(name.dropFirst(2))"
        case .pseudo(let name): "css-pseudo-class-\(name.dropFirst())"
        case .selector(let name): "css-selector-\(name)"
        case .image(let name): "image-\(name)"
        }
    }
}
