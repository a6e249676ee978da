// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat
public import Sender
import Subscribers

/// Mailings whose readers get them when their own clocks show a time.
extension MailingStore {
    /// See `MailingPublishing`.
    /// - Throws: `SegmentFault`.
    public func zones(on list: String, in segment: String?) async throws -> [String: Int] {
        let now = database.now()
        return try await database.read { db in
            let readers = try Self.readers(on: list, in: segment, at: now, db)
            let rows = try Row.fetchAll(
                db, sql: "SELECT s.zone, count(*) \(readers.sql) GROUP BY s.zone",
                arguments: readers.arguments)
            return Dictionary(rows.map { ($0[0], $0[1]) }, uniquingKeysWith: +)
        }
    }

    /// The waves of a published mailing, the first of them first and those that do not get it last.
    public func waves(of mailing: MailingID) async throws -> [Wave] {
        try await database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT zone, due_at, readers FROM mailing_wave WHERE mailing_id = ?
                    ORDER BY due_at IS NULL, due_at, zone
                    """, arguments: [mailing.rawValue]
            ).map { Wave(zone: $0[0], dueAt: $0[1], readers: $0[2]) }
        }
    }

    /// How many readers of each wave a mailing has not reached and still may, by when the wave is due.
    public func waiting(in mailing: MailingID) async throws -> [Int64: Int] {
        try await database.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT wave_at, count(*) FROM (
                        SELECT wave_at FROM delivery WHERE mailing_id = ?1 AND due_at IS NOT NULL
                        UNION ALL SELECT wave_at FROM delivery WHERE mailing_id = ?1 AND worker_id IS NOT NULL)
                    WHERE wave_at IS NOT NULL GROUP BY wave_at
                    """, arguments: [mailing.rawValue])
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    /// Keeps the waves of a mailing that is published; what is past is due now.
    static func keep(_ waves: [Wave], of mailing: MailingID, at now: Int64, _ db: Database) throws {
        for wave in waves {
            try db.execute(
                sql: "INSERT INTO mailing_wave (mailing_id, zone, due_at) VALUES (?, ?, ?)",
                arguments: [mailing.rawValue, wave.zone, wave.dueAt.map { max($0, now) }])
        }
    }

    /// Counts the readers of each wave.
    /// - Parameters:
    ///   - readers: selects who is meant, as `p`, joined with their wave: `own`, or `other` for those of no known zone.
    ///   - arguments: of that.
    static func countWaves(
        of mailing: MailingID, among readers: String, _ arguments: StatementArguments, _ db: Database
    ) throws {
        let counts = try Row.fetchAll(
            db, sql: "SELECT coalesce(own.zone, ''), count(*) \(readers) GROUP BY 1", arguments: arguments)
        for row in counts {
            try db.execute(
                sql: "UPDATE mailing_wave SET readers = ? WHERE mailing_id = ? AND zone = ?",
                arguments: [row[1] as Int, mailing.rawValue, row[0] as String])
        }
    }

    /// Drops the waves that have no readers.
    static func dropEmptyWaves(of mailing: MailingID, _ db: Database) throws {
        try db.execute(
            sql: "DELETE FROM mailing_wave WHERE mailing_id = ? AND readers = 0",
            arguments: [mailing.rawValue])
    }
}
