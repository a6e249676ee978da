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
    ///   - isReported: whether a mail says so, which comes after the mail was accepted.
    func take(
        _ kind: BounceKind, of subscriber: Int64, mailing: Int64, reply: String, isReported: Bool = false
    ) throws {
        let ledger = ConsentLedger(db, now: now)
        let evidence = AttributeJSON.text([
            ("kind", .text(kind.rawValue)), ("mailing", .number(Double(mailing))), ("reply", .text(reply)),
        ])
        let reason = try reason(after: kind, of: subscriber, isReported: isReported)
        try ledger.record(.bounce, subscriber: subscriber, source: "mailing \(mailing)", evidence: evidence)
        guard let reason,
            let hash = try Data.fetchOne(
                db, sql: "SELECT address_hash FROM subscriber WHERE id = ?", arguments: [subscriber]),
            let address = AddressHash(bytes: [UInt8](hash))
        else { return }
        try Suppressions(db, now: now).add(
            address, subscriber: subscriber, reason: reason.rawValue, evidence: Evidence("mailing \(mailing)")
        )
    }

    /// Why one more bounce of a kind would suppress its owner; nil when it would not.
    func reason(after kind: BounceKind, of subscriber: Int64, isReported: Bool) throws -> SuppressionReason? {
        if kind == .unknownUser { return .unknownUser }
        return SuppressionRule.reason(
            after: try bounces(of: subscriber) + [Bounce(kind, at: now)],
            accepted: try lastAcceptance(by: subscriber, until: isReported ? now - Self.longestSilence : now))
    }

    /// For so long after an acceptance a mail may still come back, so that the acceptance says nothing of the mailbox yet: five days
    /// is how long servers try (RFC 5321 §4.5.4.1).
    private static let longestSilence: Int64 = 5 * 86_400_000

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
    private func lastAcceptance(by subscriber: Int64, until end: Int64) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT max(d.settled_at) FROM mailing m CROSS JOIN delivery d
                ON d.mailing_id = m.id AND d.subscriber_id = ?
                WHERE d.state = \(DeliveryState.accepted.rawValue) AND d.settled_at <= ?
                """, arguments: [subscriber, end])
    }
}
