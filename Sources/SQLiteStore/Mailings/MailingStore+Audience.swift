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
    /// - Parameter inWaves: whether `mailing_wave` says when.
    /// - Returns: how many they are.
    static func address(
        _ mailing: MailingID, _ choices: Choices?, inWaves: Bool, at now: Int64, _ db: Database
    ) throws -> Int {
        var (only, meant) = ("", StatementArguments(["mailing": mailing.rawValue]))
        if let segment = try segment(of: mailing, db) {
            let people = try SegmentCompiler.people(segment, db, now: now)
            only = "AND p.subscriber_id IN (\(people.sql))"
            meant += StatementArguments(people.arguments)
        }
        if let choices {
            meant += [
                "sections": try StoredJSON.text(choices.sections),
                "versions": try StoredJSON.text(choices.numbers),
            ]
        }
        let readers = "\(readers(choices != nil, inWaves)) \(only)"
        if inWaves { try countWaves(of: mailing, among: readers, meant, db) }
        try db.execute(
            sql: insertion(of: readers, choices != nil, inWaves), arguments: meant + ["now": now])
        let audience = db.changesCount
        if inWaves { try dropEmptyWaves(of: mailing, db) }
        return audience
    }

    private static func segment(of mailing: MailingID, _ db: Database) throws -> Segment? {
        try String.fetchOne(
            db, sql: "SELECT segment FROM mailing WHERE id = ? AND segment IS NOT NULL",
            arguments: [mailing.rawValue]
        ).map { try Segment($0) }
    }

    /// The readers of a mailing, as `p`: each active subscription whose address is not suppressed. A choice of sections that was made
    /// since the versions were composed gets the whole edition, and one that leaves nothing gets none.
    private static func readers(_ hasVersions: Bool, _ hasWaves: Bool) -> String {
        """
        FROM mailing m JOIN subscription p ON p.list_id = m.list_id AND \(isActive)
        \(hasWaves ? waves : "")
        \(hasVersions ? "LEFT JOIN json_each(:versions) v ON v.key = coalesce(\(SectionSet.keyOfSubscriber), '')" : "")
        WHERE m.id = :mailing AND p.subscriber_id NOT IN (SELECT id FROM subscriber WHERE suppressed = 1)
            \(hasVersions ? "AND coalesce(v.value, 1) > 0" : "")
        """
    }

    /// The waves of readers by their zone, and the one of all that have no known zone.
    private static let waves = """
        JOIN subscriber s ON s.id = p.subscriber_id
        JOIN mailing_wave other ON other.mailing_id = m.id AND other.zone = ''
        LEFT JOIN mailing_wave own ON own.mailing_id = m.id AND own.zone = s.zone
        """

    /// Inserts a row for each of some readers, in the order of the list, which is the order of the ledger's key.
    private static func insertion(of readers: String, _ hasVersions: Bool, _ hasWaves: Bool) -> String {
        let wave = "iif(own.zone IS NULL, other.due_at, own.due_at)"
        let columns =
            [("mailing_id", "m.id"), ("subscriber_id", "p.subscriber_id")]
            + (hasWaves ? [("due_at", wave), ("wave_at", wave)] : [("due_at", dueAt)])
            + (hasVersions ? [("version", "coalesce(v.value, 1)")] : [])
        return """
            INSERT INTO delivery (\(columns.map(\.0).joined(separator: ", ")))
            SELECT \(columns.map(\.1).joined(separator: ", ")) \(readers)
            \(hasWaves ? "AND \(wave) IS NOT NULL" : "") ORDER BY p.subscriber_id
            """
    }

    /// Selects whom a mailing to a list would reach, as `p` and `s`.
    /// - Parameter segment: who of the list is meant; nil for everyone.
    static func readers(
        on list: String, in segment: String?, at now: Int64, _ db: Database
    ) throws -> (sql: String, arguments: StatementArguments) {
        var (only, arguments) = ("", StatementArguments(["list": list]))
        if let segment {
            let people = try SegmentCompiler.people(Segment(segment), db, now: now)
            only = "AND p.subscriber_id IN (\(people.sql))"
            arguments += StatementArguments(people.arguments)
        }
        let sql = """
            FROM subscription p JOIN list l ON l.id = p.list_id JOIN subscriber s ON s.id = p.subscriber_id
            WHERE l.name = :list AND \(isActive) AND s.suppressed = 0 \(only)
            """
        return (sql, arguments)
    }

    private static let isActive = "p.status = \(SubscriptionStatus.active.rawValue)"

    /// When rows are due: at once, or after the canary, which is chosen when all rows are there.
    private static let dueAt = ":now + iif(m.canary_share IS NULL, 0, m.canary_wait)"
}
