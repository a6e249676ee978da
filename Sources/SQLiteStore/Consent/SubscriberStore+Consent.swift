// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
public import MailFormat
public import Sender
public import Subscribers

/// What one person or an operator changes about one subscription.
extension SubscriberStore {
    /// Subscribes one person at their own wish, also when they had unsubscribed before or were forgotten.
    /// On a list with double opt-in they are `unconfirmed` until `confirm`, and stay suppressed until then
    /// when they were forgotten: anybody can type an address. What a stranger types besides stays with the
    /// request until then, and changes nothing about somebody who is here.
    ///
    /// The request and the mail that asks for confirmation are one transaction: who asked gets it, or is
    /// told that it failed.
    /// - Parameters:
    ///   - evidence: who asked and how.
    ///   - asker: who says what the row says.
    ///   - policy: when a mail asks for confirmation.
    ///   - letter: makes that mail for a list, when a new one is needed.
    public func add(
        _ row: ImportRow, to list: String, because evidence: Evidence, by asker: Asker = .operator,
        policy: ConfirmationPolicy = ConfirmationPolicy(), letter: Letter
    ) async throws -> Addition {
        let now = database.now()
        return try await database.write { db in
            let (target, details) = try Self.requireDetails(list, db)
            let isDouble = details.isDouble
            let ledger = ConsentLedger(db, now: now)
            let suppressions = Suppressions(db, now: now)
            if let reason = try Self.obstacle(row, suppressions) { return .suppressed(reason) }
            if !isDouble {
                try suppressions.lift(
                    row.hash, of: try Self.subscriberID(row.address, db), evidence: evidence)
            }
            let isGuess =
                try asker == .stranger && (isDouble || Self.subscriberID(row.address, db) != nil)
            let subscriber = try ledger.person(isGuess ? ImportRow(address: row.address) : row)
            if !row.unnamed.isEmpty {
                try AttributeIndexes(db).declare(row.unnamed.map { ($0.key, $0.value) })
                try AttributeIndexes(db).build()
            }
            let before = try ledger.status(of: subscriber, on: target)
            if before == .active { return .alreadyActive }
            if isDouble {
                let mayMail =
                    try asker == .operator || ledger.recentMails(for: target) < policy.perList
                let asked = try ledger.request(
                    target, by: subscriber, policy, because: evidence,
                    firstName: isGuess ? row.firstName : "", mayMail: mayMail)
                return try Self.answer(asked, subscriber, on: target, ledger) { try letter(details) }
            }
            try ledger.set(.active, of: subscriber, on: target, as: .subscribe, because: evidence)
            return before == .unsubscribed ? .resubscribed : .added
        }
    }

    /// Says what came of a request for a list with double opt-in, and keeps the mail that it causes.
    private static func answer(
        _ asked: ConsentLedger.Asked, _ subscriber: Int64, on list: ListID, _ ledger: ConsentLedger,
        letter: () throws -> FrozenMessage
    ) throws -> Addition {
        let id = SubscriberID(rawValue: subscriber)
        switch asked {
        case .held: return .held(id)
        case .waits: return .unconfirmed(id, isMailed: false)
        case .mailed:
            try MailingStore.askForConfirmation(
                subscriber, on: list, now: ledger.now, ledger.db, letter: letter)
            return .unconfirmed(id, isMailed: true)
        }
    }

    /// Makes the mail that asks for confirmation of a list.
    public typealias Letter = @Sendable (MailingList) throws -> FrozenMessage

    /// Why an address cannot subscribe even at its owner's wish; nil when it can.
    static func obstacle(_ row: ImportRow, _ suppressions: Suppressions) throws -> String? {
        if let reason = try suppressions.reason(row.hash, domain: nil),
            SuppressionReason(rawValue: reason)?.endsWithNewWish != true
        {
            return reason
        }
        return try suppressions.reason(nil, domain: row.address.domain)
    }

