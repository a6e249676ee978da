// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// A piece of journalism, whatever it was read from.
public struct Article: Hashable, Sendable {
    /// Names it in a newsroom: lower-case words and hyphens.
    public var slug: String
    /// The kicker: what it is about, in a word or two.
    public var section: String?
    /// The title.
    public var headline: String
    /// Who wrote it, without "by".
    public var byline: String?
    /// The sentence under the headline.
    public var standfirst: String?
    /// The day it appeared.
    public var published: CalendarDay?
    /// Where it can be read on the web.
    public var url: String?
    /// A BCP 47 tag.
    public var language: String?
    /// Which way it is written, where its source says so.
    public var direction: Direction?
    /// The picture that stands for it.
    public var image: Picture?
    /// The body.
    public var blocks: [Block]
    /// What its source has and it has not.
    public var leftOut: [LeftOut]

    /// An article; its slug is made from its headline when none is given.
    public init(
        slug: String? = nil, section: String? = nil, headline: String, byline: String? = nil,
        standfirst: String? = nil, published: CalendarDay? = nil, url: String? = nil, language: String? = nil,
        direction: Direction? = nil, image: Picture? = nil, blocks: [Block], leftOut: [LeftOut] = []
    ) {
        self.slug = slug ?? Slug.make(headline.replacing("\u{AD}", with: ""))
        self.section = section
        // A soft hyphen would stand in the subject and part words of the slug.
        self.headline = headline.replacing("\u{AD}", with: "")
        self.byline = byline
        self.standfirst = standfirst
        self.published = published
        self.url = url
        self.language = language
        self.direction = direction
        self.image = image
        self.blocks = blocks
        self.leftOut = leftOut
    }
}

extension Article {
    /// The letters and digits of its body in lower case, behind those of the headline where the body is too short to tell
    /// articles apart: the same for the same text, however it was set.
    public var comparableText: String {
        let body = blocks.map(\.plain).joined().comparable
        return body.count < 100 ? headline.comparable + body : body
    }

    /// Its pictures: the one that stands for it first.
    public var pictures: [Picture] {
        (image.map { [$0] } ?? []) + blocks.flatMap(\.flattened).flatMap(\.pictures)
    }

    /// The article with each of its pictures changed.
    public func mapPictures(_ change: (Picture) -> Picture) -> Article {
        var article = self
        article.image = image.map(change)
        article.blocks = blocks.mapPictures(change)
        return article
    }

    /// The article as its source has it, without what the newsroom keeps of its pictures.
    public var withoutRenditions: Article {
        mapPictures { picture in
            var picture = picture
            picture.renditions = []
            return picture
        }
    }

    /// The article with what the newsroom keeps of pictures of the same addresses.
    public func withRenditions(_ known: [String: [Rendition]]) -> Article {
        mapPictures { picture in
            guard picture.renditions.isEmpty, let renditions = known[picture.url] else { return picture }
            var picture = picture
            picture.renditions = renditions
            return picture
        }
    }

    /// What the newsroom keeps of its pictures, by their addresses.
    public var renditions: [String: [Rendition]] {
        Dictionary(
            pictures.filter { !$0.renditions.isEmpty }.map { ($0.url, $0.renditions) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Whether two headlines say the same.
    public func sharesHeadline(with other: Article) -> Bool {
        headline.comparable == other.headline.comparable
    }
}

extension Article: Codable {
    private enum CodingKeys: String, CodingKey {
        case slug, section, headline, byline, standfirst, published, url, language, direction, image, blocks
        case leftOut
    }

    /// Reads what `encode` wrote.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) throws -> String? {
            try values.decodeIfPresent(String.self, forKey: key)
        }
        self.init(
            slug: try values.decode(String.self, forKey: .slug), section: try text(.section),
            headline: try values.decode(String.self, forKey: .headline), byline: try text(.byline),
            standfirst: try text(.standfirst),
            published: try values.decodeIfPresent(CalendarDay.self, forKey: .published), url: try text(.url),
            language: try text(.language),
            direction: try values.decodeIfPresent(Direction.self, forKey: .direction),
            image: try values.decodeIfPresent(Picture.self, forKey: .image),
            blocks: try values.decode([Block].self, forKey: .blocks),
            leftOut: try values.decodeIfPresent([LeftOut].self, forKey: .leftOut) ?? [])
    }

    /// Absent is null; what was left out stands there where anything was.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(slug, forKey: .slug)
        try values.encode(section, forKey: .section)
        try values.encode(headline, forKey: .headline)
        try values.encode(byline, forKey: .byline)
        try values.encode(standfirst, forKey: .standfirst)
        try values.encode(published, forKey: .published)
        try values.encode(url, forKey: .url)
        try values.encode(language, forKey: .language)
        try values.encodeIfPresent(direction, forKey: .direction)
        try values.encode(image, forKey: .image)
        try values.encode(blocks, forKey: .blocks)
        if !leftOut.isEmpty { try values.encode(leftOut, forKey: .leftOut) }
    }
}
