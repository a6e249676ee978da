// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import SQLiteStore
import Sender
import Subscribers

extension MailingDesk {
    /// A published mailing's HTML as one reader would see it in a browser.
    /// - Parameter keys: those that sign its links.
    func browserVersion(
        of mailing: MailingID, for subscriber: SubscriberID, _ keys: TokenKeys
    ) async throws -> String? {
        guard let page = try await mailings.page(of: mailing, for: subscriber),
            let person = try await subscribers.subscriber(subscriber)
        else { return nil }
        let composed = try JSONDecoder().decode(ComposedEdition.self, from: Data(page.edition.utf8))
        let copy = MergeValues(messageKey: page.messageKey, mailing: mailing, keys: keys)
        let reader = Reader(person)
        return composed.html.filled { copy.value(of: $0, for: reader) }
    }
}
