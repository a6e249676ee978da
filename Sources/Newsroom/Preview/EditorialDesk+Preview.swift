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
        let reader: Reader
        var without: Set<String> = []
        if let address {
            guard let found = try await subscribers.subscriber(address) else {
                throw PeopleFault.nobody(address)
            }
            reader = Reader(found)
            without = try await subscribers.optOuts(of: found.id)
                .intersection(
                    edition.optionalSections(
                        from: try await articles(of: edition), in: publications.themed(edition.publication).0)
                )
        } else {
            reader = Reader(id: SubscriberID(rawValue: 0), address: try EmailAddress("reader@example.com"))
        }
        let list = try await subscribers.lists().first {
            ($0.publication ?? configuration.publication) == edition.publication
        }
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
}
