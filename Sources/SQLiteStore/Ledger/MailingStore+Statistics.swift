// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat
public import Sender

extension MailingStore {
    /// See `MailingReporting`.
    public func statistics(of mailing: MailingID, from published: Int64) async throws -> MailingStatistics {
        try await database.read { db in
            var statistics = MailingStatistics(from: published)
            try HotStatement(db, Self.results).each(.integer(mailing.rawValue)) { row in
                statistics.count(
                    DeliveryState(rawValue: Int(row.integer(0))) ?? .uncertain, to: row.text(4),
                    settledAt: row.integer(1), attempts: Int(row.integer(2)), cause: row.optionalText(3))
            }
            try HotStatement(db, Self.answers).each(.integer(mailing.rawValue)) { row in
                statistics.count(
                    attempt: DeliveryState(rawValue: Int(row.integer(1))) ?? .uncertain, to: row.text(3),
                    at: row.integer(0), cause: row.optionalText(2), relay: row.optionalText(4))
            }
            let work = try Row.fetchCursor(
                db,
                sql: """
                    SELECT r.name, w.messages, w.busy FROM relay_work w JOIN relay r ON r.id = w.relay_id
                    WHERE w.mailing_id = ?
                    """,
                arguments: [mailing.rawValue])
            while let row = try work.next() {
                statistics.relays[row[0], default: .init()].messages = row[1]
                statistics.relays[row[0], default: .init()].busy = row[2]
            }
            return statistics
        }
    }

    /// Goes in the order of the ledger's key, which is nearly the order of both tables' rows.
    static let results = """
        SELECT d.state, d.settled_at, d.attempts, d.class, s.domain
        FROM delivery d CROSS JOIN subscriber s ON s.id = d.subscriber_id
        WHERE d.mailing_id = ? ORDER BY d.subscriber_id
        """

    /// Looks each row's attempts up by key; most rows have none.
    static let answers = """
        SELECT a.at, a.state, a.class, s.domain, r.name
        FROM delivery d CROSS JOIN attempt a ON a.delivery_id = d.id
        CROSS JOIN subscriber s ON s.id = d.subscriber_id LEFT JOIN relay r ON r.id = a.relay_id
        WHERE d.mailing_id = ? ORDER BY d.subscriber_id
        """
}
