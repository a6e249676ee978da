// SPDX-License-Identifier: Apache-2.0

/// The elements of a page that are the site's and not the article's, by their names.
enum Furniture {
    /// Names and runs of their parts: `social-share-bar` holds `share`.
    private static let names: Set = [
        "ad-container", "ad-feedback", "ad-heading", "ad-slot", "ad-unit", "ad-wrapper", "ads", "adslot",
        "adunit",
        "advert", "advertisement", "article-meta", "article-tags", "author-area", "author-bio", "author-box",
        "author-card", "author-info", "author-profile", "bio", "breadcrumb", "breadcrumbs", "comment",
        "comments", "consent",
        "contributors", "cookie", "cookies", "dialog", "donate", "entry-meta", "footer", "gdpr",
        "interesting-articles", "likes",
        "masthead", "menu",
        "modal", "most-read", "mostread", "navbar", "navigation", "newsletter", "noprint", "outbrain",
        "pagination",
        "popup", "post-meta", "post-tags", "print-only", "promo", "rating", "ratings", "read-more",
        "readmore", "recirc",
        "recommend", "recommendations", "recommended", "related", "relatedposts", "screen-reader-text",
        "share", "sharedaddy",
        "sharing", "sidebar", "sign-up", "signup", "site-header", "skip-link", "social", "sponsor",
        "sponsored", "stay-connected", "submitted-by", "subscribe", "subscription", "taboola", "tag-list",
        "toolbar", "trending",
    ]
    private static let states: Set<Substring> = ["has", "no", "with", "without", "is"]
    /// The most parts that a name of these has.
    private static let mostParts = 3
    /// Whole names.
    private static let wholeNames: Set = [
        "hidden", "paywall", "visually-hidden", "sr-only", "widget", "ad",
    ]
    /// Whole names of boxes that are the site's however long they are.
    private static let boxes: Set = [
        "author-bio", "cookie-banner", "cookie-consent", "cookie-notice", "gdpr", "modal", "dialog",
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
        "navigation", "complementary", "search", "dialog", "menu", "contentinfo", "banner",
    ]
    /// Names of what is made of links; without any it is a restaurant's menu.
    private static let ofLinks: Set = [
        "article-tags", "breadcrumb", "breadcrumbs", "menu", "navbar", "navigation", "pagination",
        "post-tags",
        "tag-list", "toolbar",
    ]
    /// Names that a paragraph of a review or a letter has, too.
    private static let ofWriters: Set = ["comment", "comments", "likes", "rating", "ratings"]
    private static let elements: Set = [
        "div", "section", "ul", "ol", "p", "span", "header", "a", "dl",
    ]
    /// The bytes of text from which on an element is no share bar, whatever its name.
    private static let longest = 1_700

    /// Whether an element is known by its name, role or class not to be text.
    /// - Parameter whole: bytes of text around it; what holds most of them is kept.
    static func contains(_ node: HTMLNode, of whole: Int) -> Bool {
        guard let name = node.name else { return false }
        if name == "svg" || name == "math" { return false }
        if HTMLImage.names.contains(name) { return HTMLImage(node).isHidden }
        if HTMLNode.silent.contains(name) || node.isHidden { return true }
        if ["nav", "aside", "footer", "form"].contains(name) {
            return node.textSize * 2 <= whole && !node.hasHint("pullquote") && !node.hasHint("pull-quote")
                && !node.hasHint("callout")
        }
        if roles.contains(node["role"] ?? "") { return true }
        guard elements.contains(name) else { return false }
        let hints = ownHints(node)
        if hints.isEmpty { return false }
        if hints.contains(where: comments.contains) { return true }
        guard !hints.contains(where: text.contains), !holdsText(node) else { return false }
        if hints.contains(where: boxes.contains), !holdsStory(node) { return true }
        // Some name the whole of a page after its sidebar.
        if hints.contains("sidebar"), node.textSize * 5 <= whole * 4, !holdsStory(node) { return true }
        guard node.textSize < longest, node.textSize * 2 <= whole else { return false }
        // Paragraphs behind a paywall are the article; a box that asks for money is not.
        if name == "p", hints.contains("paywall") { return false }
        return hints.contains { hint in
            if wholeNames.contains(hint) { return hint != "hidden" || !isShownOnSome(hints) }
            guard let found = named(hint) else { return false }
            return !(ofLinks.contains(found) && node.linkShare < 0.2)
                && !(name == "p" && ofWriters.contains(found))
        }
    }

    /// `hidden md:block`: on larger screens it is shown.
    private static func isShownOnSome(_ hints: [String]) -> Bool {
        hints.contains { hint in
            ["sm:", "md:", "lg:", "xl:"].contains(where: hint.hasPrefix) && !hint.hasSuffix("hidden")
        }
    }

    /// Its names; an identifier that a program made from its title (`#cookies` of "Cookies") says what it is about.
    private static func ownHints(_ node: HTMLNode) -> [String] {
        guard let id = node["id"], !comments.contains(id.lowercased()),
            let title = node.first(where: { ["h2", "h3", "h4"].contains($0.name) })?.line,
            Slug.make(title) == id.lowercased()
        else { return node.hints }
        return HTMLNode.hints(node["class"])
    }

    /// Whether most of its text is in an element that is named as one.
    private static func holdsText(_ node: HTMLNode) -> Bool {
        let inner = node.first { isText($0) && $0.textSize > 0 }
        return inner.map { $0.textSize * 2 > node.textSize } == true
    }

    /// Whether a title or an article is in it.
    private static func holdsStory(_ node: HTMLNode) -> Bool {
        node.first { $0.name == "h1" || $0.name == "article" } != nil
    }

    /// Whether an element's class or identifier says that it holds the text.
    static func isText(_ node: HTMLNode) -> Bool { node.hints.contains(where: text.contains) }

    /// Whether a class or identifier speaks of it: `related`, `article-related`, `social-share-bar`.
    static func isNamed(_ hint: String) -> Bool { named(hint) != nil }

    private static func named(_ hint: String) -> String? {
        let parts = hint.split(separator: "-")
        // `has-ads` says what stands inside.
        if parts.contains(where: states.contains) { return nil }
        for start in parts.indices {
            for count in 1...mostParts {
                let name = parts[start...].prefix(count).joined(separator: "-")
                if names.contains(name) { return name }
            }
        }
        return nil
    }
}
