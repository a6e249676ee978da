// SPDX-License-Identifier: Apache-2.0
import Foundation

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
        channel.all("item") + channel.all("items").flatMap { $0.all("item") }
            + (root.name == "rdf" ? root.all("item") : []) + channel.all("entry")
    }

    /// Where the feed says it is: its own address (RFC 4287 §4.2.7.2).
    private var address: String? {
        channel.all("link").first { $0["rel"] == "self" }?["href"].flatMap {
            SafeURL.resolved($0, base: base)
        }
    }

    var feed: Feed {
        let channel = channel
        let language = channel.child("language")?.text.presentLine ?? root["xml:lang"]
        let site = link(of: channel) ?? base
        // What an element's xml:base says belongs to that of the element around it (RFC 4287 §2).
        let home = Self.base(root["xml:base"], within: Self.base(channel["xml:base"], within: nil) ?? base)
        let drafts = nodes.map { node in
            var draft = node.name == "item" ? item(node) : entry(node)
            let own = Self.base(node["xml:base"], within: home) ?? home
            draft.url = draft.url.flatMap { SafeURL.resolved($0, base: own ?? site) }
            draft.base = Self.base(content(of: node)?["xml:base"], within: own) ?? own ?? draft.url ?? site
            draft.language = draft.language ?? language
            draft.image = draft.image.flatMap { picture in
                SafeURL.resolved(picture.url, base: draft.base).map { Picture(url: $0, alt: picture.alt) }
            }
            return draft
        }
        return Feed(drafts, address: address ?? base)
    }

    private static func base(_ written: String?, within outer: String?) -> String? {
        written.flatMap { SafeURL.resolved($0, base: outer) }
    }

    private func content(of node: XMLNode) -> XMLNode? {
        node.name == "item"
            ? node.child("encoded", in: Self.contentModules) ?? node.child("body")
            : node.child("content", in: [node.space])
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
        let creators = node.all("creator").filter { Self.dublinCore.contains($0.space) }.map(\.plainTitle)
        draft.byline = Self.names(creators) ?? author(node.child("author"))
        draft.date =
            ["pubdate", "date", "issued", "created", "published", "updated"].lazy
            .compactMap { node.child($0)?.text.presentLine }.first
        draft.section = node.child("category")?.text.presentLine ?? node.child("subject")?.text.presentLine
        draft.content = content(of: node)?.content
        draft.summary = (node.child("description", in: ["", node.space]) ?? otherSummary(of: node))?.content
        draft.image = image(of: node)
        draft.embed =
            node.all("enclosure").lazy.compactMap {
                Embed(enclosed: $0["url"], type: $0["type"], base: base)
            }.first
        return draft
    }

    private func entry(_ node: XMLNode) -> Feed.Draft {
        var draft = Feed.Draft()
        draft.id = node.child("id")?.text.presentLine
        draft.title = node.child("title", in: [node.space])?.plainTitle
        draft.url = link(of: node)
        let own = node.all("author")
        let authors = own.isEmpty ? root.all("author") : own
        draft.byline = Self.names(authors.map { $0.child("name")?.text ?? $0.text })
        draft.date =
            ["published", "issued", "created", "updated", "modified"].lazy
            .compactMap { node.child($0)?.text.presentLine }.first
        let category = node.child("category")
        draft.section = (category?["label"] ?? category?["term"])?.presentLine
        draft.content = content(of: node)?.content
        draft.summary = (node.child("summary") ?? node.child("tagline") ?? otherSummary(of: node))?.content
        draft.language = node["xml:lang"]
        draft.image = image(of: node)
        if node.child("videoid") != nil, let url = draft.url {
            draft.embed = Embed(.film, url: url, title: draft.title, image: draft.image?.url)
        } else {
            draft.embed =
                node.all("link").filter { $0["rel"] == "enclosure" }.lazy.compactMap {
                    Embed(enclosed: $0["href"], type: $0["type"], base: base)
                }.first
        }
        return draft
    }

    /// What a module says of an entry that has no text of its own.
    private func otherSummary(of node: XMLNode) -> XMLNode? {
        let group = node.child("group", in: Self.media)
        return group?.child("description", in: Self.media) ?? node.child("description", in: Self.media)
            ?? node.child("summary") ?? node.child("description", in: Self.dublinCore)
    }

    private static func names(_ texts: [String?]) -> String? {
        texts.compactMap { $0.flatMap(Byline.names) }.uniqued().joined(separator: ", ").presentLine
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
        guard let text = node?.child("name")?.text.presentLine ?? node?.plainTitle else { return nil }
        if let open = text.lastIndex(of: "("), text.hasSuffix(")") {
            return Byline.names(String(text[text.index(after: open)...].dropLast()))
        }
        return Byline.names(text)
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
    /// Elements that a title may hold as markup; a title about others has them as words.
    /// `nonisolated(unsafe)`: expressions are not marked as Sendable, and this one is read alone.
    nonisolated(unsafe) private static let inTitles =
        /<\/?(?:a|abbr|b|bdi|br|cite|code|del|em|i|ins|mark|q|s|small|span|strong|sub|sup|u)\b[^<>]*>/
        .ignoresCase()

    /// A title's words: titles are text, or HTML escaped or not.
    fileprivate var plainTitle: String? {
        if children.contains(where: { $0.name != nil }) { return html.line.presentLine }
        let written = text
        let type = self["type"]?.lowercased()
        let isMarkup = written.contains("&") || written.contains(Self.inTitles)
        guard isMarkup, type != "text" else { return written.presentLine }
        // What is left of other tags are words: “A short guide to <head>”.
        let tagless = written.replacing(Self.inTitles, with: "")
        return HTMLDocument(tagless.replacing("<", with: "&lt;")).root.line.presentLine
    }

    /// The text that its Base64 stands for; nil where it stands for something else (RFC 4287 §4.1.3.3).
    private var decoded: String? {
        let bytes = Data(base64Encoded: text, options: .ignoreUnknownCharacters).map { [UInt8]($0) }
        return bytes.flatMap { String(validating: $0, as: UTF8.self) }?.cleanedForIntake()
    }

    /// Elements inside, escaped HTML, or text (RFC 4287 §3.1; Atom 0.3 §3.1).
    fileprivate var content: Feed.Content {
        let type = self["type"]?.lowercased() ?? "html"
        if children.contains(where: { $0.name != nil }) {
            // Some programs escape a part of it.
            let isHalf = type.hasPrefix("html") && text.contains("</")
            return .markup(isHalf ? HTMLDocument(source).root : html)
        }
        if type == "xhtml" { return .markup(html) }
        let isOther = type.contains("/") && !type.hasPrefix("text/") && !type.hasSuffix("xml")
        if self["mode"] == "base64" || type == "base64" || isOther {
            guard let text = decoded else { return .markup(HTMLNode(text: "")) }
            return isOther ? .text(text) : .markup(HTMLDocument(text).root)
        }
        if type == "text" || type == "text/plain" && self["mode"] != "escaped" { return .text(text) }
        let isPlain =
            !text.contains("<") && !text.contains("&") && text.trimming(\.isWhitespace).contains("\n")
        return isPlain ? .text(text) : .markup(HTMLDocument(text).root)
    }
}
