// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender

/// Mails that ask somebody to confirm what was asked in their name, sent like all others.
extension MailingStore {
    /// Queues a mail that asks somebody to confirm a wish, inside the transaction that notes it.
    ///
    /// People who ask within an hour share a mailing, and so a Date field; each of them gets one mail of it.
    /// - Parameters:
    ///   - purpose: none that has an edition.
    ///   - now: milliseconds since 1970.
    ///   - letter: called when a new mailing is needed.
    /// - Returns: the mailing, which has no other mail to them.
    @discardableResult
    static func askForConfirmation(
        _ subscriber: Int64, on list: ListID, as purpose: MailingPurpose = .confirmation, now: Int64,
        _ db: Database, letter: () throws -> FrozenMessage
    ) throws -> Int64 {
        let mailing =
            try openMailing(of: list, for: purpose, without: subscriber, now: now, db)
            ?? newMailing(of: list, for: purpose, letter(), now: now, db)
        try db.execute(
            sql: "INSERT INTO delivery (mailing_id, subscriber_id, due_at) VALUES (?, ?, ?)",
            arguments: [mailing, subscriber, now])
        try db.execute(
            sql: """
                UPDATE mailing SET audience = audience + 1, finished_at = NULL,
                    state = iif(state = \(MailingState.halted.rawValue), state, \(MailingState.sending.rawValue))
                WHERE id = ?
                """, arguments: [mailing])
        return mailing
    }

    /// Milliseconds for which a mailing takes more readers.
    private static let window: Int64 = 3_600_000

    /// Strict limits, because strangers ask for these mails in others' names: a few mailboxes that do not exist mean that
    /// somebody tries addresses out, or that machines fill the form.
    private static let rails: GuardRails = {
        var rails = GuardRails()
        (rails.bounces, rails.blocks, rails.sample) = (0.2, 0.2, 50)
        return rails
    }()

    /// The mailing of the last hour that can take one more reader; nil when there is none. One that is halted takes readers and
    /// sends nothing until an operator resumes it.
    private static func openMailing(
        of list: ListID, for purpose: MailingPurpose, without subscriber: Int64, now: Int64, _ db: Database
    ) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT m.id FROM mailing m
                WHERE m.purpose = \(purpose.rawValue) AND m.list_id = ?1 AND m.published_at > ?2
                  AND m.state IN (\(([.sending, .halted, .sent] as [MailingState]).sql))
                  AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.mailing_id = m.id AND d.subscriber_id = ?3)
                ORDER BY m.id DESC LIMIT 1
                """, arguments: [list, now - window, subscriber])
    }

    private static func newMailing(
        of list: ListID, for purpose: MailingPurpose, _ message: FrozenMessage, now: Int64, _ db: Database
    ) throws -> Int64 {
        try db.execute(
            sql: """
                INSERT INTO mailing (id, list_id, state, publish_at, zone, published_at, purpose, guard)
                VALUES (\(NumberEpoch.nextMailing), ?1, \(MailingState.sending.rawValue), ?2, 'UTC', ?2,
                    \(purpose.rawValue), ?3)
                """, arguments: [list, now, try StoredJSON.text(rails)])
        let mailing = db.lastInsertedRowID
        try freeze(message, with: MailingID(rawValue: mailing), db)
        return mailing
    }
}
