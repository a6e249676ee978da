// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
public import MailFormat
import SQLiteStore
public import Sender
import Subscribers

extension EditorialDesk {
    /// An edition as one reader would get it, or a stranger.
    public func preview(_ id: EditionID, for address: EmailAddress?) async throws -> EditionPreview {
        try await preview(of: try await edition(id), for: address)
    }

    func preview(of edition: Edition, for address: EmailAddress?) async throws -> EditionPreview {
        let (person, without) = try await sample(address, of: edition)
        let reader =
            try person.map(Reader.init)
            ?? Reader(id: SubscriberID(rawValue: 0), address: EmailAddress("reader@example.com"))
        let list = try await firstList(of: edition)
        let (composed, frozen) = try await draftMessage(
            of: edition, key: "preview", to: list, without: without)
        let copy = NewsletterCopies(
            frozen: frozen, mailing: MailingID(rawValue: 0), keys: try await tokenKeys.keys(),
            returnPath: configuration.returnPath)
        return EditionPreview(
            subject: composed.subject.filled { copy.values.value(of: $0, for: reader) },
            html: composed.html.filled { copy.values.value(of: $0, for: reader) },
            text: FlowedText.shown(composed.text.filled { copy.values.value(of: $0, for: reader) }),
            message: try copy.message(for: reader)
        )
    }

    /// Whose copy is looked at, and the sections of the edition that they do without.
    /// - Parameter address: nil for a stranger.
    func sample(
        _ address: EmailAddress?, of edition: Edition
    ) async throws -> (person: Subscriber?, without: Set<String>) {
        guard let address else { return (nil, []) }
        guard let person = try await subscribers.subscriber(address) else {
            throw PeopleFault.nobody(address)
        }
        let optional = edition.optionalSections(
            from: try await articles(of: edition), in: try publications.themed(edition.publication).0)
        return (person, try await subscribers.optOuts(of: person.id).intersection(optional))
    }

    /// The first of the lists that get an edition.
    func firstList(of edition: Edition) async throws -> MailingList? {
        try await subscribers.lists().first {
            ($0.publication ?? configuration.publication) == edition.publication
        }
    }
}
