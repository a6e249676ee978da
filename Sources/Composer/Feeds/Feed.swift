// SPDX-License-Identifier: Apache-2.0

/// A feed's entries as articles, whatever kind of feed it is.
struct Feed {
    /// One entry.
    struct Entry {
        /// What the feed itself calls it, for recognising it again.
        let id: String
        /// nil when there is nothing to read in it.
        let article: Article?
        /// Whether its address is of no other entry, so that it is the article's.
        var ownsAddress = true
    }

    /// The most entries of a feed that is read, because each is a page of its own to parse.
    static let most = 5_000

    /// Where the feed says it is.
    let address: String?
    let entries: [Entry]

    /// The entries of a feed. An address that several of them share says nothing of which one it is.
    init(_ drafts: [Draft], address: String?) {
        self.address = address
        var counts: [String: Int] = [:]
        for draft in drafts { if let url = draft.url { counts[url, default: 0] += 1 } }
        entries = drafts.map { draft in
            draft.entry(isShared: draft.url.map { counts[$0, default: 0] > 1 } ?? false)
        }
    }

    /// The content of an entry: markup, or plain text whose lines stay.
    enum Content {
        case markup(HTMLNode)
        case text(String)

        /// - Parameter base: the address that relative links belong to.
        fileprivate func blocks(
            base: String?, skipping headline: String?
        ) -> (blocks: [Block], losses: LossAccount) {
            switch self {
            case .markup(let node):
                var reader = HTMLBlocks(base: base, skipping: headline)
                let blocks = reader.article(node)
                return (blocks, reader.losses)
            case .text(let text): return (PastedText.body(text), LossAccount())
            }
        }
    }

    /// The parts of an entry, before it is an article.
    struct Draft {
        var id: String?
        var title: String?
        var url: String?
        var byline: String?
        var date: String?
        var section: String?
        var summary: Content?
        var content: Content?
        var image: Picture?
        var language: String?
        /// What relative links in it belong to, where the feed says so.
        var base: String?
        /// A film or podcast that the entry is about.
        var embed: Embed?

        /// The content, or the summary where there is none; a summary beside content is the standfirst. A title and an
        /// address alone make a story too, one that is nothing but a link.
        fileprivate func entry(isShared: Bool) -> Entry {
            let base = base ?? url
            var (blocks, losses) = content?.blocks(base: base, skipping: title) ?? ([], LossAccount())
            var standfirst: String?
            if let summary {
                let (short, missed) = summary.blocks(base: base, skipping: nil)
                if blocks.isEmpty {
                    (blocks, losses) = (short, missed)
                } else {
                    standfirst = Self.standfirst(short, above: blocks)
                }
            }
            FeedTail.cut(&blocks, &losses)
            if let embed, !blocks.contains(where: \.isEmbed) { blocks.insert(.embed(embed), at: 0) }
            let words = blocks.first?.plain.titleLine ?? ""
            let headline =
                title?.titleLine ?? (words.count > 80 ? words.prefix(77).trimming { $0 == " " } + "…" : words)
            let name = id ?? (isShared ? nil : url) ?? "\(headline) \(words.prefix(200))"
            guard !headline.isEmpty, !blocks.isEmpty || url != nil else {
                return Entry(id: name, article: nil)
            }
            let article = Article(
                section: section, headline: headline, byline: byline, standfirst: standfirst,
                published: date.flatMap(LooseDate.day), url: url, language: language, image: image,
                blocks: blocks, leftOut: losses.entries)
            return Entry(id: name, article: article, ownsAddress: !isShared)
        }

        /// One paragraph that does not merely repeat how the text starts.
        private static func standfirst(_ blocks: [Block], above body: [Block]) -> String? {
            guard blocks.count == 1, case .paragraph(let inlines) = blocks[0] else { return nil }
            return Standfirst.kept(inlines.plainLine, above: body)
        }
    }
}

extension Block {
    fileprivate var isEmbed: Bool { if case .embed = self { true } else { false } }
}

extension Embed {
    /// The podcast or film that a feed encloses; nil for what is neither.
    init?(enclosed address: String?, type: String?, base: String?) {
        let kind: Kind? =
            switch type?.prefix(while: { $0 != "/" }) {
            case "audio": .audio
            case "video": .film
            default: nil
            }
        guard let kind, let url = SafeURL.web(address, base: base)
        else {
            return nil
        }
        self.init(kind, url: url)
    }
}
