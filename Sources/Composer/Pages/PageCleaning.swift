// SPDX-License-Identifier: Apache-2.0

/// Takes out of an article's element what is the site's: navigation, share bars, related links, notices.
struct PageCleaning {
    let whole: Int
    /// Who wrote it.
    let byline: String?
    /// The host of the page.
    let host: String?
    /// Bytes of text before the element that is looked at.
    private(set) var seen = 0
    private var hasEnded = false
    private var losses = LossAccount()

    /// The same element without the furniture, up to the line that ends the article, and what was taken out.
    /// - Parameters:
    ///   - headline: the title; what stands above its heading is the site's.
    ///   - byline: who wrote it.
    ///   - url: the page's address.
    static func cleaned(
        _ node: HTMLNode, headline: String, byline: String?, url: String?
    ) -> (node: HTMLNode, losses: LossAccount) {
        var cleaning = PageCleaning(whole: node.textSize, byline: byline, host: url.flatMap(SafeURL.host))
        let node = cleaning.belowTitle(cleaning.cleaned(node), headline)
        return (node, cleaning.losses)
    }

    private mutating func note(_ node: HTMLNode) {
        if node.textSize == 0 {
            let image = HTMLImage.names.lazy.compactMap { node.first($0) }.first.map(HTMLImage.init)
            if let image, !image.isTracker, !image.isHidden {
                losses.note(
                    "picture", image.alt.isEmpty ? image.address(base: nil) ?? "" : image.alt, origin: .site)
            }
        } else if !HTMLNode.silent.contains(node.name ?? "") {
            losses.note(node.isHidden ? "hidden text" : "boilerplate", node.line, origin: .site)
        }
    }

    private init(whole: Int, byline: String?, host: String?) {
        (self.whole, self.byline, self.host) = (whole, byline, host)
    }

    private mutating func cleaned(_ node: HTMLNode) -> HTMLNode {
        var kept: [HTMLNode] = []
        // A heading with nothing below it belongs to what was taken away there.
        var isBare = false
        for (index, child) in node.children.enumerated() {
            if hasEnded {
                note(child)
                continue
            }
            guard child.name != nil else {
                seen += child.textSize
                kept.append(child)
                if child.textSize > 0 { isBare = false }
                continue
            }
            let start = seen
            let rest = node.children[(index + 1)...]
            let count = kept.count
            if node.name == "blockquote" {
                // Its footer says who said it.
                kept.append(child)
            } else if Furniture.contains(child, of: whole) || isLinkList(child, before: rest)
                || isTeaser(child)
                || isBiography(child) || Self.isPointer(child)
            {
                note(child)
            } else if Self.isEndMark(child) {
                // With much still to come the line only points elsewhere.
                hasEnded =
                    (whole - start) * 10 < whole * 4
                    && (!PastedText.isPointer(child.line) || !Self.goesOn(rest))
                note(child)
            } else {
                kept.append(cleaned(child))
            }
            if child.textSize > 0 { isBare = count == kept.count }
            seen = start + child.textSize
        }
        return node.replacing(children: isBare ? withoutBareTitle(kept) : kept)
    }

    /// Whether two paragraphs or more follow.
    private static func goesOn(_ rest: ArraySlice<HTMLNode>) -> Bool {
        rest.lazy.filter { $0.name == "p" && $0.textSize > 80 && $0.linkShare < 0.25 }.prefix(2).count == 2
    }

    private mutating func withoutBareTitle(_ kept: [HTMLNode]) -> [HTMLNode] {
        guard let last = kept.lastIndex(where: { $0.textSize > 0 || $0.holdsMedia }),
            Self.titles.contains(kept[last].name ?? "")
        else { return kept }
        note(kept[last])
        return Array(kept[..<last] + kept[(last + 1)...])
    }

    /// Three or more links into the site and hardly anything else, but for a list that the text goes on behind.
    private func isLinkList(_ node: HTMLNode, before rest: ArraySlice<HTMLNode>) -> Bool {
        guard ["div", "section", "ul", "ol", "p", "table"].contains(node.name), node["id"] == nil,
            node.linkShare > (node.name == "p" ? 0.9 : 0.75)
        else { return false }
        let links = node.all { $0.name == "a" && $0["href"]?.hasPrefix("#") == false }
        let isElsewhere = links.count { !isOfSite($0["href"] ?? "") } * 2 > links.count && host != nil
        return links.count >= 3 && node.textSize / links.count < 100 && !isElsewhere && !Self.goesOn(rest)
    }

    /// The element without the words above the heading that is the page's title; pictures and sentences stay.
    private mutating func belowTitle(_ node: HTMLNode, _ headline: String) -> HTMLNode {
        guard let path = Self.path(to: headline, in: node) else { return node }
        var above = 0
        _ = path.reduce(node) { parent, index in
            above += parent.children[..<index].reduce(0) { $0 + $1.textSize }
            return parent.children[index]
        }
        guard above > 0, above < Self.longestKicker, above * 5 < whole else { return node }
        return cut(node, above: path[...])
    }

    /// Bytes of the longest lines above a title: kickers, breadcrumbs, names.
    private static let longestKicker = 300

    /// The child to take at each step down to the heading; nil when there is none.
    private static func path(to headline: String, in node: HTMLNode) -> [Int]? {
        if node.name == "h1" { return node.line == headline || node.spacedLine == headline ? [] : nil }
        for (index, child) in node.children.enumerated() {
            if let rest = path(to: headline, in: child) { return [index] + rest }
        }
        return nil
    }

    private mutating func cut(_ node: HTMLNode, above path: ArraySlice<Int>) -> HTMLNode {
        guard let index = path.first else { return node }
        var kept: [HTMLNode] = []
        for child in node.children[..<index] {
            let isPictured = HTMLImage.names.contains { child.first($0) != nil }
            if isPictured || PastedText.isProse(child.line) {
                kept.append(child)
            } else {
                note(child)
            }
        }
        kept.append(cut(node.children[index], above: path.dropFirst()))
        return node.replacing(children: kept + node.children[(index + 1)...])
    }

    /// "You may also like" on a line of its own.
    private static func isEndMark(_ node: HTMLNode) -> Bool {
        ["h2", "h3", "h4", "h5", "p", "div"].contains(node.name) && node.textSize < 120
            && PastedText.isEndMark(node.line)
    }

    /// "Read more: …" with a link, which points elsewhere and ends nothing.
    private static func isPointer(_ node: HTMLNode) -> Bool {
        guard ["h2", "h3", "h4", "h5", "p", "div"].contains(node.name), node.linkSize > 0, node.textSize < 300
        else { return false }
        let line = node.line
        return line.firstIndex(of: ":").map { PastedText.isEndMark(String(line[..<$0])) } == true
    }
}

extension HTMLNode {
    /// Whether it is, or holds, a picture or something that plays.
    fileprivate var holdsMedia: Bool {
        HTMLImage.names.union(EmbeddedMedia.names).contains { first($0) != nil }
    }
}
