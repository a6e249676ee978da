// SPDX-License-Identifier: Apache-2.0
public import Composer
public import Foundation
import MailFormat
import SQLiteStore
public import Sender

extension EditorialDesk {
    /// How many articles "You may also like" is given when an editor names none.
    private static let relatedCount = 3

    /// How far back in the archive they are looked for.
    private static let archiveDepth = 500

    /// A draft of the articles that were taken in since a publication's last edition and stand in no edition, in its order of
    /// sections, but for those in another language than its own.
    /// - Parameters:
    ///   - name: nil for the newsroom's own.
    ///   - plan: how a recurring edition is made: the newest leads, and there is a limit to all and to each section; nil for an
    ///     edition that somebody makes, which has all.
    public func draft(for name: String? = nil, by plan: EditionPlan? = nil) async throws -> EditionDraft {
        let publication = try publications.themed(name ?? configuration.publication).0
        let since = try await editions.latestTime(of: publication.id) ?? .min
        // An article is of the publication whose edition has it.
        let skipped = try await editions.skipped()
        let used = Set(
            try await editions.all().filter { !skipped.contains($0.id) }.flatMap(\.edition.articles))
        let fresh = try await articles.all(since: since).filter { article in
            !used.contains(article.slug)
                && article.language.map { $0.primaryLanguage == publication.language.primaryLanguage } ?? true
        }
        guard !fresh.isEmpty else {
            throw EditorialFault.nothingNew
        }
        let order = publication.sections
        let place = { (article: Article) in article.section.flatMap(order.firstIndex) ?? order.count }
        let sorted = fresh.enumerated().sorted {
            (place($0.element), $0.offset) < (place($1.element), $1.offset)
        }
        let chosen = plan?.chosen(of: sorted.map(\.element)) ?? sorted.map(\.element)
        var draft = EditionDraft(articles: chosen.map(\.slug))
        // What is nothing but a link has no text to set.
        let links = Set(fresh.filter(\.blocks.isEmpty).map(\.slug))
        for index in draft.stories.indices where links.contains(draft.stories[index].article) {
            draft.stories[index].treatment = .link
        }
        return draft
    }

    /// Where “edition edit” keeps a text that is being written, or that did not check.
    public func draftFile(of id: EditionID) -> URL {
        directory.appending(path: "edition-\(id)-draft.yaml")
    }

    /// The file with the text of an edition that was begun and not saved; nil when there is none. Mailings never use it.
    public func openDraft(of id: EditionID) -> URL? {
        let file = draftFile(of: id)
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }

    /// What an edition of some stories is called when no editor says it.
    struct Proposals {
        let stories: [Article]

        /// The lead's headline; braces in it are words and no merge field.
        var subject: String { stories.first?.headline.replacing("{{", with: "\\{{") ?? "" }

        func preheader(under subject: String) -> String {
            ProposedPreheader(for: stories, under: subject)?.text ?? ""
        }
    }

    func completed(
        _ draft: EditionDraft, number: Int, of publication: String
    ) async throws -> Edition {
        var stories: [Article] = []
        for story in draft.stories { stories.append(try await article(story.article)) }
        let proposals = Proposals(stories: stories)
        for slug in draft.also ?? [] { _ = try await article(slug) }
        var also = draft.also ?? []
        if draft.also == nil {
            let archive = try await articles.all(limit: Self.archiveDepth)
            also = RelatedArticles.choose(Self.relatedCount, for: stories, from: archive)
        }
        let subject = draft.subject ?? proposals.subject
        return Edition(
            publication: publication, date: try draft.date ?? today(publication), number: number,
            subject: subject,
            preheader: draft.preheader ?? proposals.preheader(under: subject),
            introduction: draft.introduction ?? "", stories: draft.stories, also: also, extras: draft.extras
        )
    }

    private func today(_ publication: String) throws -> CalendarDay {
        try publications.zone(of: publication).day(at: clock.now)
    }
}

extension EditionPlan {
    /// The articles of an edition, of those that are new, which come in the order of its sections and within one the newest first.
    func chosen(of articles: [Article]) -> [Article] {
        // Of several of one day the first in the order of sections leads.
        let days = articles.map { $0.published?.daysSince1970 ?? .min }
        let newest = articles.indices.filter { !articles[$0].blocks.isEmpty }.max {
            (days[$0], -$0) < (days[$1], -$1)
        }
        var candidates = articles
        if let newest { candidates.insert(candidates.remove(at: newest), at: 0) }
        var counts: [String: Int] = [:]
        let welcome = candidates.filter { article in
            counts[article.section ?? "", default: 0] += 1
            return counts[article.section ?? "", default: 0] <= article.section.flatMap { mostOf[$0] } ?? .max
        }
        return Array(welcome.prefix(most ?? .max))
    }
}
