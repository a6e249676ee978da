// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat
public import Sender
import Subscribers

extension MailingStore: MailingPublishing {
    /// See `MailingPublishing`.
    /// - Throws: `StoreError.alreadyMailed`, `StoreError.editionRemoved`, `StoreError.noSuchList`, `SegmentFault`.
    public func schedule(
        edition: EditionID, list: String, publishAt: Int64?, zone: String, segment: String? = nil,
        terms: MailingTerms = MailingTerms(), override: String? = nil, overridden: String? = nil
    ) async throws -> MailingID {
        try await schedule(
            edition: edition, list: list, publishAt: publishAt, zone: zone, segment: segment, terms: terms,
            override: override, overridden: overridden, for: nil)
    }

    /// The same for an occurrence of a rule.
    /// - Parameter occurrence: its number; nil for none.
    /// - Throws: also `StoreError.occurrenceOver` when one has a mailing or does not go out.
    public func schedule(
        edition: EditionID, list: String, publishAt: Int64?, zone: String, segment: String?,
        terms: MailingTerms, override: String?, overridden: String?, for occurrence: Int64?
    ) async throws -> MailingID {
        let now = database.now()
        return try await database.write { db in
            guard
                try Bool.fetchOne(
                    db, sql: "SELECT EXISTS (SELECT 1 FROM edition WHERE id = ?)",
                    arguments: [edition.rawValue])
                    == true
            else { throw StoreError.editionRemoved(edition.rawValue) }
            if override == nil, let earlier = try Self.earlier(edition, list, db) {
                throw StoreError.alreadyMailed(list: list, mailing: earlier.id, earlier.state)
            }
            if let segment { _ = try SegmentCompiler.people(Segment(segment), db, now: now) }
            try db.execute(
                sql: """
                    INSERT INTO mailing (id, edition_id, list_id, state, publish_at, zone, segment, override_reason,
                        overridden, expires_after, deadline, canary_share, canary_wait, guard, readers_time, past_zones,
                        deliver_by)
                    SELECT \(NumberEpoch.nextMailing), ?, id, \(MailingState.scheduled.rawValue), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                        ?, ?, ?
                    FROM list WHERE name = ?
                    """,
                arguments: [
                    edition.rawValue, publishAt ?? now, zone, segment, override, overridden,
                    terms.lifetime?.milliseconds, terms.deadline?.milliseconds, terms.canary?.share,
                    terms.canary?.wait.milliseconds, try terms.guardRails.map { try StoredJSON.text($0) },
                ] + terms.timing.columns + [list])
            guard db.changesCount == 1 else { throw StoreError.noSuchList(list) }
            let mailing = MailingID(rawValue: db.lastInsertedRowID)
            if let occurrence {
                try RuleStore.schedule(occurrence, as: mailing, at: now, db)
            } else {
                try RuleStore.adopt(mailing, of: edition, to: list, at: now, db)
            }
            return mailing
        }
    }

    /// Throws `StoreError.alreadyMailed` when an edition goes to a list, or went to some of it.
    /// - Parameter mailing: one that does not count.
    public func requireFirst(_ edition: EditionID, to list: String, besides mailing: MailingID) async throws {
        let earlier = try await database.read {
            try Self.earlier(edition, list, besides: mailing.rawValue, $0)
        }
        if let earlier { throw StoreError.alreadyMailed(list: list, mailing: earlier.id, earlier.state) }
    }

