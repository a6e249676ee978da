// SPDX-License-Identifier: Apache-2.0

/// What an element says of an image: which of its addresses is the best, how large it is, what it stands for.
struct HTMLImage {
    /// Elements that are one.
    static let names: Set = ["img", "picture", "amp-img"]

    private let node: HTMLNode
    private let sources: [HTMLNode]

    /// - Parameter element: one of `names`.
    init(_ element: HTMLNode) {
        node = element.first("img") ?? element.first("amp-img") ?? element
        sources = element.name == "picture" ? element.all { $0.name == "source" } : []
    }

    /// Pixels of a picture's column on a screen of twice the density: no letter shows more.
    private static let wanted = 1_200
    /// Pixels up to which a picture stands in its line.
    private static let lineHeight = 64

    /// What it shows; for those who do not see it.
    var alt: String { node["alt"]?.trimming(\.isWhitespace) ?? "" }

    /// Pixels.
    var width: Int? { node.pixels("width") ?? node.stylePixels("width") }

    /// Pixels.
    var height: Int? { node.pixels("height") ?? node.stylePixels("height") }

    /// Whether nobody is to see it. One that a script fades in, or that says nothing to those who do not see, is there.
    var isHidden: Bool {
        node["hidden"] != nil || node.style("display") == "none" || node.style("visibility") == "hidden"
    }

    /// Whether it is a pixel or two, or named like what counts readers or keeps a place.
    var isTracker: Bool {
        if [width, height].contains(where: { $0.map { $0 <= 2 } ?? false }) { return true }
        if [width, height].contains(where: { $0.map { $0 > Self.lineHeight } ?? false }) { return false }
        guard let source = node["src"], !source.lowercased().hasPrefix("data:"), !source.isEmpty else {
            return false
        }
        return Self.isPlaceholder(source) && lazies.isEmpty && set.isEmpty
    }

    /// Whether it stands for a character.
    var isEmoji: Bool {
        guard !alt.isEmpty, alt.count <= 2, alt.unicodeScalars.allSatisfy({ !$0.isASCII }) else {
            return false
        }
        return node.hasHint("emoji") || node.hasHint("smiley") || isInline
    }

    /// Whether it is a formula, whose words are its alternative text.
    var isFormula: Bool {
        !alt.isEmpty && ["math", "latex", "tex", "katex", "equation"].contains(where: node.hasHint)
    }

    /// Whether it belongs into a line of text.
    var isInline: Bool {
        if node.hints.contains("inline") || isFormula || node.hasHint("smiley") || node.hasHint("emoji") {
            return true
        }
        if let height { return height <= Self.lineHeight && height > 2 }
        if let width { return width <= Self.lineHeight && width > 2 }
        return ["height", "width"].contains {
            node.style($0)?.hasSuffix("em") == true || node.style($0)?.hasSuffix("ex") == true
        }
    }

    /// Its address: the best that a letter can show; one without a site where there is no other.
    /// - Parameter base: the address that relative ones belong to.
    func address(base: String?) -> String? {
        let own = [node["src"]].compactMap(\.self).filter { !Self.isPlaceholder($0) }
        let isPlaceheld = own.isEmpty || !lazies.isEmpty
        let best = set.filter { !Self.isPlaceholder($0.url) }.best(at: Self.wanted)
        let isLarger = best.map { ($0.width ?? 0) > (width ?? Self.wanted / 2) } ?? false
        let found =
            isPlaceheld || isLarger
            ? [best?.url].compactMap(\.self) + lazies + own : own + [best?.url].compactMap(\.self)
        // A picture of some size that is only named like a placeholder is one.
        let named = [node["src"]].compactMap(\.self).filter {
            !$0.isEmpty && !$0.lowercased().hasPrefix("data:")
        }
        let candidates = found.isEmpty && !isTracker ? named : found
        let resolved = candidates.lazy.compactMap { SafeURL.resolved($0, base: base) }.first(
            where: SafeURL.isWeb)
        return resolved
            ?? candidates.lazy.compactMap(SafeURL.written).first { !$0.lowercased().hasPrefix("mailto:") }
    }

    /// Addresses that a script would put in place.
    private var lazies: [String] {
        [
            "data-src", "data-original", "data-lazy-src", "data-lazy", "data-actualsrc", "data-hi-res-src",
            "data-orig-file", "data-large-file", "data-full-src", "data-image", "data-url",
        ].compactMap { node[$0] }.filter { $0.contains("/") && !Self.isPlaceholder($0) }
    }

