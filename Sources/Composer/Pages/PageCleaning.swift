// SPDX-License-Identifier: Apache-2.0

/// Takes out of an article's element what is the site's: navigation, share bars, related links, notices.
struct PageCleaning {
    private let whole: Int
    private var seen = 0
    private var hasEnded = false
    private var losses = LossAccount()

    /// The same element without the furniture, up to the line that ends the article, and what was taken out.
    static func cleaned(_ node: HTMLNode) -> (node: HTMLNode, losses: LossAccount) {
        var cleaning = PageCleaning(whole: node.textSize)
        let node = cleaning.cleaned(node)
        return (node, cleaning.losses)
    }

    private mutating func note(_ node: HTMLNode) {
        guard node.textSize > 0, !HTMLNode.silent.contains(node.name ?? ""), !node.isHidden else { return }
        losses.note("boilerplate", node.line, origin: .site)
    }

    private init(whole: Int) { self.whole = whole }

    private mutating func cleaned(_ node: HTMLNode) -> HTMLNode {
        var kept: [HTMLNode] = []
        for child in node.children {
            if hasEnded {
                note(child)
                continue
            }
            guard child.name != nil else {
                seen += child.textSize
                kept.append(child)
                continue
            }
            let start = seen
            if node.name == "blockquote" {
                // Its footer says who said it.
                kept.append(child)
            } else if Furniture.contains(child, of: whole) || Self.isLinkList(child) {
                note(child)
            } else if Self.isEndMark(child) {
                // With much still to come the line only points elsewhere.
                hasEnded = (whole - start) * 10 < whole * 4
                note(child)
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
