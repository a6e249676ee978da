// SPDX-License-Identifier: Apache-2.0

/// Removes the site's own parts from an article's element: navigation, share bars, related links, notices.
struct PageCleaning {
    private let whole: Int
    private var seen = 0
    private var hasEnded = false

    /// An element without the furniture, up to the line that ends the article.
    static func cleaned(_ node: HTMLNode) -> HTMLNode {
        var cleaning = PageCleaning(whole: node.textSize)
        return cleaning.cleaned(node)
    }

    private init(whole: Int) { self.whole = whole }

    private mutating func cleaned(_ node: HTMLNode) -> HTMLNode {
        var kept: [HTMLNode] = []
        for child in node.children where !hasEnded {
            guard child.name != nil else {
                seen += child.textSize
                kept.append(child)
                continue
            }
            let start = seen
            if Furniture.contains(child, of: whole) || Self.isLinkList(child) {
                // The line itself is not kept.
            } else if Self.isEndMark(child) {
                // When much of the text is still to come, the line does not end the article but points elsewhere.
                hasEnded = (whole - start) * 10 < whole * 4
            } else {
                kept.append(cleaned(child))
            }
            seen = start + child.textSize
        }
        return node.replacing(children: kept)
    }

    /// Three or more links and hardly anything else.
    private static func isLinkList(_ node: HTMLNode) -> Bool {
        guard ["div", "section", "ul", "ol", "p", "table"].contains(node.name), node["id"] == nil,
            node.linkShare > (node.name == "p" ? 0.9 : 0.75)
        else { return false }
        let links = node.all { $0.name == "a" && $0["href"]?.hasPrefix("#") == false }
        return links.count >= 3 && node.textSize / links.count < 100
    }

    /// "You may also like", or a line that starts with such words and ends in a link.
    private static func isEndMark(_ node: HTMLNode) -> Bool {
        guard ["h2", "h3", "h4", "h5", "p", "div"].contains(node.name), node.textSize < 120 else {
            return false
        }
        let text = node.text.trimming(\.isWhitespace)
        if PastedText.isEndMark(text) { return true }
        guard node.linkSize > 0, let colon = text.firstIndex(of: ":") else { return false }
        return PastedText.isEndMark(String(text[..<colon]))
    }
}
