// SPDX-License-Identifier: Apache-2.0

/// What stands out of the text: embeds, cards, boxes and buttons.
extension HTMLBlocks {
    /// An embed by its element or its class; nil for what is none.
    mutating func embed(_ node: HTMLNode) -> [Block]? {
        guard let name = node.name else { return nil }
        if EmbeddedMedia.names.contains(name) { return media(node) }
        if name == "figure", node["class"] == "embed" { return ownEmbed(node) }
        let isBox = ["div", "figure", "section", "aside", "blockquote"].contains(name)
        guard isBox else { return nil }
        if Self.posts.contains(where: node.hasHint) { return post(node) }
        if ["bookmark", "post-embed", "link-preview", "link-card", "embedded-post"].contains(
            where: node.hasHint),
            node.textSize < Self.longestCard, node.all(where: { $0.name == "p" }).count <= 3
        {
            return card(node)
        }
        if node.hasHint("audio-card") || node.hasHint("file-card") || node.hasHint("video-card") {
            return mediaCard(node)
        }
        return nil
    }

    /// Bytes of text of the longest card.
    private static let longestCard = 1_000

    /// Names of boxes around a post of a social network.
    private static let posts = [
        "twitter-tweet", "twitter-video", "instagram-media", "tiktok-embed", "bluesky-embed",
        "mastodon-embed",
        "fb-post", "reddit-embed", "text-post-media",
    ]

    /// A player inside a run of text: a link.
    mutating func embedded(_ node: HTMLNode) -> [Inline] {
        media(node).flatMap { block -> [Inline] in
            guard case .embed(let embed) = block else { return [.text(block.plain)] }
            return [.link(url: embed.url, [.text(embed.title ?? embed.place)])]
        }
    }

    private mutating func media(_ node: HTMLNode) -> [Block] {
        let name = node.name ?? ""
        let given = EmbeddedMedia.address(of: node)
        guard let url = SafeURL.web(given, base: base) else {
            if name == "object", node.textSize > 0 {
                return read(HTMLNode(name: "div", children: node.children))
            }
            losses.note(name, node["title"] ?? given ?? node.line)
            return []
        }
        if EmbeddedMedia.isTracker(url) {
            losses.note(name, url, origin: .site)
            return []
        }
        let kind: Embed.Kind =
            switch name {
            case "video", "amp-video", "amp-youtube", "amp-vimeo": .film
            case "audio", "amp-audio": .audio
            case "amp-twitter", "amp-instagram", "amp-facebook", "amp-tiktok": .post
            default: EmbeddedMedia.kind(of: url)
            }
        let title = (node["title"] ?? node["aria-label"])?.presentLine
        let still = SafeURL.web(node["poster"], base: base)
        return [.embed(Embed(kind, url: EmbeddedMedia.page(of: url), title: title, image: still))]
    }

    /// One that `HTMLPage` wrote.
    private func ownEmbed(_ node: HTMLNode) -> [Block]? {
        guard let kind = node["data-kind"].flatMap(Embed.Kind.init), let link = node.first("a"),
            let url = SafeURL.web(link["href"], base: base),
            !EmbeddedMedia.isTracker(url)
        else { return nil }
        func part(_ name: String) -> String? { node.first("span") { $0["class"] == "embed-\(name)" }?.line }
        return [
            .embed(
                Embed(
                    kind, url: url, title: part("title"), author: part("author"), text: part("text"),
                    image: node.first("img")?["src"].flatMap { SafeURL.isWeb($0) ? $0 : nil }))
        ]
    }

    /// A post: what it says, and a link to it. The last link is its own.
    private mutating func post(_ node: HTMLNode) -> [Block]? {
        let links = node.all { $0.name == "a" }.compactMap { $0["href"] }
        let own = node["cite"] ?? node["data-instgrm-permalink"] ?? node["data-embed-url"] ?? links.last
        guard let url = SafeURL.web(own, base: base) else {
            return nil
        }
        let words = node.all { $0.name == "p" }.map(\.line).joined(separator: " ").presentLine
        let rest = node.children.filter { $0.name == nil }.map(\.line).joined(separator: " ").presentLine
        let author = rest?.trimming { "—–- ".contains($0) }
        return [.embed(Embed(.post, url: url, author: author?.presentLine, text: words))]
    }

    /// A page elsewhere with its title, description and picture.
    private mutating func card(_ node: HTMLNode) -> [Block]? {
        guard let link = node.name == "a" ? node : node.first("a", where: { $0["href"] != nil }),
            let url = SafeURL.web(link["href"], base: base)
        else { return nil }
        func part(_ hint: String) -> String? {
            node.first { $0.hasHint(hint) && $0.textSize > 0 && $0.textSize < 500 }?.line.presentLine
        }
        let heading = ["h1", "h2", "h3", "h4", "h5"].lazy.compactMap { node.first($0)?.line.presentLine }
            .first
        let title = part("title") ?? heading
        let publisher = [part("author"), part("publisher")].compactMap(\.self).joined(separator: " · ")
            .presentLine
        let text = part("description") ?? part("excerpt")
        // What none of the names says is kept as its words.
        let named = [title, part("author"), part("publisher"), text].compactMap(\.self)
        let rest = named.reduce(link.spacedLine) { $0.replacing($1, with: "", maxReplacements: 1) }
            .presentLine
        let image =
            node.first { $0.hasHint("thumbnail") }?.first("img")
            ?? node.all { $0.name == "img" }.first { !$0.hasHint("icon") }
        let still = image.flatMap { HTMLImage($0).address(base: base) }.flatMap {
            SafeURL.isWeb($0) ? $0 : nil
        }
        let embed = Embed(
            .bookmark, url: url, title: title ?? rest, author: publisher,
            text: [text, title == nil ? nil : rest].compactMap(\.self).joined(separator: " ").presentLine,
            image: still)
        let caption = node.first("figcaption").map { run($0) } ?? []
        return [.embed(embed)] + (caption.isEmpty ? [] : [.paragraph(caption)])
    }

