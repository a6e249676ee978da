// SPDX-License-Identifier: Apache-2.0
public import Composer
public import Foundation
import SQLiteStore
public import Sender

/// Small changes, each made on the latest revision: the same for every place that an editor works at.
extension EditorialDesk {
    /// Makes a change of an edition that has not gone out whole. What others save meanwhile is kept: the change is made again on it.
    public func change(
        _ id: EditionID, by author: Author = .loginName, _ body: (inout Edition) throws(ChangeFault) -> Void
    ) async throws -> Edition {
        for _ in 0..<Self.patience {
            let (kept, latest) = try await latest(id)
            var edition = kept
            try body(&edition)
            try await renewProposals(of: &edition, since: kept)
            for slug in edition.articles where !kept.articles.contains(slug) { _ = try await article(slug) }
            if try await save(edition, as: id, over: kept, after: latest, by: author) { return edition }
        }
        throw EditorialFault.contested(id)
    }

    /// Gives an edition whose stories changed the subject and preheader of its new lead, where it had those of the former one.
    private func renewProposals(of edition: inout Edition, since kept: Edition) async throws {
        guard edition.stories.map(\.article) != kept.stories.map(\.article) else { return }
        let (before, after) = (
            try await proposals(forKnown: kept.stories), try await proposals(forKnown: edition.stories)
        )
        let hadSubject = edition.subject == kept.subject && kept.subject == before.subject
        let hadPreheader =
            edition.preheader == kept.preheader && kept.preheader == before.preheader(under: kept.subject)
        if hadSubject { edition.subject = after.subject }
        if hadPreheader { edition.preheader = after.preheader(under: edition.subject) }
    }

    /// Those of stories whose articles are there: one whose article was removed may be taken out.
    private func proposals(forKnown stories: [Story]) async throws -> Proposals {
        var known: [Article] = []
        for story in stories {
            if let article = try await articles.article(story.article) { known.append(article) }
        }
        return Proposals(stories: known)
    }

    /// An article as it was changed.
    public struct ChangedArticle: Sendable {
        /// What it is now.
        public let article: Article
        /// The editions that carry it and have not gone out.
        public let editions: [EditionID]
        /// Its pictures that stay where they were.
        public var troubles: [MediaDesk.Trouble] = []
    }

    /// Makes a change of an article.
    /// - Parameter directory: where files are that the change names.
    /// - Throws: `EditorialFault.noPicture` when its picture cannot be had.
    public func change(
        article slug: String, in directory: URL, by author: Author = .loginName,
        _ body: (inout Article) throws -> Void
    ) async throws -> ChangedArticle {
        for _ in 0..<Self.patience {
            guard let (kept, latest) = try await articles.latest(slug) else {
                _ = try await article(slug)
                throw EditorialFault.articleSavedMeanwhile(slug)
            }
            var article = kept
            try body(&article)
            article.slug = slug
            if Self.isNew(article.image, after: kept.image) {
                try await takeImage(of: &article, in: directory)
            }
            let changes = kept.changes(to: article)
            if !changes.isEmpty {
                let isSaved = try await articles.replace(
                    with: article, after: latest, by: author, what: Revision.what(changes))
                guard isSaved else { continue }
            }
            return ChangedArticle(article: article, editions: try await openEditions(with: slug))
        }
        throw EditorialFault.articleSavedMeanwhile(slug)
    }

    /// Whether an editor named a picture that is still to be kept. The address of the one before, named once more, is a
    /// new one as well: the file behind it may have changed.
    private static func isNew(_ image: Picture?, after kept: Picture?) -> Bool {
        guard let image, image.renditions.isEmpty else { return false }
        return image.url != kept?.url || kept?.renditions.isEmpty == false
    }

    /// Keeps the picture that stands for an article.
    private func takeImage(of article: inout Article, in directory: URL) async throws {
        var alone = article
        alone.blocks = []
        let (pictured, troubles) = await media.pictured([alone], from: .typed(in: directory))[0]
        if let trouble = troubles.first { throw EditorialFault.noPicture(trouble) }
        article.image = pictured.image
    }

