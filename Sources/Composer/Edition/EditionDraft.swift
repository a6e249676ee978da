// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// An edition as an editor writes it: what is not given is filled in by the newsroom.
public struct EditionDraft: Hashable, Sendable {
    /// The day it is of.
    public var date: CalendarDay?
    /// Merge fields allowed.
    public var subject: String?
    /// Merge fields allowed.
    public var preheader: String?
    /// Markdown; merge fields allowed.
    public var introduction: String?
    /// In order; the first is the lead unless it says otherwise.
    public var stories: [Story]
    /// Slugs for "You may also like"; nil to choose from the archive.
    public var also: [String]?
    /// What it has besides.
    public var extras = EditionExtras()
    /// The revision of the edition that it was made from; nil for whichever is the latest.
    public var revision: Int?

    /// An edition of these articles: the first leads, the next two are excerpts, the rest are briefs.
    public init(articles: [String]) {
        stories = articles.enumerated().map { index, slug in
            Story(article: slug, as: index == 0 ? .lead : index < 3 ? .excerpt : .brief)
        }
    }

    /// Stories that an edition has at most: a letter that mail programs show whole has hardly a tenth.
    static let mostStories = 500

    /// The keys of an edition file.
    static let keys =
        ["revision", "date", "subject", "preheader", "introduction", "stories", "also"] + EditionExtras.keys

    /// Reads an edition file.
    public init(yaml: String, named file: String) throws(YAMLMapping.Fault) {
        let root = try YAMLMapping(yaml: yaml, file: file)
        try root.allow(Self.keys)
        revision = try root.optionalInteger("revision", in: 1...1_000_000_000)
        date = try root.optionalText("date").map { text throws(YAMLMapping.Fault) in
            guard let day = CalendarDay(text) else {
                throw root.fault("date", "is not a date like 2026-11-24")
            }
            return day
        }
        subject = try root.optionalLine("subject")
        preheader = try root.optionalLine("preheader")
        introduction = try root.optionalText("introduction")
        also = try root.optionalTexts("also")
        extras = try EditionExtras(root)
        stories = []
        let mappings = try root.mappings("stories")
        guard mappings.count <= Self.mostStories else {
            throw root.fault("stories", "has \(mappings.count) stories: at most \(Self.mostStories) are read")
        }
        for mapping in mappings {
            try mapping.allow(["article", "as", "section", "headline", "picture"])
            let treatment: Treatment =
                try mapping.optionalChoice("as") ?? (stories.isEmpty ? .lead : .excerpt)
            stories.append(
                Story(
                    article: try mapping.text("article"), as: treatment,
                    section: try mapping.optionalLine("section"),
                    headline: try mapping.optionalLine("headline"),
                    picture: try mapping.optionalChoice("picture")))
        }
        guard !stories.isEmpty else { throw root.fault("stories", "names no article") }
    }

    /// The draft as an editor would write it; reads back to the same draft.
    public init(_ edition: Edition, revision: Int? = nil) {
        self.revision = revision
        date = edition.date
        subject = edition.subject
        preheader = edition.preheader
        introduction = edition.introduction
        stories = edition.stories
        also = edition.also
        extras = edition.extras
    }

    /// An edition file.
    public var yaml: String {
        var lines: [String] = []
        if let revision {
            lines.append("revision: \(revision)              # what this text was made from; let it stand")
        }
        for (key, value) in [("date", date?.description), ("subject", subject), ("preheader", preheader)] {
            if let value { lines.append("\(key): \(YAMLText.scalar(value))") }
        }
        if let introduction { lines.append("introduction: \(YAMLText.block(introduction, indent: 2))") }
        lines.append(
            "stories:                 # as: \(Treatment.allCases.map(\.rawValue).joined(separator: ", "))")
        for story in stories {
            lines.append("  - article: \(YAMLText.scalar(story.article))")
            lines.append("    as: \(story.treatment.rawValue)")
            for (key, value) in [("section", story.section), ("headline", story.headline)] {
                if let value { lines.append("    \(key): \(YAMLText.scalar(value))") }
            }
            if let picture = story.picture { lines.append("    picture: \(picture.rawValue)") }
        }
        if let also { lines.append(also.isEmpty ? "also: []" : "also:") }
        lines += (also ?? []).map { "  - \(YAMLText.scalar($0))" }
        lines += extras.yaml
        return lines.joined(separator: "\n") + "\n"
    }
}
