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
        INSERT INTO mailing_result (mailing_id, tried, settled, bounced, blocked, complained) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT DO UPDATE SET tried = tried + ?2, settled = settled + ?3, bounced = bounced + ?4,
            blocked = blocked + ?5, complained = complained + ?6, wave_settled = wave_settled + ?7,
            wave_bounced = wave_bounced + ?8, wave_blocked = wave_blocked + ?9, wave_complained = wave_complained + ?10
        """

    /// Adds results to those of a mailing.
    /// - Parameter wave: those of its latest wave among them.
    /// - Returns: why it is halted now; nil when it goes on, or had stopped before.
    func note(
        _ results: MailingResults, inWave wave: MailingResults = MailingResults(), of mailing: Int64
    ) throws -> String? {
        let all = [results.tried, results.settled, results.bounced, results.blocked, results.complained]
        let latest = [wave.settled, wave.bounced, wave.blocked, wave.complained]
        try HotStatement(db, Self.add).run([.integer(mailing)] + (all + latest).map { .integer(Int64($0)) })
        guard results.bounced > 0 || results.blocked > 0 || results.complained > 0 else { return nil }
        let limits = try String.fetchOne(
            db.cachedStatement(sql: "SELECT guard FROM mailing WHERE id = ? AND guard IS NOT NULL"),
            arguments: [mailing])
        guard let limits, let sum = try Self.results(of: mailing, db) else { return nil }
        let rails: GuardRails = try StoredJSON.value(limits)
        let inWave = try resultsOfWave(of: mailing).flatMap { rails.breach(by: $0) }
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

    /// Begins a wave: what comes of it counts for itself too.
    /// - Parameter wave: when it is due, milliseconds since 1970.
    func begin(wave: Int64, of mailing: Int64) throws {
        try HotStatement(
            db,
            """
            INSERT INTO mailing_result (mailing_id, wave_at) VALUES (?1, ?2)
            ON CONFLICT DO UPDATE SET wave_at = excluded.wave_at, wave_settled = 0, wave_bounced = 0, wave_blocked = 0,
                wave_complained = 0
            WHERE coalesce(wave_at, 0) < excluded.wave_at
            """
        ).run(.integer(mailing), .integer(wave))
    }

    /// The latest wave of a mailing that has begun; nil where there is none.
    static func latestWave(of mailing: Int64, _ db: Database) throws -> Int64? {
        try HotStatement(db, "SELECT wave_at FROM mailing_result WHERE mailing_id = ?")
            .first(.integer(mailing)) { $0.optionalInteger(0) } ?? nil
    }

    /// The wave that a delivery is of; nil for none.
    static func wave(of delivery: DeliveryID, _ db: Database) throws -> Int64? {
        try HotStatement(db, "SELECT wave_at FROM delivery WHERE id = ?")
            .first(.integer(delivery.rawValue)) { $0.optionalInteger(0) } ?? nil
    }

    /// Adds what came back of a reader's copy to the results of its mailing, and of the latest wave if it is of that.
    func note(_ results: MailingResults, ofCopyTo subscriber: Int64, of mailing: Int64) throws -> String? {
        let isOfWave = try HotStatement(
            db,
            """
            SELECT 1 FROM delivery d JOIN mailing_result r ON r.mailing_id = d.mailing_id AND r.wave_at = d.wave_at
            WHERE d.mailing_id = ? AND d.subscriber_id = ?
            """
        ).first(.integer(mailing), .integer(subscriber)) { _ in true }
        return try note(results, inWave: isOfWave == true ? results : MailingResults(), of: mailing)
    }

    /// What came of the latest wave; nil where there is none.
    private func resultsOfWave(of mailing: Int64) throws -> MailingResults? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT wave_settled, wave_bounced, wave_blocked, wave_complained FROM mailing_result
                    WHERE mailing_id = ? AND wave_at IS NOT NULL
                    """), arguments: [mailing])
        return row.map { row in
            var results = MailingResults()
            (results.settled, results.bounced) = (row[0], row[1])
            (results.blocked, results.complained) = (row[2], row[3])
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
        _ = try note(results, ofCopyTo: subscriber, of: mailing)
    }
}
