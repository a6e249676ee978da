// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat
public import Sender

extension MailingStore: MailingReporting {
    /// See `MailingReporting`. Walks a mailing that goes on; one that is over is walked once.
    public func counts(of mailing: MailingID) async throws -> [DeliveryState: Int] {
        let (counts, isNew) = try await database.read { db in
            let kept = KeptCounts(of: mailing.rawValue, db)
            if let counts = try kept.read() { return (counts, false) }
            return (try Self.walk(mailing, db), try kept.canBeKept())
        }
        // A reader may have no right to write, and does not wait for those who write.
        if isNew {
            try? await database.writeIfFree { try KeptCounts(of: mailing.rawValue, $0).keep(counts) }
        }
        return counts
    }

    /// How many rows of a mailing are in each state.
    static func walk(_ mailing: MailingID, _ db: Database) throws -> [DeliveryState: Int] {
        let rows = try db.rows(
            """
            SELECT state, sum(n) FROM (
                SELECT state, count(*) AS n FROM delivery WHERE mailing_id = ?1 GROUP BY state
                UNION ALL SELECT state, count FROM mailing_total WHERE mailing_id = ?1)
            GROUP BY state
            """, [mailing.rawValue])
        return Dictionary(
            uniqueKeysWithValues: rows.compactMap { row in
                DeliveryState(rawValue: row[0]).map { ($0, row[1]) }
            })
    }

    /// See `MailingReporting`.
    public func results(of mailing: MailingID) async throws -> MailingResults {
        try await database.read { try MailingGuard.results(of: mailing.rawValue, $0) ?? MailingResults() }
    }

    /// See `MailingReporting`.
    public func lastDue(in mailing: MailingID) async throws -> Int64? {
        try await database.read { db in
            try Int64.fetchOne(
                db, sql: "SELECT max(due_at) FROM delivery WHERE mailing_id = ? AND due_at IS NOT NULL",
                arguments: [mailing.rawValue])
        }
    }

    /// See `MailingReporting`.
    public func remaining(in mailing: MailingID) async throws -> Int {
        try await database.read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT (SELECT count(*) FROM delivery WHERE mailing_id = ?1 AND due_at IS NOT NULL)
                        + (SELECT count(*) FROM delivery WHERE mailing_id = ?1 AND worker_id IS NOT NULL)
                    """, arguments: [mailing.rawValue]) ?? 0
        }
    }

    /// See `MailingReporting`.
    public func holders(of mailing: MailingID) async throws -> [(process: Int, deliveries: Int)] {
        try await database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT coalesce(w.process, 0), count(*)
                    FROM delivery d JOIN worker w ON w.id = d.worker_id
                    WHERE d.mailing_id = ? AND d.worker_id IS NOT NULL GROUP BY w.id
                    """, arguments: [mailing.rawValue]
            ).map { (process: $0[0], deliveries: $0[1]) }
        }
    }
}
