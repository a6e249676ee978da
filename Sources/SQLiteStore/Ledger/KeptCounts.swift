// SPDX-License-Identifier: Apache-2.0
import GRDB
import Sender

/// The counts of a mailing that is over, kept when they are first asked for: a list of mailings would walk
/// every ledger there is. They hold as long as it ended when it did, has the same audience, and nothing of it
/// waits or is on the wire; rows that are erased or pruned go into `mailing_total` and change no sum.
struct KeptCounts {
    private let mailing: Int64
    private let db: Database

    init(of mailing: Int64, _ db: Database) {
        self.mailing = mailing
        self.db = db
    }

    /// The counts that are kept; nil when they do not hold any more.
    func read() throws -> [DeliveryState: Int]? {
        let rows = try db.rows(
            """
            SELECT c.state, c.count FROM mailing_count c JOIN mailing m ON m.id = c.mailing_id
            WHERE c.mailing_id = ? AND \(Self.isOver) AND c.finished_at = coalesce(m.finished_at, 0)
                AND c.audience = m.audience
            """, [mailing])
        guard !rows.isEmpty else { return nil }
        return Dictionary(
            uniqueKeysWithValues: rows.compactMap { row in
                DeliveryState(rawValue: row[0]).map { ($0, row[1]) }
            })
    }

    func canBeKept() throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM mailing m WHERE m.id = ? AND \(Self.isOver))",
            arguments: [mailing]) ?? false
    }

    func keep(_ counts: [DeliveryState: Int]) throws {
        try drop()
        for (state, count) in counts {
            try db.execute(
                sql: """
                    INSERT INTO mailing_count (mailing_id, state, count, finished_at, audience)
                    SELECT m.id, ?2, ?3, coalesce(m.finished_at, 0), m.audience FROM mailing m
                    WHERE m.id = ?1 AND \(Self.isOver)
                    """, arguments: [mailing, state.rawValue, count])
        }
    }

    func drop() throws {
        try db.execute(sql: "DELETE FROM mailing_count WHERE mailing_id = ?", arguments: [mailing])
    }

    private static let isOver = """
        m.state IN (\(MailingState.sent.rawValue), \(MailingState.cancelled.rawValue)) AND m.published_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.mailing_id = m.id AND d.due_at IS NOT NULL)
            AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.mailing_id = m.id AND d.worker_id IS NOT NULL)
        """
}
