// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import SQLiteStore
import Sender

/// An edition made ready for its readers from one reading of its articles, its publication and its theme: what is proved is
/// what is frozen.
struct PreparedEdition: Sendable {
    /// The edition for readers who do without some sections.
    struct Version: Sendable {
        let without: Set<String>
        let composed: ComposedEdition
    }

    let edition: Edition
    let articles: [String: Article]
    let publication: Publication
    /// The whole edition first.
    let versions: [Version]
    /// The optional sections that this edition has, so that leaving them out makes another version.
    let optional: [String]
    /// Choices of sections that leave nothing to read.
    let silent: [Set<String>]

    /// Encodes every version.
    /// - Parameters:
    ///   - publishedAt: seconds since 1970.
    ///   - zone: whose clock the Date header shows.
    ///   - isDatedByCopy: whether readers' clocks say when each copy goes out.
    func message(
        key: String, to list: (name: String, title: String), publishedAt: Int64, zone: NamedZone,
        isDatedByCopy: Bool = false, configuration: Configuration
    ) throws -> FrozenMessage {
        let frozen = try versions.map { version in
            try MailingMessage(
                composed: version.composed, without: version.without, publication: publication,
                configuration: configuration, list: list.name, title: list.title, publishedAt: publishedAt,
                zone: zone, isDatedByCopy: isDatedByCopy
            ).version
        }
        return FrozenMessage(key: key, versions: frozen)
    }
}

extension EditorialDesk {
    /// Makes an edition ready for a list.
    /// - Parameter list: whose readers' choices of sections count; nil for everybody's.
    func prepared(_ edition: Edition, for list: String?) async throws -> PreparedEdition {
        let (publication, theme) = try publications.themed(edition.publication)
        let articles = try await articles(of: edition)
        let fields = try await knownFields()
        let optional = edition.optionalSections(from: articles, in: publication)
        let choices = try await subscribers.optOutChoices(among: optional, on: list)
        let versions = try ([[]] + choices)
            .filter { edition.hasStories(without: $0, from: articles) }
            .map { without in
                PreparedEdition.Version(
                    without: without,
                    composed: try edition.composed(
                        from: articles, in: publication, theme: theme, links: configuration.links,
                        knownFields: fields,
                        without: without))
            }
        return PreparedEdition(
            edition: edition, articles: articles, publication: publication, versions: versions,
            optional: optional,
            silent: choices.filter { !edition.hasStories(without: $0, from: articles) })
    }
}