    /// The latest mailing that brings an edition to a list, also in the place of another, but for those that were cancelled before
    /// they were published.
    private static func earlier(
        _ edition: EditionID, _ list: String, besides mailing: Int64 = 0, _ db: Database
    ) throws -> (id: Int64, state: MailingState)? {
        try Row.fetchOne(
            db,
            sql: """
                SELECT m.id, m.state FROM mailing m JOIN list l ON l.id = m.list_id
                WHERE (m.edition_id = ?1 OR m.id IN (SELECT mailing_id FROM mailing_amendment WHERE edition_id = ?1))
                    AND l.name = ?2 AND (m.state != ?3 OR m.published_at IS NOT NULL) AND m.id != ?4
                ORDER BY m.id DESC LIMIT 1
                """, arguments: [edition.rawValue, list, MailingState.cancelled.rawValue, mailing]
        ).map { ($0[0], MailingState(rawValue: $0[1]) ?? .sent) }
    }

    /// See `MailingPublishing`.
    /// - Throws: `StoreError.nobody`, `SegmentFault`.
    public func publish(
        _ mailing: MailingID, _ message: FrozenMessage, optional sections: [String] = [],
        silent: [Set<String>] = [], waves: [Wave] = [], overridden: String? = nil
    ) async throws -> Int? {
        try await publish(
            mailing, message, numbered: nil, optional: sections, silent: silent, waves: waves,
            overridden: overridden)
    }

    /// See `MailingPublishing`.
    /// - Parameter number: of the edition, as the message has it; nil for any.
    /// - Throws: also `StoreError.numberTaken` when the edition has another number by now.
    public func publish(
        _ mailing: MailingID, _ message: FrozenMessage, numbered number: Int?, optional sections: [String],
        silent: [Set<String>], waves: [Wave], overridden: String?
    ) async throws -> Int? {
        let now = database.now()
        return try await database.writeTrustingReferences { db in
            let edition = try Int64.fetchOne(
                db, sql: "SELECT edition_id FROM mailing WHERE id = ?", arguments: [mailing.rawValue])
            if let edition { try Self.require(number, of: EditionID(rawValue: edition), db) }
            try db.execute(sql: Self.beginSending, arguments: [now, overridden, mailing.rawValue])
            guard db.changesCount == 1 else { return nil }
            try Self.freeze(message, with: mailing, db)
            let choices =
                sections.isEmpty
                ? nil : Choices(sections: sections, versions: message.versions, silent: silent)
            try Self.keep(waves, of: mailing, at: now, db)
            let audience = try Self.address(mailing, choices, inWaves: !waves.isEmpty, at: now, db)
            guard audience > 0 else { throw StoreError.nobody(list: try Self.list(of: mailing, db)) }
            try db.execute(
                sql: "UPDATE mailing SET audience = ? WHERE id = ?", arguments: [audience, mailing.rawValue])
            try Self.chooseCanary(of: mailing, among: audience, at: now, by: database.random, db)
            return audience
        }
    }

    /// Throws `StoreError.numberTaken` when an edition has another number by now than its message; nil is any.
    static func require(_ number: Int?, of edition: EditionID, _ db: Database) throws {
        if let number, try EditionStore.number(of: edition, db) != number {
            throw StoreError.numberTaken(number)
        }
    }

    /// Changes a mailing only while it is planned, so that of two who publish it at once one finds nothing to change.
    private static let beginSending = """
        UPDATE mailing SET state = \(MailingState.sending.rawValue), published_at = ?, overridden = ?, reason = NULL,
            held_at = NULL
        WHERE id = ? AND state = \(MailingState.scheduled.rawValue)
        """

    /// The findings of the proof that a mailing was published against, as JSON, or that its override was said of as long as it is
    /// planned; nil when there were none.
    public func overridden(of mailing: MailingID) async throws -> String? {
        try await database.read { db in
            try String.fetchOne(
                db, sql: "SELECT overridden FROM mailing WHERE id = ? AND overridden IS NOT NULL",
                arguments: [mailing.rawValue])
        }
    }

    private static func list(of mailing: MailingID, _ db: Database) throws -> String {
        try String.fetchOne(
            db, sql: "SELECT l.name FROM mailing m JOIN list l ON l.id = m.list_id WHERE m.id = ?",
            arguments: [mailing.rawValue]) ?? ""
    }
}
