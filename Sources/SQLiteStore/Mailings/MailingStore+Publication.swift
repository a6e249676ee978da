// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat
public import Sender
import Subscribers

extension MailingStore: MailingPublishing {
    /// See `MailingPublishing`.
    /// - Throws: `StoreError.alreadyMailed`, `StoreError.noSuchList`, `SegmentFault`.
    public func schedule(
        edition: EditionID, list: String, publishAt: Int64?, zone: String, segment: String? = nil,
        terms: MailingTerms = MailingTerms(), override: String? = nil
    ) async throws -> MailingID {
        let now = database.now()
        return try await database.write { db in
            if override == nil, let earlier = try Self.earlier(edition, list, db) {
                throw StoreError.alreadyMailed(list: list, mailing: earlier)
            }
            if let segment { _ = try SegmentCompiler.people(Segment(segment), db, now: now) }
            try db.execute(
                sql: """
                    INSERT INTO mailing (id, edition_id, list_id, state, publish_at, zone, segment, override_reason,
                        expires_after, deadline, canary_share, canary_wait, guard)
                    SELECT \(NumberEpoch.nextMailing), ?, id, \(MailingState.scheduled.rawValue), ?, ?, ?, ?, ?, ?, ?, ?, ?
                    FROM list WHERE name = ?
                    """,
                arguments: [
                    edition.rawValue, publishAt ?? now, zone, segment, override,
                    terms.lifetime?.milliseconds, terms.deadline?.milliseconds, terms.canary?.share,
                    terms.canary?.wait.milliseconds, try terms.guardRails.map { try StoredJSON.text($0) },
                    list,
                ])
            guard db.changesCount == 1 else { throw StoreError.noSuchList(list) }
            return MailingID(rawValue: db.lastInsertedRowID)
        }
    }

