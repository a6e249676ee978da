import Composer
import Foundation
public import MailFormat
import SQLiteStore
public import Sender
import Subscribers

extension Newsroom {
    /// An edition as one reader would get it, or a stranger.
    public func preview(_ id: EditionID, for address: EmailAddress?) async throws -> EditionPreview {
        try await preview(of: try await edition(id), for: address)
    }

    func preview(of edition: Edition, for address: EmailAddress?) async throws -> EditionPreview {
        let reader: Subscriber
        var without: Set<String> = []
        if let address {
            guard let found = try await subscribers.subscriber(address) else {
                throw NewsroomError(.data, "nobody here has the address \(address)")
            }
            reader = found
            without = try await subscribers.optOuts(of: found.id)
                .intersection(
                    edition.optionalSections(
                        from: try await articles(of: edition), in: publication(edition.publication).0))
        } else {
            reader = Subscriber(
                id: SubscriberID(rawValue: 0), address: try EmailAddress("reader@example.com"))
        }
        let list = try await subscribers.lists().first {
            ($0.publication ?? configuration.publication) == edition.publication
        }
        let (composed, frozen) = try await draftMessage(
            of: edition, key: "preview", to: list, without: without)
        let copy = NewsletterCopies(
            frozen: frozen, mailing: MailingID(rawValue: 0), keys: try await tokenKeys.keys(),
            returnPath: configuration.returnPath)
        let values = ReaderValues(subscriber: reader)
        return EditionPreview(
            subject: composed.subject.filled { copy.value(of: $0, for: values) },
            html: composed.html.filled { copy.value(of: $0, for: values) },
            text: FlowedText.shown(composed.text.filled { copy.value(of: $0, for: values) }),
            message: try copy.message(for: values)
        )
    }
}

/// One reader's copy of an edition in every form.
public struct EditionPreview: Hashable, Sendable {
    /// The subject, decoded.
    public let subject: String
    /// The HTML part, decoded.
    public let html: String
    /// The plain-text part as a mail program shows it.
    public let text: String
    /// The whole message, not signed.
    public let message: [UInt8]

    /// The same when a reader would see the same: every message has a time and boundaries of its own.
    public static func == (one: EditionPreview, other: EditionPreview) -> Bool {
        one.subject == other.subject && one.html == other.html && one.text == other.text
    }

    /// Of what a reader sees.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(subject)
        hasher.combine(html)
        hasher.combine(text)
    }
}
