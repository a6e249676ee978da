// SPDX-License-Identifier: Apache-2.0

/// The elements of a page that are the site's and not the article's, by their names.
enum Furniture {
    /// Parts of names: `share-bar` holds `share`.
    private static let names: [[Substring]] = [
        "advert", "advertisement", "author-bio", "breadcrumb", "breadcrumbs", "comment", "consent", "cookie",
        "cookies",
        "donate", "footer", "gdpr", "masthead", "menu", "modal", "most-read", "mostread", "navbar",
        "navigation",
        "newsletter", "outbrain", "pagination", "popup", "post-meta", "post-tags", "print-only", "promo",
        "rating",
        "ratings", "read-more", "readmore", "recirc", "recommend", "recommended", "recommendations",
        "related", "share",
        "sharing", "sidebar", "sign-up", "signup", "site-header", "skip-link", "social", "sponsor",
        "sponsored", "subscribe",
        "subscription", "taboola", "tag-list", "toolbar", "trending",
    ].map { $0.split(separator: "-") }
    /// Whole names.
    private static let wholeNames: Set = [
        "hidden", "paywall", "visually-hidden", "sr-only", "widget", "ad", "ads", "ad-slot", "adslot",
        "ad-container",
        "ad-wrapper",
    ]
    /// Whole names of readers' comments, which may be longer than the article.
    static let comments: Set = [
        "comments", "comment-list", "commentlist", "comments-area", "comment-respond", "comments-section",
        "disqus-thread",
        "respond",
    ]
    /// Names of elements that hold the text, whatever other names they have.
    private static let text: Set = [
        "article-body", "article-content", "article-text", "entry-content", "post-body", "post-content",
        "story-body",
    ]
    private static let roles: Set = [
        "navigation", "complementary", "search", "dialog", "alert", "menu", "contentinfo", "banner",
    ]
    private static let elements: Set = [
        "div", "section", "ul", "ol", "p", "span", "header", "table", "a", "dl",
    ]
    /// The bytes of text from which on an element is no share bar, whatever its name.
    private static let longest = 1_700

    /// Whether an element is known by its name, role or class not to be text.
    /// - Parameter whole: bytes of text around it; what holds most of them is kept.
    static func contains(_ node: HTMLNode, of whole: Int) -> Bool {
        guard let name = node.name else { return false }
        if name == "svg" || name == "math" { return false }
        if HTMLNode.silent.contains(name) || node.isHidden { return true }
        if ["nav", "aside", "footer", "form"].contains(name) {
            return node.textSize * 2 <= whole && !node.hasHint("pullquote") && !node.hasHint("pull-quote")
                && !node.hasHint("callout")
        }
        if roles.contains(node["role"] ?? "") { return true }
        guard elements.contains(name) else { return false }
        let hints = node.hints
        if hints.contains(where: comments.contains) { return true }
        guard node.textSize < longest, node.textSize * 2 <= whole, !hints.contains(where: text.contains)
        else {
            return false
        }
        // Paragraphs behind a paywall are the article; a box that asks for money is not.
        if name == "p", hints.contains("paywall") { return false }
        return hints.contains { wholeNames.contains($0) || isNamed($0) }
    }

    /// Whether a class or identifier speaks of it: `related`, `article-related`, `social-share-bar`.
    static func isNamed(_ hint: String) -> Bool {
        let parts = hint.split(separator: "-")
        return names.contains { name in
            name.count == 1
                ? parts.contains(name[0])
                : parts.count >= name.count && hint.contains(name.joined(separator: "-"))
        }
    }
}