    /// The mailing of an edition to a list that was not cancelled, if there is one.
    private static func earlier(_ edition: EditionID, _ list: String, _ db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT m.id FROM mailing m JOIN list l ON l.id = m.list_id
                WHERE m.edition_id = ? AND l.name = ? AND m.state != ? LIMIT 1
                """, arguments: [edition.rawValue, list, MailingState.cancelled.rawValue])
    }

    /// See `MailingPublishing`.
    /// - Throws: `StoreError.nobody`, `SegmentFault`.
    public func publish(
        _ mailing: MailingID, _ message: FrozenMessage, optional sections: [String] = [],
        silent: [Set<String>] = [], overridden: String? = nil
    ) async throws -> Int? {
        let now = database.now()
        return try await database.writeTrustingReferences { db in
            try db.execute(sql: Self.beginSending, arguments: [now, overridden, mailing.rawValue])
            guard db.changesCount == 1 else { return nil }
            try Self.freeze(message, with: mailing, db)
            let choices =
                sections.isEmpty
                ? nil : Choices(sections: sections, versions: message.versions, silent: silent)
            let audience = try Self.address(mailing, choices, at: now, db)
            guard audience > 0 else { throw StoreError.nobody(list: try Self.list(of: mailing, db)) }
            try db.execute(
                sql: "UPDATE mailing SET audience = ? WHERE id = ?", arguments: [audience, mailing.rawValue])
            try Self.chooseCanary(of: mailing, among: audience, at: now, by: database.random, db)
            return audience
        }
    }

    /// Changes a mailing only while it is planned, so that of two who publish it at once one finds nothing to change.
    private static let beginSending = """
        UPDATE mailing SET state = \(MailingState.sending.rawValue), published_at = ?, overridden = ?, reason = NULL,
            held_at = NULL
        WHERE id = ? AND state = \(MailingState.scheduled.rawValue)
        """

    /// What readers of an edition can do without, and which version is for whom.
    private struct Choices {
        let sections: [String]
        let versions: [FrozenVersion]
        let silent: [Set<String>]

        /// The number of a version by what it leaves out; 0 where nothing would be left.
        var numbers: [String: Int] {
            Dictionary(
                uniqueKeysWithValues: versions.enumerated().map { ($1.key, $0 + 1) }
                    + silent.map { (SectionSet.key($0), 0) })
        }
    }

    /// Gives everyone a row who is meant and may be mailed, all in one statement.
    /// - Returns: how many they are.
    private static func address(
        _ mailing: MailingID, _ choices: Choices?, at now: Int64, _ db: Database
    ) throws -> Int {
        var arguments = StatementArguments(["mailing": mailing.rawValue, "now": now])
        var only = ""
        if let segment = try segment(of: mailing, db) {
            let people = try SegmentCompiler.people(segment, db, now: now)
            only = "AND p.subscriber_id IN (\(people.sql))"
            arguments += StatementArguments(people.arguments)
        }
        if let choices {
            arguments += [
                "sections": try StoredJSON.text(choices.sections),
                "versions": try StoredJSON.text(choices.numbers),
            ]
        }
        let audience = choices == nil ? addressAudience : addressVersions
        try db.execute(sql: "\(audience) \(only) \(inOrder)", arguments: arguments)
        return db.changesCount
    }

    /// Makes as many readers due at once as the canary has, whom chance chooses: its share of the audience, rounded up.
    private static func chooseCanary(
        of mailing: MailingID, among audience: Int, at now: Int64, by random: RandomBits, _ db: Database
    ) throws {
        let share = try Double.fetchOne(
            db, sql: "SELECT canary_share FROM mailing WHERE id = ? AND canary_share IS NOT NULL",
            arguments: [mailing.rawValue])
        guard let share else { return }
        // The product is not exact: 0.29 of 100 may be 28.999… or 29.000…1. The latter must not be rounded up to 30.
        let count = Int((share * Double(audience) - 1e-9).rounded(.up))
        let places = random.sample(count, below: audience)
        var (place, chosen): (Int, [Int64]) = (0, [])
        try HotStatement(db, "SELECT id FROM delivery WHERE mailing_id = ? ORDER BY subscriber_id")
            .each(.integer(mailing.rawValue)) { row in
                if places.contains(place) { chosen.append(row.integer(0)) }
                place += 1
            }
        let update = try HotStatement(db, "UPDATE delivery SET due_at = ? WHERE id = ?")
        for id in chosen { try update.run(.integer(now), .integer(id)) }
        try db.execute(
            sql: "UPDATE mailing SET canary = ? WHERE id = ?", arguments: [count, mailing.rawValue])
    }

    private static func list(of mailing: MailingID, _ db: Database) throws -> String {
        try String.fetchOne(
            db, sql: "SELECT l.name FROM mailing m JOIN list l ON l.id = m.list_id WHERE m.id = ?",
            arguments: [mailing.rawValue]) ?? ""
    }

    private static func segment(of mailing: MailingID, _ db: Database) throws -> Segment? {
        try String.fetchOne(
            db, sql: "SELECT segment FROM mailing WHERE id = ? AND segment IS NOT NULL",
            arguments: [mailing.rawValue]
        ).map { try Segment($0) }
    }

    /// One row for each active subscription whose address is not suppressed.
    private static let addressAudience = """
        INSERT INTO delivery (mailing_id, subscriber_id, due_at)
        SELECT m.id, p.subscriber_id, \(dueAt)
        FROM mailing m JOIN subscription p ON p.list_id = m.list_id AND \(isActive)
        WHERE m.id = :mailing AND p.subscriber_id NOT IN (SELECT id FROM subscriber WHERE suppressed = 1)
        """

    /// Inserts the rows of the audience with each reader's version. A choice that was made since the versions were composed
    /// gets the whole edition.
    private static let addressVersions = """
        INSERT INTO delivery (mailing_id, subscriber_id, due_at, version)
        SELECT m.id, p.subscriber_id, \(dueAt), coalesce(v.value, 1)
        FROM mailing m JOIN subscription p ON p.list_id = m.list_id AND \(isActive)
        LEFT JOIN json_each(:versions) v ON v.key = coalesce(\(SectionSet.keyOfSubscriber), '')
        WHERE m.id = :mailing AND p.subscriber_id NOT IN (SELECT id FROM subscriber WHERE suppressed = 1)
          AND coalesce(v.value, 1) > 0
        """

    private static let isActive = "p.status = \(SubscriptionStatus.active.rawValue)"

    /// When rows are due: at once, or after the canary, which is chosen when all rows are there.
    private static let dueAt = ":now + iif(m.canary_share IS NULL, 0, m.canary_wait)"

    /// Inserts in the order of the list, which is the order of the ledger's key.
    private static let inOrder = "ORDER BY p.subscriber_id"
}