    /// The candidates of its sets; those in formats that few mail programs show only where there are no others.
    private var set: [ImageCandidate] {
        let own = ["srcset", "data-srcset", "data-lazy-srcset"].compactMap { node[$0] }
        let offered = sources.filter { !["image/webp", "image/avif"].contains($0["type"]?.lowercased()) }
        func sets(_ nodes: [HTMLNode]) -> [String] {
            nodes.compactMap { $0["srcset"] ?? $0["data-srcset"] }
        }
        let shown = (own + sets(offered)).flatMap(ImageCandidate.parsed)
        let isAlone = shown.isEmpty && node["src"].map(Self.isPlaceholder) != false
        return isAlone ? sets(sources).flatMap(ImageCandidate.parsed) : shown
    }

    private static let placeholders: Set = [
        "pixel", "spacer", "blank", "1x1", "clear", "beacon", "transparent", "track", "open", "placeholder",
        "lazy", "loading", "grey", "gray", "empty", "dot", "trans", "tr",
    ]

    /// Whether an address is of nothing: `data:`, `spacer.gif`, a blurred copy.
    private static func isPlaceholder(_ url: String) -> Bool {
        let url = url.trimming(\.isWhitespace)
        if url.isEmpty || url.lowercased().hasPrefix("data:") || url == "about:blank" { return true }
        let parts = url.prefix { $0 != "?" }.split(separator: "/").last?.split(separator: ".") ?? []
        let isPhotograph =
            parts.count > 1 && ["jpg", "jpeg", "webp", "avif"].contains(parts.last?.lowercased())
        return !isPhotograph && placeholders.contains(parts.first?.lowercased() ?? "")
    }

    /// Whether an address is one of an image file: a larger copy, and no place to go to.
    static func isFile(_ url: String) -> Bool {
        let name = url.prefix { $0 != "?" && $0 != "#" }.lowercased()
        return ["jpg", "jpeg", "png", "gif", "webp", "avif", "svg"].contains { name.hasSuffix(".\($0)") }
    }
}

/// One candidate of a `srcset` (HTML Standard §4.8.4.2.1).
struct ImageCandidate {
    let url: String
    /// Pixels.
    let width: Int?
    /// Pixels of the screen for one of the page.
    let density: Double?

    /// The candidates of an attribute. An address may hold commas; one at its end parts it from the next.
    static func parsed(_ set: String) -> [ImageCandidate] {
        var found: [ImageCandidate] = []
        var rest = set.prefix(20_000)[...]
        while found.count < 50 {
            rest = rest.drop { $0.isWhitespace || $0 == "," }
            guard !rest.isEmpty else { break }
            let token = rest.prefix { !$0.isWhitespace }
            rest = rest.dropFirst(token.count)
            var words: [Substring] = []
            if !token.hasSuffix(",") {
                let descriptors = rest.prefix { $0 != "," }
                rest = rest.dropFirst(descriptors.count)
                words = descriptors.split(whereSeparator: \.isWhitespace)
            }
            func number(_ unit: Character) -> Double? {
                words.first { $0.last == unit }.flatMap { Double($0.dropLast()) }
            }
            found.append(
                ImageCandidate(
                    url: token.trimming { $0 == "," }, width: number("w").flatMap(Int.init(pixels:)),
                    density: number("x")))
        }
        return found
    }
}

extension [ImageCandidate] {
    /// The smallest that is as wide as wanted, else the largest; of densities the one next to 2.
    fileprivate func best(at wanted: Int) -> ImageCandidate? {
        let measured = filter { $0.width != nil }.sorted { ($0.width ?? 0) < ($1.width ?? 0) }
        if let best = measured.first(where: { ($0.width ?? 0) >= wanted }) ?? measured.last { return best }
        return self.min { abs(($0.density ?? 1) - 2) < abs(($1.density ?? 1) - 2) }
    }
}

extension HTMLNode {
    /// A value of its style.
    fileprivate func style(_ property: String) -> String? {
        self["style"].flatMap { style in
            StyleSheet.declarations(style).last { $0.property == property }?.value
        }
    }

    /// Pixels that its style says.
    fileprivate func stylePixels(_ property: String) -> Int? {
        guard let value = style(property), value.hasSuffix("px") else { return nil }
        return Double(value.dropLast(2)).flatMap(Int.init(pixels:))
    }
}

extension Int {
    /// A length of a page in whole pixels; nil for one that none has.
    fileprivate init?(pixels: Double) {
        guard pixels.isFinite, pixels >= 0 else { return nil }
        self = Int(Swift.min(pixels, 1e6))
    }
}
