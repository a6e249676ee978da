// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// A feed's entries as articles, whatever kind of feed it is.
struct Feed {
    /// One entry.
    struct Entry {
        /// What the feed itself calls it, for recognising it again.
        let id: String
        /// nil when there is nothing to read in it.
        let article: Article?
    }

    /// The most entries of a feed that is read, because each is a page of its own to parse.
    static let most = 5_000

    let entries: [Entry]

    init(_ entries: [Entry]) { self.entries = entries }

    /// The parts of an entry, before it is an article.
    struct Draft {
        var id: String?
        var title: String?
        var url: String?
        var byline: String?
        var date: String?
        var section: String?
        var summary: HTMLNode?
        var content: HTMLNode?
        var image: Picture?
        var language: String?
        /// What relative links in it belong to.
        var base: String?

        /// The content, or the summary where there is none; a summary beside content is the standfirst.
        var entry: Entry {
            var reader = HTMLBlocks(base: url ?? base, skipping: title)
            var blocks = content.map { reader.article($0) } ?? []
            var standfirst: String?
            if let summary {
                var inner = HTMLBlocks(base: url ?? base)
                let short = inner.article(summary)
                if blocks.isEmpty {
                    blocks = short
                } else {
                    standfirst = Self.standfirst(short, above: blocks)
                }
            }
            let words = blocks.first?.plain ?? ""
            let headline = title ?? (words.count > 80 ? words.prefix(77).trimming { $0 == " " } + "…" : words)
            let name = id ?? url ?? headline
            guard !headline.isEmpty, !blocks.isEmpty else { return Entry(id: name, article: nil) }
            return Entry(
                id: name,
                article: Article(
                    section: section, headline: headline, byline: byline, standfirst: standfirst,
                    published: date.flatMap(LooseDate.day), url: url, language: language, image: image,
                    blocks: blocks))
        }

        /// One paragraph that does not merely repeat how the text starts.
        private static func standfirst(_ blocks: [Block], above body: [Block]) -> String? {
            guard blocks.count == 1, case .paragraph(let inlines) = blocks[0] else { return nil }
            return Standfirst.kept(inlines.plain, above: body)
        }
    }
}

extension String {
    /// One line without white space at its ends; nil when nothing is left.
    var presentLine: String? {
        let line = split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.isEmpty ? nil : line
    }
}
