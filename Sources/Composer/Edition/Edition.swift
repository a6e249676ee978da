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

    private enum CodingKeys: String, CodingKey {
        case article, section, headline
        case treatment = "as"
    }

    /// A story.
    public init(
        article: String, as treatment: Treatment, section: String? = nil, headline: String? = nil
    ) {
        self.article = article
        self.treatment = treatment
        self.section = section
        self.headline = headline
    }

    /// Absent is null; a headline stands there where it is not the article's.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(article, forKey: .article)
        try values.encode(treatment, forKey: .treatment)
        try values.encode(section, forKey: .section)
        try values.encodeIfPresent(headline, forKey: .headline)
    }
}

/// An advertisement in an edition, always marked as one.
public struct Sponsor: Hashable, Sendable, Codable {
    /// Who pays.
    public var name: String
    /// Markdown.
    public var text: String
    /// Where it leads.
    public var url: String?
}

/// One issue of a publication.
public struct Edition: Hashable, Sendable, Codable {
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
    /// Whose advertisement it carries.
    public var sponsor: Sponsor?

    /// An edition with everything filled in.
    public init(
        publication: String, date: CalendarDay, number: Int, subject: String, preheader: String,
        introduction: String, stories: [Story], also: [String], sponsor: Sponsor? = nil
    ) {
        self.publication = publication
        self.date = date
        self.number = number
        self.subject = subject
        self.preheader = preheader
        self.introduction = introduction
        self.stories = stories
        self.also = also
        self.sponsor = sponsor
    }

    /// Every article it names, stories first.
    public var articles: [String] { stories.map(\.article) + also }
}
