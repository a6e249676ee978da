// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
public import MailFormat
public import Sender
public import Subscribers

/// Another address for somebody: an operator gives it at once, a reader asks for it and answers from both mailboxes.
extension SubscriberStore {
    /// Gives a person another address and keeps the old one as theirs, so that no file brings it back.
    /// - Throws: `StoreError.addressTaken`, or `StoreError.suppressed` when the new one must not be mailed.
    public func change(
        _ subscriber: SubscriberID, to address: EmailAddress, because evidence: Evidence
    ) async throws {
        let now = database.now()
        try await database.write { db in
            try Self.change(subscriber.rawValue, to: address, because: evidence, now: now, db)
        }
    }

    private static func change(
        _ subscriber: Int64, to address: EmailAddress, because evidence: Evidence, now: Int64, _ db: Database
    ) throws {
        if let other = try subscriberID(address, db), other != subscriber {
            throw StoreError.addressTaken("\(address)")
        }
        let hash = AddressHash(address)
        if let reason = try Suppressions(db, now: now).reason(hash, domain: address.domain) {
            throw StoreError.suppressed("\(address)", reason: reason)
        }
        guard
            let old = try String.fetchOne(
                db, sql: "SELECT address FROM subscriber WHERE id = ?", arguments: [subscriber])
        else { return }
        let former = EmailAddress(stored: old)
        try db.execute(
            sql: """
                UPDATE subscriber SET address = ?, address_key = ?, address_hash = ?, suppressed = 0 WHERE id = ?
                """,
            arguments: [address.description, address.key, Data(hash.bytes), subscriber])
        try db.execute(sql: "DELETE FROM former_address WHERE address_key = ?", arguments: [address.key])
        if former.key != address.key {
            try db.execute(
                sql:
                    "INSERT OR REPLACE INTO former_address (address_key, subscriber_id, changed_at) VALUES (?, ?, ?)",
                arguments: [former.key, subscriber, now])
        }
        let facts = [
            (name: "from", value: AttributeValue.text(old)), ("to", .text(address.description)),
        ]
        try ConsentLedger(db, now: now).record(
            .address, subscriber: subscriber, source: evidence.source,
            evidence: ConsentLedger.json(evidence, facts))
    }

    /// Makes the mail that asks one of the two mailboxes, for readers of a list.
    public typealias AddressLetter = @Sendable (MailingList, AddressChange.End) throws -> FrozenMessage

    /// Notes that a reader of a list wants another address, and asks both mailboxes: all of it or nothing. A later wish takes
    /// the place of an earlier one, and of another reader's for the same address.
    ///
    /// Until both have answered, somebody who has not confirmed the list stands for the new address.
    /// - Parameter policy: how often each of the two is mailed.
    public func ask(
        for address: EmailAddress, of subscriber: SubscriberID, on list: String, because evidence: Evidence,
        policy: ConfirmationPolicy, letter: AddressLetter
    ) async throws -> AddressChange.Asked {
        let now = database.now()
        let reader = subscriber.rawValue
        return try await database.write { db in
            let (target, details) = try Self.requireDetails(list, db)
            let ledger = ConsentLedger(db, now: now)
            if try Self.subscriberID(address, db) == reader { return .same }
            let earlier = try Self.addressRequests(
                of: reader, since: now - policy.lifetime.milliseconds, db)
            guard earlier.count < policy.most, try ledger.recentMails(for: target) < policy.perList else {
                return .tooMany
            }
            let row = ImportRow(address: address)
            let isFree = try Self.obstacle(row, Suppressions(db, now: now)) == nil
            let isDue =
                isFree && policy.allows(earlier: earlier.filter(\.isMailed).map(\.at), now: now)
            try ledger.record(
                .addressRequest, subscriber: reader, source: evidence.source,
                evidence: ConsentLedger.json(evidence, isDue ? [] : [("mailed", .boolean(false))]))
            guard isFree else { return .asked }
            let new = try ledger.person(row)
            if try ledger.status(of: new, on: target) != .active,
                try ledger.request(target, by: new, policy, because: evidence) == .mailed
            {
                try MailingStore.askForConfirmation(new, on: target, as: .newAddress, now: now, db) {
                    try letter(details, .new)
                }
            }
            try db.execute(
                sql:
                    "INSERT OR REPLACE INTO address_change (subscriber_id, new_id, asked_at) VALUES (?, ?, ?)",
                arguments: [reader, new, now])
            if isDue {
                try MailingStore.askForConfirmation(reader, on: target, as: .formerAddress, now: now, db) {
                    try letter(details, .former)
                }
            }
            return .asked
        }
    }

