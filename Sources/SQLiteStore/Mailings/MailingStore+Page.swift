// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat

extension MailingStore {
    /// A reader's copy as a page: the composed edition of their version as JSON, and what the mailing's Message-IDs begin with.
    /// It is nil while the mailing is not published. Somebody who is not in its audience gets the whole edition.
    public func page(
        of mailing: MailingID, for subscriber: SubscriberID
    ) async throws -> (edition: String, messageKey: String)? {
        try await database.read { db in
            try Row.fetchOne(
                db, sql: Self.pageOfReader,
                arguments: ["mailing": mailing.rawValue, "subscriber": subscriber.rawValue]
            ).map { ($0[0], $0[1]) }
        }
    }

    /// Selects the reader's version, or the whole edition, which is no row of `mailing_version`.
    private static let pageOfReader = """
        SELECT coalesce(v.edition, m.edition), m.message_key FROM mailing_message m
        LEFT JOIN delivery d ON d.mailing_id = m.mailing_id AND d.subscriber_id = :subscriber
        LEFT JOIN mailing_version v ON v.mailing_id = m.mailing_id AND v.version = d.version
        WHERE m.mailing_id = :mailing
        """
}
