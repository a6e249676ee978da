// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import MailFormat
import Sender
import Subscribers

/// Takes what mail servers say of one mailbox into its owner's story, and suppresses it when `SuppressionRule` says so.
struct BounceRecord {
    let db: Database
    /// Milliseconds since 1970.
    let now: Int64

    /// - Parameters:
    ///   - mailing: what came back.
    ///   - reply: the server's words.
    func take(_ kind: BounceKind, of subscriber: Int64, mailing: Int64, reply: String) throws {
        let ledger = ConsentLedger(db, now: now)
        let evidence = AttributeJSON.text([
            ("kind", .text(kind.rawValue)), ("mailing", .number(Double(mailing))), ("reply", .text(reply)),
        ])
        try ledger.record(.bounce, subscriber: subscriber, source: "mailing \(mailing)", evidence: evidence)
        let bounces = try bounces(of: subscriber)
        guard
            let reason = SuppressionRule.reason(
                after: bounces, accepted: kind == .unknownUser ? nil : try lastAcceptance(by: subscriber)),
            let hash = try Data.fetchOne(
                db, sql: "SELECT address_hash FROM subscriber WHERE id = ?", arguments: [subscriber]),
            let address = AddressHash(bytes: [UInt8](hash))
        else { return }
        try Suppressions(db, now: now).add(
            address, subscriber: subscriber, reason: reason.rawValue, evidence: Evidence("mailing \(mailing)")
        )
    }

    /// The bounces since the address was last released or changed.
    private func bounces(of subscriber: Int64) throws -> [Bounce] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT json_extract(evidence, '$.kind'), at FROM consent_event
                WHERE subscriber_id = ?1 AND kind = 'bounce' AND id > coalesce(
                    (SELECT max(id) FROM consent_event WHERE subscriber_id = ?1 AND kind IN ('release', 'address')), 0)
                ORDER BY id
                """, arguments: [subscriber]
        ).compactMap { row in BounceKind(rawValue: row[0]).map { Bounce($0, at: row[1]) } }
    }

    /// The latest time a mail to a person was accepted. It takes one look by key into each mailing, because the ledger has no
    /// index by person.
    private func lastAcceptance(by subscriber: Int64) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT max(d.settled_at) FROM mailing m CROSS JOIN delivery d
                ON d.mailing_id = m.id AND d.subscriber_id = ? WHERE d.state = \(DeliveryState.accepted.rawValue)
                """, arguments: [subscriber])
    }
}
