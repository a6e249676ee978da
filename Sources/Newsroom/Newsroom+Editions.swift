public import Composer
import Foundation
public import MailFormat
public import SQLiteStore
import Subscribers

extension Newsroom {
    /// Keeps a new edition; what the draft leaves open is filled in: today's date, the lead's headline as subject, its
    /// standfirst as preheader, the next number.
    public func add(_ draft: EditionDraft) async throws -> (EditionID, Edition) {
        let (publication, theme) = try publication()
        var used: [String: Article] = [:]
        for slug in draft.stories.map(\.article) + draft.also { used[slug] = try await article(slug) }
        let lead = draft.stories.first.flatMap { used[$0.article] }
        let date = draft.date ?? Self.today()
        let make: @Sendable (Int) -> Edition = { number in
            Edition(
                publication: publication.id, date: date, number: number,
                subject: draft.subject ?? lead?.headline ?? "",
                preheader: draft.preheader ?? lead?.standfirst ?? "", introduction: draft.introduction ?? "",
                stories: draft.stories, also: draft.also)
        }
        // Composed and encoded before it is kept: an edition that cannot be sent is not one.
        let trial = make(1)
        guard !trial.subject.isEmpty else { throw NewsroomError(.data, "the edition has no subject") }
        let composed = try trial.composed(
            from: used, in: publication, theme: theme, links: links,
            knownFields: try await knownFields(of: nil))
        _ = try message(of: composed, key: "trial", to: nil)
        return try await editions.add(to: publication.id, make)
    }

    private static func today() -> String {
        let parts = Calendar.current.dateComponents([.year, .month, .day], from: Date())
        return String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
    }

    /// An edition that must be there.
    public func edition(_ id: EditionID) async throws -> Edition {
        guard let edition = try await editions.edition(id) else {
            throw NewsroomError(
                .data, "there is no edition \(id): “daybreak edition list” names those there are")
        }
        return edition
    }

    /// Composes an edition for a list.
    public func compose(_ edition: Edition, for list: String?) async throws -> ComposedEdition {
        let (publication, theme) = try publication()
        var used: [String: Article] = [:]
        for slug in edition.articles { used[slug] = try await article(slug) }
        return try edition.composed(
            from: used, in: publication, theme: theme, links: links,
            knownFields: try await knownFields(of: list))
    }

    /// An edition as one reader would get it, or a stranger.
    public func preview(_ id: EditionID, for address: EmailAddress?) async throws -> EditionPreview {
        let edition = try await edition(id)
        let composed = try await compose(edition, for: nil)
        let reader: Subscriber
        if let address {
            guard let found = try await subscribers.subscriber(address) else {
                throw NewsroomError(.data, "nobody here has the address \(address)")
            }
            reader = found
        } else {
            reader = Subscriber(
                id: SubscriberID(rawValue: 0), address: try EmailAddress("reader@example.com"), firstName: "",
                lastName: "", attributes: [:])
        }
        let list = try await subscribers.lists().first?.list
        let issue = try MailingMessage(
            composed: composed, key: "preview", publication: try publication().0,
            configuration: configuration,
            list: list?.name ?? "preview", title: list?.title ?? "Preview",
            publishedAt: Int64(Date().timeIntervalSince1970),
            zone: .current)
        let copy = NewsletterCopies(
            frozen: issue.frozen, mailing: MailingID(rawValue: 0), keys: try await subscribers.tokenKeys(),
            returnPath: configuration.returnPath)
        let values = ReaderValues(subscriber: reader)
        return EditionPreview(
            subject: composed.subject.filled { copy.value(of: $0, for: values) },
            html: composed.html.filled { copy.value(of: $0, for: values) },
            text: composed.text.filled { copy.value(of: $0, for: values) }, message: copy.message(for: values)
        )
    }
}

extension Newsroom {
    /// A composed edition as the message that would be frozen now.
    /// - Parameter list: nil while it is not known.
    private func message(
        of composed: ComposedEdition, key: String, to list: MailingList?
    ) throws -> FrozenMessage {
        try MailingMessage(
            composed: composed, key: key, publication: try publication().0, configuration: configuration,
            list: list?.name ?? "preview", title: list?.title ?? "Preview",
            publishedAt: Int64(Date().timeIntervalSince1970), zone: .current
        ).frozen
    }
}

/// One reader's copy of an edition in every form.
public struct EditionPreview: Sendable {
    /// The subject, decoded.
    public let subject: String
    /// The HTML part, decoded.
    public let html: String
    /// The plain-text part, decoded.
    public let text: String
    /// The whole message as it would go on the wire.
    public let message: [UInt8]
}
