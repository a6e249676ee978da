// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat
public import Sender
import Subscribers

/// Mailings that are not published yet.
extension MailingStore {
    /// Plans a mailing for another time; false when it is planned no more.
    /// - Parameters:
    ///   - time: milliseconds since 1970.
    ///   - zone: whose clock was meant.
    ///   - timing: what the time means now.
    public func reschedule(
        _ mailing: MailingID, to time: Int64, in zone: String, as timing: MailingTiming = .start
    ) async throws -> Bool {
        try await database.write { db in
            try db.execute(
                sql: """
                    UPDATE mailing SET publish_at = ?, zone = ?, readers_time = ?, past_zones = ?, deliver_by = ?,
                        held_at = NULL, reason = NULL
                    WHERE id = ? AND state = \(MailingState.scheduled.rawValue)
                    """, arguments: [time, zone] + timing.columns + [mailing.rawValue])
            return db.changesCount == 1
        }
    }

    /// Has a planned mailing begin at another instant, because its readers or the relays are others; what is meant stays.
    /// - Parameter time: milliseconds since 1970.
    /// - Returns: false when it is due, held, or planned no more.
    public func begin(_ mailing: MailingID, at time: Int64) async throws -> Bool {
        let now = database.now()
        return try await database.write { db in
            try db.execute(
                sql:
                    "UPDATE mailing SET publish_at = ? WHERE id = ? AND publish_at > ? AND \(Self.isWaiting)",
                arguments: [time, mailing.rawValue, now])
            return db.changesCount == 1
        }
    }

    /// See `MailingPublishing`.
    public func note(_ reason: String?, of mailing: MailingID) async throws -> Bool {
        try await database.write { db in
            try db.execute(
                sql: """
                    UPDATE mailing SET reason = ?1
                    WHERE id = ?2 AND \(Self.isWaiting) AND reason IS NOT ?1
                    """, arguments: [reason, mailing.rawValue])
            return db.changesCount == 1
        }
    }

    /// See `MailingPublishing`.
    public func holdBack(_ mailing: MailingID, because reason: String) async throws -> Bool {
        let now = database.now()
        return try await database.write { db in
            try db.execute(
                sql: "UPDATE mailing SET held_at = ?, reason = ? WHERE id = ? AND \(Self.isWaiting)",
                arguments: [now, reason, mailing.rawValue])
            return db.changesCount == 1
        }
    }

    /// See `MailingPublishing`.
    public func discard(_ mailing: MailingID) async throws {
        try await database.write { db in
            try RuleStore.disown(mailing, db)
            try db.execute(
                sql: "DELETE FROM mailing WHERE id = ? AND state = \(MailingState.scheduled.rawValue)",
                arguments: [mailing.rawValue])
        }
    }

    /// The condition of a mailing that is planned and not held back.
    private static let isWaiting = "state = \(MailingState.scheduled.rawValue) AND held_at IS NULL"

    /// See `MailingPublishing`.
    /// - Throws: `SegmentFault`.
    public func hasReaders(on list: String, in segment: String?) async throws -> Bool {
        let now = database.now()
        return try await database.read { db in
            let readers = try Self.readers(on: list, in: segment, at: now, db)
            return try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 \(readers.sql))", arguments: readers.arguments) ?? false
        }
    }
}
