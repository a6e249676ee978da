// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender

/// The pruning of old ledgers.
extension NewsroomDatabase {
    /// What a pruning removed.
    public struct Pruned: Hashable, Sendable {
        /// Rows of the ledger that became counts.
        public var deliveries = 0
        /// Consent events.
        public var events = 0
    }

    /// Turns the deliveries of mailings that ended long ago into counts, mailing by mailing, and drops old consent events
    /// that no subscription rests on. A bounded number of rows at a time, so that others can write in between.
    /// - Parameters:
    ///   - deliveries: how long rows of the ledger are kept; nil for ever.
    ///   - events: how long consent events are kept; nil for ever.
    public func prune(deliveries: Duration?, events: Duration?) async throws -> Pruned {
        var pruned = Pruned()
        if let deliveries {
            let limit = now() - deliveries.milliseconds
            let old = try await read { db in
                try Int64.fetchAll(
                    db,
                    sql: """
                        SELECT id FROM mailing WHERE state IN (\(([.sent, .cancelled] as [MailingState]).sql))
                          AND coalesce(finished_at, publish_at) < ?1
                          AND EXISTS (SELECT 1 FROM delivery d WHERE d.mailing_id = mailing.id)
                          AND NOT EXISTS (SELECT 1 FROM delivery d
                                          WHERE d.mailing_id = mailing.id AND d.worker_id IS NOT NULL)
                        """, arguments: [limit])
            }
            for mailing in old {
                while case let count = try await pruneSome(of: mailing), count > 0 {
                    pruned.deliveries += count
                }
            }
            try await write { db in
                for sql in Self.spent { try db.execute(sql: sql) }
            }
        }
        if let events {
            let limit = now() - events.milliseconds
            pruned.events = try await write { db in
                try db.execute(
                    sql: """
                        DELETE FROM consent_event WHERE at < ?1 AND kind <> 'import'
                          AND id NOT IN (SELECT event_id FROM subscription)
                        """, arguments: [limit])
                return db.changesCount
            }
        }
        return pruned
    }

    private static let portion = 20_000

    /// Statements that delete what copies were made from whose rows are gone.
    private static let spent = [
        "DELETE FROM former_value WHERE last_mailing < coalesce((SELECT min(mailing_id) FROM delivery), last_mailing + 1)",
        "DELETE FROM recipe WHERE NOT EXISTS (SELECT 1 FROM delivery d WHERE d.mailing_id = recipe.mailing_id)",
    ]

    private func pruneSome(of mailing: Int64) async throws -> Int {
        try await write { db in
            let last = try Int64.fetchOne(
                db,
                sql: """
                    SELECT max(subscriber_id) FROM (SELECT subscriber_id FROM delivery WHERE mailing_id = ?
                        ORDER BY subscriber_id LIMIT \(Self.portion))
                    """, arguments: [mailing])
            guard let last else { return 0 }
            let portion: StatementArguments = [mailing, last]
            let condition = "mailing_id = ? AND subscriber_id <= ?"
            for row in try Row.fetchAll(
                db, sql: "SELECT state, count(*) FROM delivery WHERE \(condition) GROUP BY state",
                arguments: portion)
            {
                try MailingTotals(db).add(row[1], to: row[0], of: mailing)
            }
            try db.execute(sql: "DELETE FROM delivery WHERE \(condition)", arguments: portion)
            return db.changesCount
        }
    }
}
