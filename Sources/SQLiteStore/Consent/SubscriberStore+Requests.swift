// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
public import Subscribers

/// Requests for lists with double opt-in that wait for an answer, or for a mail.
extension SubscriberStore {
    /// The requests for a list, the oldest first.
    /// - Parameter lifetime: how long a request can be confirmed.
    public func requests(for list: String, within lifetime: Duration) async throws -> [PendingRequest] {
        let limit = database.now() - lifetime.milliseconds
        return try await database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT p.subscriber_id, s.address, p.changed_at, \(Self.isMailed)
                    FROM subscription p JOIN subscriber s ON s.id = p.subscriber_id
                    JOIN consent_event r ON r.id = p.event_id AND r.kind = 'request'
                    WHERE p.list_id = ? AND p.status = \(SubscriptionStatus.unconfirmed.rawValue) AND p.changed_at > ?
                    ORDER BY p.changed_at, p.subscriber_id
                    """, arguments: [try Self.require(list, db), limit]
            ).map { row in
                PendingRequest(
                    subscriber: SubscriberID(rawValue: row[0]), address: EmailAddress(stored: row[1]),
                    at: row[2], isMailed: row[3])
            }
        }
    }

    /// Whether the request of a subscription `p` was mailed.
    static let isMailed = """
        EXISTS (
            SELECT 1 FROM consent_event m
            WHERE m.subscriber_id = p.subscriber_id AND m.list_id = p.list_id
              AND m.id >= p.event_id AND m.kind IN ('request', 'resend')
              AND coalesce(json_extract(m.evidence, '$.mailed'), 1))
        """

    /// Mails the requests for a list that were kept and not mailed, as often as the policy lets each person
    /// be mailed.
    /// - Returns: how many were mailed.
    public func releaseRequests(
        for list: String, because evidence: Evidence, policy: ConfirmationPolicy, letter: Letter
    ) async throws -> Int {
        var mailed = 0
        for request in try await requests(for: list, within: policy.lifetime) where !request.isMailed {
            let now = database.now()
            let isMailed = try await database.write { db in
                let (target, details) = try Self.requireDetails(list, db)
                let ledger = ConsentLedger(db, now: now)
                let id = request.subscriber.rawValue
                guard try ledger.status(of: id, on: target) == .unconfirmed,
                    try ledger.request(target, by: id, policy, because: evidence) == .mailed
                else { return false }
                try MailingStore.askForConfirmation(id, on: target, now: now, db) { try letter(details) }
                return true
            }
            if isMailed { mailed += 1 }
        }
        return mailed
    }

    /// Drops the requests for a list that were kept and not mailed, as if nobody had confirmed them in time.
    /// - Returns: how many.
    public func dropRequests(for list: String, within lifetime: Duration) async throws -> Int {
        let held = try await requests(for: list, within: lifetime).filter { !$0.isMailed }
        let target = try await database.read { db in try Self.require(list, db) }
        var dropped = 0
        for request in held
        where try await expire(request.subscriber.rawValue, on: target, limit: .max, unmailed: true) {
            dropped += 1
        }
        return dropped
    }
}
