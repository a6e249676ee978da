// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Reads JSON Feed 1 and 1.1 (jsonfeed.org/version/1.1).
struct JSONFeed: Decodable {
    private struct Author: Decodable {
        let name: String?
    }

    private struct Attachment: Decodable {
        let url: String?
        let type: String?

        private enum CodingKeys: String, CodingKey {
            case url
            case type = "mime_type"
        }
    }

    private struct Item: Decodable {
        let id: String?
        let url: String?
        let title: String?
        let html: String?
        let text: String?
        let summary: String?
        let image: String?
        let externalURL: String?
        let date: String?
        let authors: [Author]
        let attachments: [Attachment]
        let tags: [String]
        let language: String?

        private enum CodingKeys: String, CodingKey {
            case id, url, title, summary, image, author, authors, attachments, tags, language
            case html = "content_html"
            case text = "content_text"
            case date = "date_published"
            case externalURL = "external_url"
        }

        /// A value of another type than it should be counts as missing.
        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            func read<Value: Decodable>(_ key: CodingKeys) -> Value? {
                try? values.decode(Value.self, forKey: key)
            }
            id = read(.id) ?? (read(.id) as Int?).map { "\($0)" } ?? (read(.id) as Double?).map { "\($0)" }
            externalURL = read(.externalURL)
            (url, title, html, text) = (read(.url), read(.title), read(.html), read(.text))
            (summary, image, date, language) = (read(.summary), read(.image), read(.date), read(.language))
            authors = read(.authors) ?? (read(.author) as Author?).map { [$0] } ?? []
            tags = read(.tags) ?? []
            attachments = read(.attachments) ?? []
        }
    }

    private let items: [Item]
    private let language: String?
    private let authors: [Author]?
    private let author: Author?
    private let home: String?
    private let address: String?

    private enum CodingKeys: String, CodingKey {
        case items, language, authors, author
        case address = "feed_url"
        case home = "home_page_url"
    }

    /// nil when the text is not a JSON feed.
    init?(_ text: String) {
        guard let feed = try? JSONDecoder().decode(JSONFeed.self, from: Data(text.utf8)) else { return nil }
        self = feed
    }

    /// How many entries it has.
    var count: Int { items.count }

    func feed(base: String?) -> Feed {
        let site = home ?? base
        let owner = (authors?.first ?? author)?.name
        let drafts = items.map { item in
            var draft = Feed.Draft()
            draft.id = item.id?.cleanedForIntake().presentLine
            draft.title = item.title?.cleanedForIntake().presentLine
            draft.url = (item.url ?? item.externalURL).flatMap { SafeURL.resolved($0, base: site) }
            let names = item.authors.compactMap(\.name)
            draft.byline =
                (names.isEmpty ? [owner].compactMap(\.self) : names)
                .compactMap { Byline.names($0.cleanedForIntake()) }.joined(separator: ", ").presentLine
            draft.date = item.date
            draft.section = item.tags.first?.cleanedForIntake().presentLine
            draft.content =
                item.html.map { .markup(HTMLDocument($0.cleanedForIntake()).root) }
                ?? item.text.map { .text($0.cleanedForIntake()) }
            draft.summary = item.summary.map { .text($0.cleanedForIntake()) }
            draft.image = item.image.flatMap { SafeURL.resolved($0, base: site) }.map {
                Picture(url: $0, alt: "")
            }
            draft.embed =
                item.attachments.lazy.compactMap { Embed(enclosed: $0.url, type: $0.type, base: site) }.first
            draft.language = (item.language ?? language)?.cleanedForIntake().presentLine
            draft.base = draft.url ?? site
            return draft
        }
        let own = SafeURL.web(address, base: base)
        return Feed(drafts, address: own ?? base)
    }
}