    /// Makes a subscription active because somebody answered from the mailbox, and takes the name that was
    /// given with the request when nothing else is known of them.
    /// - Parameter lifetime: how long a request can be confirmed.
    public func confirm(
        _ subscriber: SubscriberID, on list: String, within lifetime: Duration, because evidence: Evidence
    ) async throws -> ConfirmationOutcome {
        let now = database.now()
        return try await database.write { db in
            let target = try Self.require(list, db)
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT p.status, p.changed_at, s.address_hash FROM subscription p
                    JOIN subscriber s ON s.id = p.subscriber_id WHERE p.list_id = ? AND p.subscriber_id = ?
                    """, arguments: [target, subscriber.rawValue])
            guard let row, let status = SubscriptionStatus(rawValue: row[0]) else { return .expired }
            if status == .active { return .alreadyActive }
            guard status == .unconfirmed, (row[1] as Int64) + lifetime.milliseconds > now else {
                return .expired
            }
            let ledger = ConsentLedger(db, now: now)
            try ledger.takeName(of: subscriber.rawValue, from: target)
            try ledger.set(.active, of: subscriber.rawValue, on: target, as: .confirm, because: evidence)
            if let hash = AddressHash(bytes: [UInt8](row[2] as Data)) {
                try Suppressions(db, now: now).lift(hash, of: subscriber.rawValue, evidence: evidence)
            }
            return .confirmed
        }
    }

    /// Unsubscribes a person from a list; false when they were not subscribed.
    public func unsubscribe(_ subscriber: SubscriberID, from list: String, because evidence: Evidence)
        async throws
        -> Bool
    {
        let now = database.now()
        return try await database.write { db in
            let target = try Self.require(list, db)
            let ledger = ConsentLedger(db, now: now)
            let before = try ledger.status(of: subscriber.rawValue, on: target)
            guard before == .active || before == .unconfirmed else { return false }
            try ledger.set(
                .unsubscribed, of: subscriber.rawValue, on: target, as: .unsubscribe, because: evidence,
                noting: before == .unconfirmed ? [("unconfirmed", .boolean(true))] : [])
            return true
        }
    }

    /// Subscribes a person again who got a list and ended it themselves, by a link in a copy.
    /// - Parameter time: how long ago that may be.
    /// - Returns: false when they did not, or longer ago, or must not be mailed.
    public func resubscribe(
        _ subscriber: SubscriberID, to list: String, within time: Duration, because evidence: Evidence
    ) async throws -> Bool {
        let now = database.now()
        return try await database.write { db in
            let target = try Self.require(list, db)
            let had = try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM subscription p JOIN subscriber s ON s.id = p.subscriber_id
                        JOIN consent_event e ON e.id = p.event_id
                        WHERE p.subscriber_id = ? AND p.list_id = ? AND p.status = ? AND p.changed_at >= ?
                          AND e.kind = ? AND NOT s.suppressed
                          AND json_extract(e.evidence, '$.mailing') IS NOT NULL
                          AND json_extract(e.evidence, '$.unconfirmed') IS NULL)
                    """,
                arguments: [
                    subscriber.rawValue, target, SubscriptionStatus.unsubscribed.rawValue,
                    now - time.milliseconds, ConsentEvent.Kind.unsubscribe.rawValue,
                ])
            guard had == true else { return false }
            try ConsentLedger(db, now: now).set(
                .active, of: subscriber.rawValue, on: target, as: .subscribe, because: evidence)
            return true
        }
    }

    /// Drops requests that nobody confirmed, and the people who have nothing else here. They leave no trace but a count. Who
    /// had unsubscribed before is unsubscribed again.
    /// - Returns: how many requests.
    public func expireRequests(olderThan lifetime: Duration) async throws -> Int {
        let limit = database.now() - lifetime.milliseconds
        let stale = try await database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT p.list_id, p.subscriber_id FROM subscription p JOIN consent_event e ON e.id = p.event_id
                    WHERE p.status = \(SubscriptionStatus.unconfirmed.rawValue) AND p.changed_at < ? AND e.kind = 'request'
                    """, arguments: [limit]
            ).map { (list: $0[0] as ListID, subscriber: $0[1] as Int64) }
        }
        try await database.write { db in
            try db.execute(sql: "DELETE FROM address_change WHERE asked_at < ?", arguments: [limit])
        }
        var expired = 0
        for (list, subscriber) in stale where try await expire(subscriber, on: list, limit: limit) {
            expired += 1
        }
        return expired
    }

    /// Drops requests, judging and acting in one transaction: who confirms between the two would be lost.
    /// - Parameter unmailed: whether only a request that nobody was asked by mail to confirm.
    /// - Returns: whether the request was still one that nobody had confirmed.
    func expire(
        _ subscriber: Int64, on list: ListID, limit: Int64, unmailed: Bool = false
    ) async throws -> Bool {
        let now = database.now()
        return try await database.writeTrustingReferences { db in
            let hadLeft = try Bool.fetchOne(
                db,
                sql: """
                    SELECT coalesce(json_extract(e.evidence, '$.left'), 0) FROM subscription p
                    JOIN consent_event e ON e.id = p.event_id
                    WHERE p.list_id = ? AND p.subscriber_id = ? AND p.changed_at < ?
                      AND p.status = \(SubscriptionStatus.unconfirmed.rawValue)
                        AND e.kind = 'request'\(unmailed ? " AND NOT \(Self.isMailed)" : "")
                    """, arguments: [list, subscriber, limit])
            guard let hadLeft else { return false }
            let ledger = ConsentLedger(db, now: now)
            let evidence = Evidence("nobody confirmed")
            if hadLeft {
                try ledger.set(.unsubscribed, of: subscriber, on: list, as: .expire, because: evidence)
                return true
            }
            try ledger.record(.expire, list: list, subscriber: subscriber, source: evidence.source)
            try db.execute(
                sql: "DELETE FROM subscription WHERE list_id = ? AND subscriber_id = ?",
                arguments: [list, subscriber])
            let hasMore = try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM subscription WHERE subscriber_id = ?1)
                        OR EXISTS (SELECT 1 FROM import_entry WHERE subscriber_id = ?1)
                    """, arguments: [subscriber])
            if hasMore == false {
                try Self.forget(subscriber, suppressing: nil, because: evidence.source, now: now, db)
            }
            return true
        }
    }
}
