// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
public import MailFormat
public import Sender
public import Subscribers

/// Another address for somebody: an operator gives it at once, a reader asks for it and answers from both mailboxes.
extension SubscriberStore {
    /// Gives a person another address and keeps the old one as theirs, so that no file brings it back.
    /// - Throws: `StoreError.addressTaken`, or `StoreError.suppressed` when the new one must not be mailed, or the person must not,
    ///   whatever their address.
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
        if let reason = try ownReason(former, now: now, db) {
            throw StoreError.suppressed(old, reason: reason)
        }
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

    /// Why a person must not be mailed, whatever their address; nil when they may be.
    private static func ownReason(_ address: EmailAddress, now: Int64, _ db: Database) throws -> String? {
        let reason = try Suppressions(db, now: now).reason(AddressHash(address), domain: nil)
        return reason.flatMap { SuppressionReason(rawValue: $0)?.isOfMailbox == true ? nil : $0 }
    }

    /// Makes the mail that asks one of the two mailboxes, for readers of a list.
    public typealias AddressLetter = @Sendable (MailingList, AddressChange.End) throws -> FrozenMessage

    /// Notes that a reader of a list wants another address, and asks both mailboxes: all of it or nothing. A later wish takes
    /// the place of an earlier one, and of another reader's for the same address; the letters of what it replaces answer nothing.
    ///
    /// Until both have answered, somebody who has not confirmed the list stands for the new address.
    /// - Parameter policy: how long a wish can be answered, how many a reader may have in that time, and how often the new
    ///   address is mailed.
    public func ask(
        for address: EmailAddress, of subscriber: SubscriberID, on list: String, because evidence: Evidence,
        policy: ConfirmationPolicy, letter: AddressLetter
    ) async throws -> AddressChange.Asked {
        let now = database.now()
        let reader = subscriber.rawValue
        let limit = now - policy.lifetime.milliseconds
        return try await database.write { db in
            let (target, details) = try Self.requireDetails(list, db)
            let ledger = ConsentLedger(db, now: now)
            let earlier = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM consent_event WHERE subscriber_id = ? AND kind = ? AND at > ?",
                arguments: [reader, ConsentEvent.Kind.addressRequest.rawValue, limit])
            guard earlier ?? 0 < policy.most, try ledger.recentMails(for: target) < policy.perList else {
                return .tooMany
            }
            // A guess at the address that they have counts as well.
            try ledger.record(
                .addressRequest, subscriber: reader, source: evidence.source, evidence: evidence.json)
            if try Self.subscriberID(address, db) == reader { return .same }
            guard try Self.isFree(address, for: reader, now: now, db) else { return .asked }
            let new = try ledger.person(ImportRow(address: address))
            let isAsked = try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM address_change WHERE subscriber_id = ? AND new_id = ? AND asked_at > ?
                        AND new_mailing_id IS NOT NULL)
                    """, arguments: [reader, new, limit])
            // Its letters are on their way.
            if isAsked == true { return .asked }
            var newMailing: Int64?
            if try ledger.status(of: new, on: target) != .active,
                try ledger.request(target, by: new, policy, because: evidence) == .mailed
            {
                newMailing = try MailingStore.askForConfirmation(
                    new, on: target, as: .newAddress, now: now, db
                ) { try letter(details, .new) }
            }
            let formerMailing = try MailingStore.askForConfirmation(
                reader, on: target, as: .formerAddress, now: now, db
            ) { try letter(details, .former) }
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO address_change
                        (subscriber_id, new_id, former_mailing_id, new_mailing_id, asked_at)
                    VALUES (?, ?, ?, ?, ?)
                    """, arguments: [reader, new, formerMailing, newMailing, now])
            return .asked
        }
    }

    /// Whether an address may become a reader's: it may be mailed, and nobody else had it, whom a file would bring back.
    private static func isFree(
        _ address: EmailAddress, for reader: Int64, now: Int64, _ db: Database
    ) throws -> Bool {
        let wasOthers = try Bool.fetchOne(
            db,
            sql: "SELECT EXISTS (SELECT 1 FROM former_address WHERE address_key = ? AND subscriber_id <> ?)",
            arguments: [address.key, reader])
        return try wasOthers == false
            && obstacle(ImportRow(address: address), Suppressions(db, now: now)) == nil
    }

    /// The address that a reader wants; nil when they want none, or when it is too late.
    /// - Parameter lifetime: how long a wish can be answered.
    public func addressChange(
        of subscriber: SubscriberID, within lifetime: Duration
    ) async throws -> AddressChange? {
        let limit = database.now() - lifetime.milliseconds
        return try await database.read { db in
            try Self.askedChange(
                "c.subscriber_id = :subscriber", ["subscriber": subscriber.rawValue], since: limit, db)?
                .change
        }
    }

    /// The wish that a letter asks about, and which of the two mailboxes it asks; nil when that wish was replaced or done, or when
    /// it is too late.
    /// - Parameters:
    ///   - token: of the letter.
    ///   - lifetime: how long a wish can be answered.
    public func addressChange(
        for token: CapabilityToken, within lifetime: Duration
    ) async throws -> (change: AddressChange, end: AddressChange.End)? {
        let limit = database.now() - lifetime.milliseconds
        return try await database.read { db in
            try Self.askedChange(token, since: limit, db).map { ($0.change, $0.end) }
        }
    }

    /// Takes the answer of a mailbox. When both have answered, the reader gets the new address and who stood for it is
    /// forgotten.
    /// - Parameter token: of the letter that asked.
    /// - Returns: nil when there is nothing to answer, when it is too late, or when the new address must not be mailed any more.
    public func answerChange(
        _ token: CapabilityToken, within lifetime: Duration, because evidence: Evidence
    ) async throws -> AddressChange.Answered? {
        let now = database.now()
        return try await database.writeTrustingReferences { db in
            guard let asked = try Self.askedChange(token, since: now - lifetime.milliseconds, db) else {
                return nil
            }
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
            guard try Self.isFree(asked.change.new, for: asked.reader, now: now, db),
                try Self.ownReason(asked.change.former, now: now, db) == nil
            else { return nil }
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

    /// The wish whose letter a token is of.
    private static func askedChange(
        _ token: CapabilityToken, since limit: Int64, _ db: Database
    ) throws -> AskedChange? {
        try askedChange(
            """
            (c.subscriber_id = :subscriber AND c.former_mailing_id = :mailing
                OR c.new_id = :subscriber AND c.new_mailing_id = :mailing)
            """, ["subscriber": token.subscriber.rawValue, "mailing": token.mailing.rawValue], since: limit,
            db)
    }

    /// - Parameters:
    ///   - condition: on a row `c` of `address_change`.
    ///   - arguments: what it names, `subscriber` among them: the one at whose end the wish is looked at.
    private static func askedChange(
        _ condition: String, _ arguments: [String: Int64], since limit: Int64, _ db: Database
    ) throws -> AskedChange? {
        try Row.fetchOne(
            db,
            sql: """
                SELECT c.subscriber_id, c.new_id, s.address, n.address, c.asked_at,
                    c.former_answered_at IS NOT NULL, c.new_answered_at IS NOT NULL
                FROM address_change c JOIN subscriber s ON s.id = c.subscriber_id JOIN subscriber n ON n.id = c.new_id
                WHERE \(condition) AND c.asked_at > :limit
                """, arguments: StatementArguments(arguments.merging(["limit": limit]) { $1 })
        ).map { row in
            var answers: Set<AddressChange.End> = []
            if row[5] { answers.insert(.former) }
            if row[6] { answers.insert(.new) }
            let change = AddressChange(
                former: EmailAddress(stored: row[2]), new: EmailAddress(stored: row[3]), askedAt: row[4],
                answers: answers)
            let isFormer = row[0] == arguments["subscriber"]
            return AskedChange(
                change: change, end: isFormer ? .former : .new, reader: row[0], new: row[1])
        }
    }
}
