// SPDX-License-Identifier: Apache-2.0

/// Reads RSS 0.9x, 1.0 and 2.0 and Atom 0.3 and 1.0 (RFC 4287), broken ones included.
struct XMLFeed {
    private let root: XMLNode
    private let base: String?

    /// nil when the document is not a feed.
    init?(_ text: String, base: String?) {
        guard let root = XMLNode(parsing: text), ["rss", "rdf", "feed", "channel"].contains(root.name) else {
            return nil
        }
        self.root = root
        self.base = base
    }

    private static let contentModules = ["http://purl.org/rss/1.0/modules/content/"]
    private static let dublinCore = ["http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"]
    private static let media = ["http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss"]

    /// How many entries it has.
    var count: Int { nodes.count }

    private var channel: XMLNode { root.child("channel") ?? root }

    private var nodes: [XMLNode] {
        channel.all("item") + (root.name == "rdf" ? root.all("item") : []) + channel.all("entry")
    }

    var feed: Feed {
        let channel = channel
        let language = channel.child("language")?.text.presentLine ?? root["xml:lang"]
        let site = link(of: channel) ?? base
        return Feed(
            nodes.map { node in
                var draft = node.name == "item" ? item(node) : entry(node)
                draft.base = node["xml:base"] ?? root["xml:base"] ?? site
                draft.url = draft.url.flatMap { SafeURL.resolved($0, base: draft.base) }
                draft.language = draft.language ?? language
                draft.image = draft.image.flatMap { picture in
                    SafeURL.resolved(picture.url, base: draft.base).map { Picture(url: $0, alt: picture.alt) }
                }
                return draft.entry
            })
    }

    private func item(_ node: XMLNode) -> Feed.Draft {
        var draft = Feed.Draft()
        let guid = node.child("guid")
        draft.id = guid?.text.presentLine ?? node["rdf:about"] ?? node["about"]
        draft.title = node.child("title", in: ["", node.space])?.plainTitle
        draft.url = link(of: node)
        if draft.url == nil, guid?["ispermalink"] != "false", let id = draft.id, SafeURL.isWeb(id) {
            draft.url = id
        }
        draft.byline =
            node.child("creator", in: Self.dublinCore)?.text.presentLine ?? author(node.child("author"))
        draft.date = (node.child("pubdate") ?? node.child("date"))?.text
        draft.section = node.child("category")?.text.presentLine ?? node.child("subject")?.text.presentLine
        draft.content = (node.child("encoded", in: Self.contentModules) ?? node.child("body"))?.markup
        draft.summary = node.child("description", in: ["", node.space])?.markup
        draft.image = image(of: node)
        return draft
    }

    private func entry(_ node: XMLNode) -> Feed.Draft {
        var draft = Feed.Draft()
        draft.id = node.child("id")?.text.presentLine
        draft.title = node.child("title", in: [node.space])?.plainTitle
        draft.url = link(of: node)
        draft.byline = (node.child("author") ?? root.child("author"))?.child("name")?.text.presentLine
        draft.date =
            ["published", "issued", "created", "updated", "modified"].lazy
            .compactMap { node.child($0)?.text.presentLine }.first
        let category = node.child("category")
        draft.section = (category?["label"] ?? category?["term"])?.presentLine
        draft.content = node.child("content", in: [node.space])?.markup
        draft.summary = (node.child("summary") ?? node.child("tagline"))?.markup
        draft.language = node["xml:lang"]
        draft.image = image(of: node)
        return draft
    }

    /// RSS puts the address inside, Atom in an attribute; `alternate` is the page itself.
    private func link(of node: XMLNode) -> String? {
        let links = node.all("link").filter {
            $0.space == node.space || $0.space.isEmpty || $0["href"] != nil
        }
        if let page = links.first(where: { $0["href"] != nil && ($0["rel"] ?? "alternate") == "alternate" }) {
            return page["href"]
        }
        return links.lazy.compactMap(\.text.presentLine).first
    }

    /// "jane@example.com (Jane Doe)" or a name.
    private func author(_ node: XMLNode?) -> String? {
        guard let text = node?.child("name")?.text.presentLine ?? node?.text.presentLine else { return nil }
        if let open = text.lastIndex(of: "("), text.hasSuffix(")") {
            return String(text[text.index(after: open)...].dropLast()).presentLine
        }
        return text.contains("@") ? nil : text
    }

    private func image(of node: XMLNode) -> Picture? {
        let group = node.child("group", in: Self.media) ?? node
        let pictured =
            group.all("content").filter {
                Self.media.contains($0.space)
                    && ($0["medium"] == "image" || $0["type"]?.hasPrefix("image/") == true)
            } + group.all("thumbnail")
        let enclosed = node.all("enclosure").filter { $0["type"]?.hasPrefix("image/") == true }
        guard let url = (pictured + enclosed).lazy.compactMap({ $0["url"] }).first else { return nil }
        let words = pictured.first?.child("description") ?? group.child("description", in: Self.media)
        return Picture(url: url, alt: words?.text.presentLine ?? "")
    }
}

extension XMLNode {
    /// A title's words: titles are text, or HTML escaped or not.
    fileprivate var plainTitle: String? { markup.line.presentLine }

    /// Content as HTML: elements inside, escaped HTML, or text (RFC 4287 §3.1; Atom 0.3 §3.1).
    fileprivate var markup: HTMLNode {
        let type = self["type"]?.lowercased() ?? "html"
        if children.contains(where: { $0.name != nil }) || type == "xhtml" { return html }
        let isOther = type.contains("/") && !type.hasPrefix("text/") && !type.hasSuffix("xml")
        if self["mode"] == "base64" || isOther { return HTMLNode(text: "") }
        if type == "text" || type == "text/plain" && self["mode"] != "escaped" { return HTMLNode(text: text) }
        return HTMLDocument(text).root
    }
}
