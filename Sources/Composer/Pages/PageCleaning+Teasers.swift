// SPDX-License-Identifier: Apache-2.0

/// Boxes that no name gives away: other stories of the site, and what it says of its writers.
extension PageCleaning {
    /// Elements that may hold a teaser.
    private static let cards: Set = ["div", "section", "ul", "ol", "li", "aside", "a", "figure", "article"]
    static let titles: Set = ["h2", "h3", "h4", "h5", "h6"]
    /// Bytes of the longest teaser.
    private static let longestTeaser = 400

    /// Whether it is headings that lead to other pages of the site, with hardly a word below each.
    func isTeaser(_ node: HTMLNode) -> Bool {
        guard let name = node.name, Self.cards.contains(name), node.textSize > 0, node.textSize * 3 < whole
        else { return false }
        let linked = linkedTitles(node, in: nil)
        if linked == 1 { return node.linkShare > 0.5 && node.textSize < Self.longestTeaser }
        return linked > 1 && node.textSize / linked < Self.longestTeaser
            && (seen * 2 > whole || node.linkShare > 0.5)
    }

    /// How many headings inside are links into the site.
    private func linkedTitles(_ node: HTMLNode, in link: String?) -> Int {
        let link = node.name == "a" ? node["href"] : link
        if let name = node.name, Self.titles.contains(name), node.textSize > 0 {
            let target = link ?? (node.linkShare > 0.9 ? node.first("a")?["href"] : nil)
            return target.map(isOfSite) == true ? 1 : 0
        }
        return node.children.reduce(0) { $0 + linkedTitles($1, in: link) }
    }

    func isOfSite(_ href: String) -> Bool {
        if href.hasPrefix("#") { return false }
        guard let target = SafeURL.host(href) else { return !href.contains(":") }
        return target == host
    }

    private static let aboutAuthor = [
        "about the author", "about the writer", "über den autor", "über die autorin", "zur person",
        "à propos de l’auteur", "sobre el autor", "sobre la autora", "про автора", "об авторе",
    ]
    /// Bytes of the longest note about a writer.
    private static let longestBiography = 1_500

    /// Whether it is what a page says of its writer below the text.
    func isBiography(_ node: HTMLNode) -> Bool {
        guard ["div", "section", "ul", "p"].contains(node.name), seen * 2 > whole,
            node.textSize < Self.longestBiography
        else { return false }
        // Its first line says so, and nothing more.
        let first =
            node.first { ["h2", "h3", "h4", "h5", "p", "strong"].contains($0.name) && $0.textSize > 0 }
            ?? node
        let line = first.line.lowercased().replacing("'", with: "’").trimming { ": .".contains($0) }
        return Self.aboutAuthor.contains(line) || isAbout(line)
    }

    /// "About Ann Or", where she is who wrote it.
    private func isAbout(_ line: String) -> Bool {
        guard let byline = byline?.lowercased() else { return false }
        return ["about ", "über ", "à propos de ", "sobre "].contains { line == $0 + byline }
    }
}
