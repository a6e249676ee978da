// SPDX-License-Identifier: Apache-2.0

/// HTML and CSS that mail programs drop.
extension Proof {
    var clientSupport: [Finding] {
        let used = UsedFeatures(page, sheet)
        var seen: Set<String> = []
        return ClientFact.all.filter { used.contains($0.feature) }.compactMap { fact in
            guard let severity = fact.severity, seen.insert(fact.page).inserted else { return nil }
            let names = fact.fails.names.joined(separator: ", ")
            let others = fact.partly.names.joined(separator: ", ")
            return Finding(
                .clientSupport, severity, in: "html",
                "\(fact.feature) is dropped by \(names)\(others.isEmpty ? "" : ", and in part by \(others)") (caniemail.com, \(fact.page), \(fact.tested))"
            )
        }
    }
}

extension ClientFact {
    /// What it means for an edition that uses it; nil when nobody loses anything.
    ///
    /// It blocks when much depends on it and it is missing where most people read: in Gmail, Apple Mail, or the whole of
    /// Outlook. It is advice where only some of the large programs drop it.
    fileprivate var severity: Finding.Severity? {
        if feature.isGraceful || fails.isDisjoint(with: .large) { return nil }
        let isMissed =
            !fails.isDisjoint(with: [.gmailWeb, .appleMacOS, .appleIOS]) || fails.isSuperset(of: .outlook)
        return feature.isEssential && isMissed ? .blocking : .advice
    }
}

extension Clients {
    /// Programs with so many readers that an editor wants to know.
    fileprivate static let large: Clients = [
        .gmailWeb, .gmailIOS, .gmailAndroid, .outlookWindows, .outlookCom, .appleMacOS, .appleIOS, .yahooWeb,
    ]
    fileprivate static let outlook: Clients = [.outlookWindows, .outlookCom]
}

extension ClientFact.Feature {
    /// Whether text, a picture or a control is lost with it, or what was to stay hidden is seen.
    fileprivate var isEssential: Bool {
        switch self {
        case .element(let name): Self.essentialElements.contains(name.prefix { $0 != "[" }.lowercased())
        case .attribute(let name): name == "hidden"
        case .property(let name): Self.essentialProperties.contains(name)
        case .function(let name): Self.essentialFunctions.contains(name)
        case .atRule(let name): name == "import"
        case .image: true
        case .value, .unit, .pseudo, .selector: false
        }
    }

    private static let essentialElements: Set = [
        "audio", "button", "dialog", "form", "input", "link", "marquee", "object", "select", "svg",
        "textarea", "video",
    ]
    private static let essentialProperties: Set = [
        "--*", "bottom", "clip-path", "grid-template", "grid-template-areas", "grid-template-columns",
        "grid-template-rows", "inset", "left", "mask-image", "position", "right", "top", "visibility",
    ]
    /// Functions of colours: a colour that is not understood leaves the one around it, which may be unreadable.
    private static let essentialFunctions: Set = ["lab", "lch", "light-dark", "oklab", "oklch", "var"]

    /// Whether it only adds to a page that is complete without it.
    fileprivate var isGraceful: Bool {
        switch self {
        case .atRule(let name): name.hasPrefix("media") || name == "font-face" || name == "supports"
        case .property(let name):
            ["animation", "transition"].contains { name.hasPrefix($0) }
                || Self.gracefulProperties.contains(name)
        case .element(let name): Self.gracefulElements.contains(name)
        case .attribute(let name): name.hasPrefix("aria-") || Self.gracefulAttributes.contains(name)
        case .pseudo(let name): [":hover", ":active", ":focus", ":visited", ":link"].contains(name)
        // Outlook.com itself puts `[data-ogsc]` in for its own dark scheme.
        case .selector(let kind): kind == "[]"
        case .value(let property, _): property == "letter-spacing"
        case .unit, .function, .image: false
        }
    }

    /// Properties that a page is complete without: corners, shadows, fine typography, and sizes that only bound others.
    private static let gracefulProperties: Set = [
        "border-collapse", "border-radius", "box-shadow", "color-scheme", "cursor", "font-kerning", "height",
        "hyphens",
        "max-height", "max-width", "min-width", "orphans", "overflow", "overflow-wrap", "table-layout",
        "text-shadow",
        "text-underline-offset", "text-wrap", "widows", "word-wrap",
    ]
    /// Elements whose text is shown even where the element is not known; a jump inside the page that does nothing still says
    /// what is there.
    private static let gracefulElements: Set = [
        "a[href^=#]", "abbr", "acronym", "article", "aside", "base", "bdi", "details", "dfn", "figcaption",
        "figure", "footer", "header",
        "main", "mark", "meta[name=color-scheme]", "nav", "picture", "rp", "rt", "ruby", "section", "source",
        "style",
        "summary", "time", "wbr",
    ]
    private static let gracefulAttributes: Set = ["lang", "loading", "role", "sizes", "srcset", "target"]
}

extension ClientFact.Feature: CustomStringConvertible {
    /// As its author would write it.
    var description: String {
        switch self {
        case .element(let name): "<\(name)>"
        case .attribute(let name): "the attribute “\(name)”"
        case .property("--*"): "a CSS variable"
        case .property(let name): "“\(name)”"
        case .value("*", let value): "“\(value)”"
        case .value(let property, let value): "“\(property): \(value)”"
        case .unit(let name): "the unit “\(name)”"
        case .atRule(let name): "@\(name)"
        case .function(let name): "“\(name)()”"
        case .pseudo(let name): "“\(name)”"
        case .selector(let kind): "the selector “\(kind)”"
        case .image(let kind):
            kind == "data" ? "an image inside a data: URL" : "an image of the kind .\(kind)"
        }
    }
}
