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

    private enum CodingKeys: String, CodingKey {
        case article, section
        case treatment = "as"
    }

    /// A story.
    public init(article: String, as treatment: Treatment, section: String? = nil) {
        self.article = article
        self.treatment = treatment
        self.section = section
    }

    /// Absent is null.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(article, forKey: .article)
        try values.encode(treatment, forKey: .treatment)
        try values.encode(section, forKey: .section)
    }
}

/// One issue of a publication.
public struct Edition: Hashable, Sendable, Codable {
    /// The publication's name under `templates/`.
    public var publication: String
    /// `2026-11-24`
    public var date: String
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

    /// An edition with everything filled in.
    public init(
        publication: String, date: String, number: Int, subject: String, preheader: String,
        introduction: String,
        stories: [Story], also: [String]
    ) {
        self.publication = publication
        self.date = date
        self.number = number
        self.subject = subject
        self.preheader = preheader
        self.introduction = introduction
        self.stories = stories
        self.also = also
    }

    /// Every article it names, stories first.
    public var articles: [String] { stories.map(\.article) + also }
}

/// An edition as an editor writes it: what is not given is filled in by the newsroom.
public struct EditionDraft: Hashable, Sendable {
    /// `2026-11-24`
    public var date: String?
    /// Merge fields allowed.
    public var subject: String?
    /// Merge fields allowed.
    public var preheader: String?
    /// Markdown; merge fields allowed.
    public var introduction: String?
    /// In order; the first is the lead unless it says otherwise.
    public var stories: [Story]
    /// Slugs for "You may also like".
    public var also: [String]

    /// An edition of these articles: the first leads, the next two are excerpts, the rest are briefs.
    public init(articles: [String]) {
        stories = articles.enumerated().map { index, slug in
            Story(article: slug, as: index == 0 ? .lead : index < 3 ? .excerpt : .brief)
        }
        also = []
    }

    /// Reads an edition file.
    public init(yaml: String, named file: String) throws(YAMLMapping.Fault) {
        let root = try YAMLMapping(yaml: yaml, file: file)
        try root.allow(["date", "subject", "preheader", "introduction", "stories", "also"])
        date = try root.optionalText("date")
        if let date, !PlainDate.isValid(date) { throw root.fault("date", "is not a date like 2026-11-24") }
        subject = try root.optionalText("subject")
        preheader = try root.optionalText("preheader")
        introduction = try root.optionalText("introduction")
        also = try root.texts("also")
        stories = []
        for mapping in try root.mappings("stories") {
            try mapping.allow(["article", "as", "section"])
            let word = try mapping.optionalText("as") ?? (stories.isEmpty ? "lead" : "excerpt")
            guard let treatment = Treatment(rawValue: word) else {
                let known = Treatment.allCases.map(\.rawValue).joined(separator: ", ")
                throw mapping.fault("as", "is “\(word)”: known are \(known)")
            }
            stories.append(
                Story(
                    article: try mapping.text("article"), as: treatment,
                    section: try mapping.optionalText("section")))
        }
        guard !stories.isEmpty else { throw root.fault("stories", "names no article") }
    }
}