    /// Puts a text that an editor wrote in the place of an article.
    /// - Parameters:
    ///   - markdown: with front matter. A text that says of which revision it was made, as that of `markdown(ofArticle:)` does,
    ///     overwrites nothing that was saved since.
    ///   - file: what errors call the text.
    ///   - directory: where pictures are that it names.
    public func replace(
        article slug: String, with markdown: String, named file: String, in directory: URL,
        by author: Author = .loginName
    ) async throws -> ChangedArticle {
        let revision = Self.revision(of: markdown)
        let source = IntakeSource(name: file, bytes: Array(markdown.utf8))
        let intake = try await reader.intake(source, as: .markdown, boilerplate: [])
        guard var article = intake.items.first?.article, let kept = try await articles.article(slug) else {
            throw EditorialFault.noSuchArticle(slug, nearest: nil)
        }
        article.slug = slug
        // What its source has and it has not stays said, and what the new text has lost comes to it.
        article.leftOut = kept.leftOut + article.leftOut.filter { !kept.leftOut.contains($0) }
        // A file that the kept text names was named by a stranger, and was refused or not found then.
        let strange = Set(kept.pictures.map(\.url)).filter { !$0.contains("://") }
        let (pictured, troubles) = await media.pictured(
            [article.withRenditions(kept.renditions)], from: .typed(in: directory), but: strange)[0]
        article = pictured
        let editions = try await openEditions(with: slug)
        if article == kept { return ChangedArticle(article: kept, editions: editions, troubles: troubles) }
        let changes = kept.changes(to: article)
        guard
            try await articles.replace(
                with: article, after: revision, by: author, what: Revision.what(changes))
        else { throw EditorialFault.articleSavedMeanwhile(slug) }
        return ChangedArticle(article: article, editions: editions, troubles: troubles)
    }

    /// An article that must be there as Markdown with front matter that says of which revision it was made.
    public func markdown(ofArticle slug: String) async throws -> String {
        _ = try await article(slug)
        guard let (article, revision) = try await articles.latest(slug) else {
            throw EditorialFault.articleSavedMeanwhile(slug)
        }
        let text = article.rendered(as: .markdown) ?? ""
        let note = "\(Self.revisionMark)\(revision): what this text was made from; let this line stand"
        return text.replacing("---\n", with: "---\n\(note)\n", maxReplacements: 1)
    }

    private static let revisionMark = "# revision "

    /// The revision that a text says it was made from.
    private static func revision(of markdown: String) -> Int? {
        let lines = markdown.split(separator: "\n", maxSplits: 2)
        guard lines.count == 3, lines[1].hasPrefix(revisionMark) else { return nil }
        return Int(lines[1].dropFirst(revisionMark.count).prefix(while: \.isNumber))
    }

    /// The editions that name an article and have not gone out.
    func openEditions(with slug: String) async throws -> [EditionID] {
        let naming = try await editions.all().filter { $0.edition.articles.contains(slug) }.map(\.id)
        let gone = Set(try await mailings.all().filter { $0.publishedAt != nil }.compactMap(\.edition))
        return naming.filter { !gone.contains($0) }.sorted { $0.rawValue < $1.rawValue }
    }

    /// A free name for a text that was refused because somebody else changed the article.
    public func refusedFile(ofArticle slug: String) -> URL {
        let files = (1...1000).lazy.map { directory.appending(path: "article-\(slug)-refused-\($0).md") }
        return files.first { !FileManager.default.fileExists(atPath: $0.path) } ?? draftFile(ofArticle: slug)
    }

    /// Where “article edit” keeps a text that is being written, or that did not check.
    public func draftFile(ofArticle slug: String) -> URL {
        directory.appending(path: "article-\(slug)-draft.md")
    }
}
