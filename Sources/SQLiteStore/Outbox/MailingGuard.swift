// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender

/// Adds up what mailings come to, and stops those whose guard rails are broken, inside one transaction.
struct MailingGuard {
    let db: Database
    /// Milliseconds since 1970.
    let now: Int64

    private static let add = """
        INSERT INTO mailing_result (mailing_id, tried, settled, bounced, blocked, complained) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET tried = tried + excluded.tried, settled = settled + excluded.settled,
            bounced = bounced + excluded.bounced, blocked = blocked + excluded.blocked,
            complained = complained + excluded.complained
        """

    /// Adds results to those of a mailing.
    /// - Returns: why it is halted now; nil when it goes on, or had stopped before.
    func note(_ results: MailingResults, of mailing: Int64) throws -> String? {
        try HotStatement(db, Self.add).run(
            .integer(mailing), .integer(Int64(results.tried)), .integer(Int64(results.settled)),
            .integer(Int64(results.bounced)), .integer(Int64(results.blocked)),
            .integer(Int64(results.complained)))
        guard results.bounced > 0 || results.blocked > 0 || results.complained > 0 else { return nil }
        let limits = try String.fetchOne(
            db.cachedStatement(sql: "SELECT guard FROM mailing WHERE id = ? AND guard IS NOT NULL"),
            arguments: [mailing])
        guard let limits, let sum = try Self.results(of: mailing, db) else { return nil }
        let rails: GuardRails = try StoredJSON.value(limits)
        let inWave = try resultsOfWave(of: mailing, sum).flatMap { rails.breach(by: $0) }
        guard let reason = rails.breach(by: sum) ?? inWave.map({ "in its latest wave \($0)" }) else {
            return nil
        }
        return try halt(mailing, because: reason) ? reason : nil
    }

    /// Stops a mailing that is being sent; false when it is not.
    func halt(_ mailing: Int64, because reason: String) throws -> Bool {
        try db.execute(sql: OutboxStatements.halt, arguments: [reason, mailing])
        guard db.changesCount == 1 else { return false }
        try LedgerEvent.note(.halted, of: mailing, because: reason, at: now, db)
        return true
    }

    /// What a mailing has come to; nil for nothing yet.
    static func results(of mailing: Int64, _ db: Database) throws -> MailingResults? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql:
                    "SELECT tried, settled, bounced, blocked, complained FROM mailing_result WHERE mailing_id = ?"
            ), arguments: [mailing])
        return row.map { row in
            var results = MailingResults()
            (results.tried, results.settled) = (row[0], row[1])
            (results.bounced, results.blocked, results.complained) = (row[2], row[3], row[4])
            return results
        }
    }

    /// Begins a wave: what comes of it counts for itself too, from now on.
    /// - Parameter wave: when it is due, milliseconds since 1970.
    func begin(wave: Int64, of mailing: Int64) throws {
        try HotStatement(
            db,
            """
            INSERT INTO mailing_result (mailing_id, wave_at) VALUES (?1, ?2)
            ON CONFLICT DO UPDATE SET wave_at = excluded.wave_at, wave_settled = settled, wave_bounced = bounced,
                wave_blocked = blocked, wave_complained = complained
            WHERE coalesce(wave_at, 0) < excluded.wave_at
            """
        ).run(.integer(mailing), .integer(wave))
    }

    /// What came since the latest wave began; nil where there is none.
    private func resultsOfWave(of mailing: Int64, _ sum: MailingResults) throws -> MailingResults? {
        let before = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT wave_settled, wave_bounced, wave_blocked, wave_complained FROM mailing_result
                    WHERE mailing_id = ? AND wave_at IS NOT NULL
                    """), arguments: [mailing])
        return before.map { before in
            var results = sum
            results.settled -= before[0]
            results.bounced -= before[1]
            results.blocked -= before[2]
            results.complained -= before[3]
            return results
        }
    }

    /// Clears the results of a halted mailing that an operator resumes: what went wrong before does not count any more, and
    /// nobody waits for the canary.
    func clear(_ mailing: Int64) throws {
        try db.execute(
            sql: """
                UPDATE mailing_result SET bounced = 0, blocked = 0, complained = 0, wave_bounced = 0, wave_blocked = 0,
                    wave_complained = 0 WHERE mailing_id = ?
                """,
            arguments: [mailing])
        try db.execute(sql: "UPDATE mailing SET canary_share = NULL WHERE id = ?", arguments: [mailing])
    }

    /// Counts a complaint against the last mailing that a reader got.
    func noteComplaint(by subscriber: Int64) throws {
        let mailing = try Int64.fetchOne(
            db,
            sql: """
                SELECT m.id FROM mailing m CROSS JOIN delivery d ON d.mailing_id = m.id AND d.subscriber_id = ?
                WHERE d.state = \(DeliveryState.accepted.rawValue) ORDER BY d.settled_at DESC LIMIT 1
                """, arguments: [subscriber])
        guard let mailing else { return }
        var results = MailingResults()
        results.complained = 1
        _ = try note(results, of: mailing)
    }
}
