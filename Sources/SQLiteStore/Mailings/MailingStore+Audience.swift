// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender
import Subscribers

/// Who is in the audience of a mailing, and which version is theirs.
extension MailingStore {
    /// What readers of an edition can do without, and which version is for whom.
    struct Choices {
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
    static func address(
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
