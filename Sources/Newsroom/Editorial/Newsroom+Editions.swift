public import Composer
public import Foundation
public import MailFormat
import SQLiteStore
public import Sender
import Subscribers

extension Newsroom {
    /// How many articles "You may also like" is given when an editor names none.
    private static let relatedCount = 3
    /// How far back in the archive they are looked for.
    private static let archiveDepth = 500

    /// An edition of what was taken in since a publication's last one and has not run in it yet, in its order of sections.
    /// - Parameter name: nil for the newsroom's own.
    public func draft(for name: String? = nil) async throws -> EditionDraft {
        let publication = try publication(name ?? configuration.publication).0
        let since = try await editions.latestTime(of: publication.id) ?? .min
        let own = try await editions.all().map(\.edition).filter { $0.publication == publication.id }
        let used = Set(own.flatMap(\.articles))
        let fresh = try await articles.all(since: since).filter { !used.contains($0.slug) }
        guard !fresh.isEmpty else {
            throw NewsroomError(
                .data, "no article was added since the last edition: add some, or name them with --article")
        }
        let order = publication.sections
        let place = { (article: Article) in article.section.flatMap(order.firstIndex) ?? order.count }
        let sorted = fresh.enumerated().sorted {
            (place($0.element), $0.offset) < (place($1.element), $1.offset)
        }
        return EditionDraft(articles: sorted.map(\.element.slug))
    }

    /// Keeps a new edition; what the draft leaves open is filled in: today's date, the lead's headline as subject, a
    /// proposed preheader, related articles of the archive, the next number.
    /// - Parameter name: of its publication; nil for the newsroom's own.
    public func add(
        _ draft: EditionDraft, to name: String? = nil, by author: Author = Newsroom.loginName
    ) async throws -> (EditionID, Edition) {
        let publication = name ?? configuration.publication
        try requirePublication(publication)
        let trial = try await completed(draft, number: 1, of: publication)
        try await check(trial)
        return try await editions.add(to: publication, by: author) { number in
            var edition = trial
            edition.number = number
            return edition
        }
    }

    /// Where “edition edit” keeps a text that is being written, or that did not check.
    public func draftFile(of id: EditionID) -> URL {
        directory.appending(path: "edition-\(id)-draft.yaml")
    }

    /// The text of an edition that was begun and not saved: nothing that is sent comes from it.
    public func openDraft(of id: EditionID) -> URL? {
        let file = draftFile(of: id)
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }

    /// Refuses an edition that readers have.
    public func checkIsOpen(_ id: EditionID) async throws {
        if try await mailings.all().contains(where: { $0.edition == id && $0.isOver }) {
            throw Self.wentOut(id)
        }
    }

    /// The mailings of an edition that are going out.
    public func goingOut(_ id: EditionID) async throws -> [MailingID] {
        try await mailings.all().filter { $0.edition == id && $0.isGoingOut }.map(\.id)
    }

    static func wentOut(_ id: EditionID) -> NewsroomError {
        NewsroomError(.data, "edition \(id) went out and is what readers have: make a new one")
    }

    func completed(
        _ draft: EditionDraft, number: Int, of publication: String
    ) async throws -> Edition {
        var stories: [Article] = []
        for story in draft.stories { stories.append(try await article(story.article)) }
        for slug in draft.also ?? [] { _ = try await article(slug) }
        var also = draft.also ?? []
        if draft.also == nil {
            let archive = try await articles.all(limit: Self.archiveDepth)
            also = RelatedArticles.choose(Self.relatedCount, for: stories, from: archive)
        }
        let subject = draft.subject ?? stories.first?.headline ?? ""
        let proposed = ProposedPreheader(for: stories, under: subject)
        return Edition(
            publication: publication, date: try draft.date ?? today(publication), number: number,
            subject: subject,
            preheader: draft.preheader ?? proposed?.text ?? "",
            introduction: draft.introduction ?? "", stories: draft.stories, also: also, sponsor: draft.sponsor
        )
    }

    /// Composes and encodes an edition before it is kept: one that cannot be sent is none.
    func check(_ edition: Edition) async throws {
        guard !edition.subject.isEmpty else { throw NewsroomError(.data, "the edition has no subject") }
        _ = try await draftMessage(of: edition, key: "trial", to: nil)
    }

    private func today(_ publication: String) throws -> String {
        Self.day(Self.now, in: try zone(of: publication))
    }

    /// An edition that must be there.
    public func edition(_ id: EditionID) async throws -> Edition {
        guard let edition = try await editions.edition(id) else {
            throw NewsroomError(
                .data, "there is no edition \(id): “daybreak edition list” names those there are")
        }
        return edition
    }

    /// The articles an edition names, by slug.
    func articles(of edition: Edition) async throws -> [String: Article] {
        var used: [String: Article] = [:]
        for slug in edition.articles { used[slug] = try await article(slug) }
        return used
    }

    /// Composes an edition.
    /// - Parameter without: sections to leave out.
    public func compose(
        _ edition: Edition, without: Set<String> = []
    ) async throws -> ComposedEdition {
        let (publication, theme) = try publication(edition.publication)
        return try edition.composed(
            from: try await articles(of: edition), in: publication, theme: theme, links: links,
            knownFields: try await knownFields(), without: without)
    }

    /// An edition composed and encoded as it would be frozen now.
    /// - Parameters:
    ///   - list: nil while it is not known.
    ///   - without: sections to leave out.
    func draftMessage(
        of edition: Edition, key: String, to list: MailingList?, without: Set<String> = []
    ) async throws -> (ComposedEdition, FrozenMessage) {
        let composed = try await compose(edition, without: without)
        let message = try MailingMessage(
            composed: composed, without: [], publication: try publication(edition.publication).0,
            configuration: configuration, list: list?.name ?? "preview", title: list?.title ?? "Preview",
            publishedAt: Self.now / 1000, zone: try zone(of: edition.publication))
        return (composed, FrozenMessage(key: key, versions: [message.version]))
    }
}