    /// When somebody asked for another address, and whether the one that they have was mailed then.
    private static func addressRequests(
        of reader: Int64, since limit: Int64, _ db: Database
    ) throws -> [(at: Int64, isMailed: Bool)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT at, coalesce(json_extract(evidence, '$.mailed'), 1) FROM consent_event
                WHERE subscriber_id = ? AND kind = ? AND at > ?
                """, arguments: [reader, ConsentEvent.Kind.addressRequest.rawValue, limit]
        ).map { ($0[0], $0[1]) }
    }

    /// The wish for another address that somebody is asked about, and at which end they are; nil when there is none, or when it
    /// is too late.
    /// - Parameter lifetime: how long it can be answered.
    public func addressChange(
        of subscriber: SubscriberID, within lifetime: Duration
    ) async throws -> (change: AddressChange, end: AddressChange.End)? {
        let limit = database.now() - lifetime.milliseconds
        return try await database.read { db in
            try Self.askedChange(of: subscriber.rawValue, since: limit, db).map { ($0.change, $0.end) }
        }
    }

    /// Takes the answer of a mailbox. When both have answered, the reader gets the new address and who stood for it is
    /// forgotten.
    /// - Returns: nil when there is nothing to answer, or when it is too late.
    public func answerChange(
        _ subscriber: SubscriberID, within lifetime: Duration, because evidence: Evidence
    ) async throws -> AddressChange.Answered? {
        let now = database.now()
        return try await database.writeTrustingReferences { db in
            guard
                let asked = try Self.askedChange(
                    of: subscriber.rawValue, since: now - lifetime.milliseconds, db)
            else { return nil }
            let column = asked.end == .former ? "former_answered_at" : "new_answered_at"
            try db.execute(
                sql: "UPDATE address_change SET \(column) = ? WHERE subscriber_id = ?",
                arguments: [now, asked.reader])
            guard asked.change.answers.union([asked.end]).count == 2 else { return .half }
            try db.execute(
                sql: "DELETE FROM address_change WHERE subscriber_id = ?", arguments: [asked.reader])
            let isNobodyYet = try Bool.fetchOne(
                db, sql: "SELECT \(ConsentLedger.isNobodyYet) FROM subscriber WHERE id = ?",
                arguments: [asked.new])
            guard isNobodyYet == true else { return .taken }
            try Self.forget(
                asked.new, suppressing: nil, because: "their address became another reader's", now: now, db)
            try Suppressions(db, now: now).lift(
                AddressHash(asked.change.new), of: asked.reader, evidence: evidence)
            try Self.change(asked.reader, to: asked.change.new, because: evidence, now: now, db)
            return .changed
        }
    }

    /// A wish with the numbers of who wants it and of who stands for the new address.
    private struct AskedChange {
        let change: AddressChange
        let end: AddressChange.End
        let reader: Int64
        let new: Int64
    }

    private static func askedChange(
        of subscriber: Int64, since limit: Int64, _ db: Database
    ) throws -> AskedChange? {
        try Row.fetchOne(
            db,
            sql: """
                SELECT c.subscriber_id, c.new_id, s.address, n.address, c.asked_at,
                    c.former_answered_at IS NOT NULL, c.new_answered_at IS NOT NULL
                FROM address_change c JOIN subscriber s ON s.id = c.subscriber_id JOIN subscriber n ON n.id = c.new_id
                WHERE (c.subscriber_id = ?1 OR c.new_id = ?1) AND c.asked_at > ?2 ORDER BY c.subscriber_id = ?1 DESC LIMIT 1
                """, arguments: [subscriber, limit]
        ).map { row in
            var answers: Set<AddressChange.End> = []
            if row[5] { answers.insert(.former) }
            if row[6] { answers.insert(.new) }
            let change = AddressChange(
                former: EmailAddress(stored: row[2]), new: EmailAddress(stored: row[3]), askedAt: row[4],
                answers: answers)
            return AskedChange(
                change: change, end: row[0] == subscriber ? .former : .new, reader: row[0], new: row[1])
        }
    }
}
