import Composer
import Foundation
import MailFormat
import SQLiteStore
import Sender
import Subscribers

extension MailingDesk {
    /// A published mailing's HTML as one reader would see it in a browser.
    func browserVersion(of mailing: MailingID, for subscriber: SubscriberID) async throws -> String? {
        guard let frozen = try await mailings.message(of: mailing),
            let reader = try await subscribers.subscriber(subscriber)
        else { return nil }
        let version = try await mailings.version(of: mailing, for: subscriber) ?? 1
        let composed = try JSONDecoder().decode(
            ComposedEdition.self, from: Data(frozen[version].edition.utf8))
        let copies = NewsletterCopies(
            frozen: frozen, mailing: mailing, keys: try await tokenKeys.keys(),
            returnPath: configuration.returnPath)
        let values = ReaderValues(subscriber: reader)
        return composed.html.filled { copies.value(of: $0, for: values) }
    }
}