    /// A card around something that plays or can be fetched.
    private mutating func mediaCard(_ node: HTMLNode) -> [Block]? {
        let player = node.first { EmbeddedMedia.names.contains($0.name ?? "") }
        let given = player.flatMap(EmbeddedMedia.address) ?? node.first("a")?["href"]
        guard let url = SafeURL.web(given, base: base) else {
            return nil
        }
        let kind: Embed.Kind =
            node.hasHint("audio-card") ? .audio : node.hasHint("video-card") ? .film : .file
        func part(_ hints: [String]) -> String? {
            node.first { part in hints.contains(where: part.hasHint) && part.textSize > 0 }?.line.presentLine
        }
        let embed = Embed(
            kind, url: url, title: part(["title"]), text: part(["description", "card-caption", "caption"]))
        let caption = node.first("figcaption").map { run($0) } ?? []
        return [.embed(embed)] + (caption.isEmpty ? [] : [.paragraph(caption)])
    }

    /// A box beside the text, or a pulled quotation; nil for what is none.
    mutating func callout(_ node: HTMLNode) -> [Block]? {
        guard ["div", "aside", "section", "blockquote"].contains(node.name) else { return nil }
        if ["pullquote", "pull-quote"].contains(where: node.hasHint) {
            let blocks = quote(node, caption: nil)
            return blocks.isEmpty ? nil : blocks
        }
        guard node.isCalloutBox else {
            return node.name == "aside" ? beside(node) : nil
        }
        let kind = Callout.named(in: node.hints)
        let head = node.children.first {
            ["p", "div", "h3", "h4", "h5", "strong"].contains($0.name) && $0.hasHint("title")
        }
        let title = head?.line.presentLine
        let rest = node.children.filter { child in
            head == nil || child["class"] != head?["class"] || child.line != head?.line
        }
        var blocks = read(HTMLNode(name: "div", children: rest))
        // A sign in a box of its own belongs before the first words.
        if blocks.count > 1, case .paragraph(let sign) = blocks[0], sign.plain.count == 1,
            case .paragraph(let text) = blocks[1]
        {
            blocks.replaceSubrange(0...1, with: [.paragraph((sign + [.text(" ")] + text).tidied())])
        }
        if blocks.isEmpty { return title.map { [.paragraph([.strong([.text($0)])])] } ?? [] }
        let isUsual = title?.lowercased() == kind.rawValue
        return [.callout(kind, title: isUsual ? nil : title, blocks)]
    }

    /// An aside that no class explains is not of the text.
    private mutating func beside(_ node: HTMLNode) -> [Block] {
        if node.textSize > 0 || node.first("img") != nil { losses.note("aside", node.line) }
        return []
    }

    /// A link that stands out; nil for what is none.
    mutating func button(_ node: HTMLNode) -> [Block]? {
        guard ["p", "div", "a", "center"].contains(node.name) else { return nil }
        let links = node.name == "a" ? [node] : node.outermost { $0.name == "a" }
        guard links.count == 1, links[0].textSize == node.textSize, node.textSize > 0, node.textSize < 80,
            node.first("img") == nil, !holdsBlocks(links[0]),
            ["button", "btn"].contains(where: { node.hasHint($0) || links[0].hasHint($0) }),
            let url = SafeURL.web(links[0]["href"], base: base)
        else { return nil }
        let words = links[0].line
        if Self.isOffer(words) {
            losses.note("button", words, origin: .site)
            return []
        }
        return [.button(url: url, words)]
    }

    private static let offers = [
        "subscribe", "sign up", "share", "leave a comment", "get the app", "upgrade to paid",
    ]

    private static let offered: Set<Substring> = [
        "newsletter", "newsletters", "free", "now", "today", "mail", "email", "update", "updates", "this",
        "premium", "us",
    ]

    /// Whether a button is the site's and not the writer's.
    private static func isOffer(_ words: String) -> Bool {
        let words = words.lowercased()
        guard let offer = offers.first(where: { words == $0 || words.hasPrefix("\($0) ") }) else {
            return false
        }
        let rest = words.dropFirst(offer.count).split { !$0.isLetter }
        return rest.isEmpty || rest.contains(where: offered.contains)
    }
}

extension HTMLNode {
    /// Parts of a callout's box, which are named after it.
    private static let boxParts: Set<Substring> = [
        "title", "text", "content", "icon", "emoji", "body", "header", "heading", "inner", "label",
    ]

    fileprivate var isCalloutBox: Bool {
        hints.contains { hint in
            let parts = hint.split(separator: "-")
            guard
                parts.contains("callout") || parts.contains("admonition") || hint.hasPrefix("markdown-alert")
            else {
                return false
            }
            return !Self.boxParts.contains(parts.last ?? "")
        }
    }
}

extension Callout {
    /// The kind that a box's names say; a note where they say none.
    static func named(in hints: [String]) -> Callout {
        let words = Set(hints.flatMap { $0.split(separator: "-").map(String.init) })
        let others: [(String, Callout)] = [
            ("danger", .caution), ("error", .caution), ("hint", .tip), ("success", .tip),
            ("attention", .important),
        ]
        return [.figure, .caution, .warning, .important, .tip].first { words.contains($0.rawValue) }
            ?? others.first { words.contains($0.0) }?.1 ?? .note
    }
}
