// SPDX-License-Identifier: Apache-2.0
public import Composer
import MailFormat
import SQLiteStore
import Sender
import Subscribers

extension EditorialDesk {
    /// What editors may merge: the fields everyone has, and the newsroom's own attributes.
    func knownFields() async throws -> Set<MergeField> {
        let names = try await subscribers.attributes().keys
        return Set([.email, .firstName, .lastName, .name, .language] + names.map(MergeField.attribute))
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
        let (publication, theme) = try publications.themed(edition.publication)
        return try edition.composed(
            from: try await articles(of: edition), in: publication, theme: theme, links: configuration.links,
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
            composed: composed, without: [], publication: try publications.themed(edition.publication).0,
            configuration: configuration, list: list?.name ?? "preview", title: list?.title ?? "Preview",
            publishedAt: clock.now / 1000, zone: try publications.zone(of: edition.publication))
        return (composed, FrozenMessage(key: key, versions: [message.version]))
    }

    /// Composes and encodes an edition before it is kept, and throws when it could not be sent.
    func check(_ edition: Edition) async throws {
        guard !edition.subject.isEmpty else { throw EditorialFault.noSubject }
        _ = try await draftMessage(of: edition, key: "trial", to: nil)
    }
}
