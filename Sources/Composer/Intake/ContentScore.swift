/// Finds the part of a page that is the article, by how much running text stands where.
///
/// Each paragraph counts for its parent, half for the parent's parent, by its length and its commas; what an element's
/// class and id say counts a little, and the share of its text that is links takes away.
struct ContentScore {
    private struct Entry {
        let node: HTMLNode
        let parent: Int?
        var score = 0.0
        var isCandidate = false
    }

    private var entries: [Entry] = []

    private static let wanted = [
        "article", "body", "content", "entry", "main", "page", "post", "story", "text",
    ]
    static let unwanted = [
        "comment", "share", "social", "related", "promo", "newsletter", "cookie", "consent", "gdpr",
        "sidebar",
        "breadcrumb", "menu", "navbar", "navigation", "footer", "subscribe", "advert", "sponsor", "popup",
        "modal",
        "recirc", "outbrain", "taboola", "recommend", "author-bio", "paywall", "toolbar", "pagination",
        "skip-link",
        "masthead", "most-read", "mostread", "trending", "signup", "sign-up", "donate", "rating", "disqus",
        "widget",
        "site-header", "print-only", "hidden", "read-more", "readmore", "tag-list", "post-tags", "post-meta",
    ]

    /// The element that holds the article; the page's body when no element stands out.
    static func content(of root: HTMLNode) -> HTMLNode {
        let body = root.first("body") ?? root
        if let marked = body.first("div", where: { $0["itemprop"]?.contains("articleBody") == true })
            ?? body.first("section", where: { $0["itemprop"]?.contains("articleBody") == true }),
            marked.text.utf8.count > 200
        {
            return marked
        }
        let articles = body.all { $0.name == "article" }
        if articles.count == 1, proseLength(articles[0]) > 140 { return articles[0] }
        if let main = body.first("main") ?? body.first("div", where: { $0["role"] == "main" }),
            articles.isEmpty,
            proseLength(main) > 600, main.all(where: { $0.name == "h1" }).count == 1
        {
            return main
        }
        var score = ContentScore()
        score.add(body, parent: nil, depth: 0)
        return score.best ?? articles.first ?? body
    }

    /// Bytes of text in paragraphs.
    private static func proseLength(_ node: HTMLNode) -> Int {
        node.all { $0.name == "p" }.reduce(0) { $0 + $1.text.utf8.count }
    }

    private mutating func add(_ node: HTMLNode, parent: Int?, depth: Int) {
        guard node.name != nil, !node.isHidden, !HTMLNode.silent.contains(node.name ?? "") else { return }
        if depth > 0, PageCleaning.isFurniture(node) { return }
        let index = entries.count
        entries.append(Entry(node: node, parent: parent))
        if let weight = Self.weight(of: node) {
            reward(parent, weight)
            reward(parent.flatMap { entries[$0].parent }, weight / 2)
        }
        for child in node.children { add(child, parent: index, depth: depth + 1) }
    }

    private mutating func reward(_ index: Int?, _ points: Double) {
        guard let index else { return }
        if !entries[index].isCandidate {
            entries[index].isCandidate = true
            entries[index].score += Self.start(of: entries[index].node)
        }
        entries[index].score += points
    }

    /// What a paragraph is worth; nil for what is none.
    private static func weight(of node: HTMLNode) -> Double? {
        let isParagraph = ["p", "pre", "blockquote"].contains(node.name)
        let isLoose =
            ["div", "td"].contains(node.name)
            && node.children.contains { $0.name == nil && $0.text.count > 80 }
        guard isParagraph || isLoose else { return nil }
        let text = node.text
        guard text.utf8.count >= 25 else { return nil }
        let commas = text.count { ",，、،".contains($0) }
        return 1 + Double(commas) + min(Double(text.utf8.count) / 100, 4)
    }

    private static func start(of node: HTMLNode) -> Double {
        var points: Double =
            switch node.name {
            case "article": 25
            case "main": 15
            case "div", "section": 5
            case "ul", "ol", "form", "aside", "nav", "th": -10
            default: 0
            }
        let hints = node.hints
        if wanted.contains(where: { hints.contains($0) }) { points += 15 }
        if unwanted.contains(where: { hints.contains($0) }) { points -= 25 }
        return points
    }

    private var best: HTMLNode? {
        let ranked = entries.filter(\.isCandidate).map { entry in
            (entry.node, entry.score * (1 - PageCleaning.linkShare(entry.node)))
        }
        guard let top = ranked.max(by: { $0.1 < $1.1 }), top.1 > 0 else { return nil }
        return top.0
    }
}

/// Takes out of an article's element what is the site's: navigation, share bars, related links, notices.
enum PageCleaning {
    /// The same element without the furniture, up to the line that ends the article.
    static func cleaned(_ node: HTMLNode) -> HTMLNode {
        var hasEnded = false
        return cleaned(node, &hasEnded)
    }

    private static func cleaned(_ node: HTMLNode, _ hasEnded: inout Bool) -> HTMLNode {
        var kept: [HTMLNode] = []
        for child in node.children where !hasEnded {
            guard let name = child.name else {
                kept.append(child)
                continue
            }
            if isFurniture(child) || isLinkList(child) { continue }
            if isEnd(child, name) {
                hasEnded = true
            } else {
                kept.append(cleaned(child, &hasEnded))
            }
        }
        return node.replacing(children: kept)
    }

    /// Whether an element is known by its name, role or class not to be text.
    static func isFurniture(_ node: HTMLNode) -> Bool {
        guard let name = node.name else { return false }
        if HTMLNode.silent.contains(name) || ["nav", "aside", "footer", "form"].contains(name)
            || node.isHidden
        {
            return name != "head" || !node.children.isEmpty
        }
        let roles = [
            "navigation", "complementary", "search", "dialog", "alert", "menu", "contentinfo", "banner",
        ]
        if roles.contains(node["role"] ?? "") { return true }
        guard ["div", "section", "ul", "ol", "p", "span", "header", "table", "a", "dl"].contains(name) else {
            return false
        }
        let hints = node.hints
        return ContentScore.unwanted.contains { hints.contains($0) } && node.text.utf8.count < 2_000
            && !["articlebody", "article-body", "article__body", "entry-content", "post-content"]
                .contains { hints.contains($0) }
    }

    /// Three or more links and hardly anything else.
    private static func isLinkList(_ node: HTMLNode) -> Bool {
        guard ["div", "section", "ul", "ol", "p", "table"].contains(node.name), node["id"] == nil else {
            return false
        }
        let links = node.all { $0.name == "a" && $0["href"]?.hasPrefix("#") == false }
        return links.count >= 3 && linkShare(node) > (node.name == "p" ? 0.9 : 0.75)
            && node.text.utf8.count / links.count < 120
    }

    private static func isEnd(_ node: HTMLNode, _ name: String) -> Bool {
        guard ["h2", "h3", "h4", "h5", "p", "div", "strong"].contains(name) else { return false }
        let text = node.text
        return text.utf8.count < 60 && PastedText.isEndMark(text.trimming(\.isWhitespace))
    }

    /// How much of an element's text is links, 0 to 1.
    static func linkShare(_ node: HTMLNode) -> Double {
        let all = node.text.utf8.count { $0 > 0x20 }
        let linked = node.all { $0.name == "a" }.reduce(0) { $0 + $1.text.utf8.count { $0 > 0x20 } }
        return all == 0 ? 0 : min(1, Double(linked) / Double(all))
    }
}
