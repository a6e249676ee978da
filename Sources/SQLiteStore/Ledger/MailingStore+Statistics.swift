// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat
public import Sender
import Subscribers

extension MailingStore {
    /// What came back of a mailing's readers by the links of its copies, or charged to it.
    public struct Returns: Hashable, Sendable {
        /// Who ended a list.
        public var unsubscribed = 0
        /// Who called it spam.
        public var complained = 0
    }

    /// What came back of a mailing.
    /// - Parameter published: milliseconds since 1970.
    public func returns(of mailing: MailingID, from published: Int64) async throws -> Returns {
        try await database.read { db in
            var returns = Returns()
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT kind, count(DISTINCT subscriber_id) FROM consent_event
                    WHERE at >= ? AND kind IN (?, ?) AND json_extract(evidence, '$.mailing') = ? GROUP BY kind
                    """,
                arguments: [
                    published, ConsentEvent.Kind.unsubscribe.rawValue, ConsentEvent.Kind.complaint.rawValue,
                    mailing.rawValue,
                ])
            for row in rows {
                if row[0] == ConsentEvent.Kind.complaint.rawValue {
                    returns.complained = row[1]
                } else {
                    returns.unsubscribed = row[1]
                }
            }
            return returns
        }
    }

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
