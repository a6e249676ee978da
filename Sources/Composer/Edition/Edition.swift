// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// How much of an article an edition carries.
public enum Treatment: String, CaseIterable, Hashable, Sendable, Codable {
    /// The whole text, in the largest type.
    case lead
    /// The whole text.
    case full
    /// The standfirst or first paragraphs.
    case excerpt
    /// A few lines.
    case brief
    /// The headline.
    case link
}

/// Where a story's picture stands.
public enum PicturePlace: String, CaseIterable, Hashable, Sendable, Codable {
    /// Above the story, as wide as the letter.
    case wide
    /// Beside its first lines.
    case side
    case none
}

/// An article selected for an edition.
public struct Story: Hashable, Sendable, Codable {
    /// The article's slug.
    public var article: String
    /// How much of it.
    public var treatment: Treatment
    /// The section it stands under here, if not the article's own.
    public var section: String?
    /// Its headline here, if not the article's own.
    public var headline: String?
    /// Where its picture stands; nil for where its treatment has it.
    public var picture: PicturePlace?

    private enum CodingKeys: String, CodingKey {
        case article, section, headline, picture
        case treatment = "as"
    }

    /// A story.
    public init(
        article: String, as treatment: Treatment, section: String? = nil, headline: String? = nil,
        picture: PicturePlace? = nil
    ) {
        self.article = article
        self.treatment = treatment
        self.section = section
        self.headline = headline
        self.picture = picture
    }

    /// Absent is null; a headline and a picture's place stand there where they are not the usual ones.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(article, forKey: .article)
        try values.encode(treatment, forKey: .treatment)
        try values.encode(section, forKey: .section)
        try values.encodeIfPresent(headline, forKey: .headline)
        try values.encodeIfPresent(picture, forKey: .picture)
    }
}

/// One issue of a publication.
public struct Edition: Hashable, Sendable {
    /// The publication's name under `templates/`.
    public var publication: String
    /// The day it is of.
    public var date: CalendarDay
    /// Counted from 1 in each publication.
    public var number: Int
    /// May hold merge fields.
    public var subject: String
    /// What mail programs show beside the subject; may hold merge fields.
    public var preheader: String
    /// Markdown; may hold merge fields.
    public var introduction: String
    /// In order.
    public var stories: [Story]
    /// Slugs for "You may also like".
    public var also: [String]
    /// What it has besides.
    public var extras: EditionExtras

    /// An edition with everything filled in.
    public init(
        publication: String, date: CalendarDay, number: Int, subject: String, preheader: String,
        introduction: String, stories: [Story], also: [String], extras: EditionExtras = EditionExtras()
    ) {
        self.publication = publication
        self.date = date
        self.number = number
        self.subject = subject
        self.preheader = preheader
        self.introduction = introduction
        self.stories = stories
        self.also = also
        self.extras = extras
    }

    /// Every article it names, stories first.
    public var articles: [String] { stories.map(\.article) + also }
}

/// Its keys and those of its extras stand beside each other.
extension Edition: Codable {
    private enum CodingKeys: String, CodingKey {
        case publication, date, number, subject, preheader, introduction, stories, also
    }

    /// Reads what `encode` wrote.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            publication: try values.decode(String.self, forKey: .publication),
            date: try values.decode(CalendarDay.self, forKey: .date),
            number: try values.decode(Int.self, forKey: .number),
            subject: try values.decode(String.self, forKey: .subject),
            preheader: try values.decode(String.self, forKey: .preheader),
            introduction: try values.decode(String.self, forKey: .introduction),
            stories: try values.decode([Story].self, forKey: .stories),
            also: try values.decode([String].self, forKey: .also), extras: try EditionExtras(from: decoder))
    }

    /// What it has not of its extras is absent.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(publication, forKey: .publication)
        try values.encode(date, forKey: .date)
        try values.encode(number, forKey: .number)
        try values.encode(subject, forKey: .subject)
        try values.encode(preheader, forKey: .preheader)
        try values.encode(introduction, forKey: .introduction)
        try values.encode(stories, forKey: .stories)
        try values.encode(also, forKey: .also)
        try extras.encode(to: encoder)
    }
}
