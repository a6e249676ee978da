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
    /// The picture that stands for it.
    public var image: Picture?
    /// The body.
    public var blocks: [Block]

    /// An article; its slug is made from its headline when none is given.
    public init(
        slug: String? = nil, section: String? = nil, headline: String, byline: String? = nil,
        standfirst: String? = nil, published: CalendarDay? = nil, url: String? = nil, language: String? = nil,
        image: Picture? = nil, blocks: [Block]
    ) {
        self.slug = slug ?? Slug.make(headline)
        self.section = section
        self.headline = headline
        self.byline = byline
        self.standfirst = standfirst
        self.published = published
        self.url = url
        self.language = language
        self.image = image
        self.blocks = blocks
    }
}

extension Article {
    /// The letters and digits of its body in lower case, behind those of the headline where the body is too short to tell
    /// articles apart: the same for the same text, however it was set.
    public var comparableText: String {
        let body = Self.comparable(blocks.map(\.plain).joined())
        return body.count < 100 ? Self.comparable(headline) + body : body
    }

    private static func comparable(_ text: String) -> String {
        text.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    /// The number of words of its body.
    var wordCount: Int { blocks.reduce(0) { $0 + $1.plain.split(whereSeparator: \.isWhitespace).count } }
}

extension Article: Codable {
    private enum CodingKeys: String, CodingKey {
        case slug, section, headline, byline, standfirst, published, url, language, image, blocks
    }

    /// Absent is null.
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
        try values.encode(image, forKey: .image)
        try values.encode(blocks, forKey: .blocks)
    }
}
