// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat
import Sender

/// The vital signs of a database.
extension NewsroomDatabase {
    /// Sizes and times.
    public struct Vitals: Hashable, Sendable {
        /// The size of the database's pages.
        public let bytes: Int64
        /// When the newest of the rows that have a time was written, milliseconds since 1970; nil when there is none.
        public let newest: Int64?
        /// Mailings that wait for an operator.
        public let halted: [MailingID]
        /// The largest message of the latest mailings; nil when there is none.
        public let largest: Message?

        /// A mailing's message.
        public struct Message: Hashable, Sendable {
            /// Whose.
            public let mailing: MailingID
            /// The size of what all copies have in common.
            public let octets: Int
        }
    }

    /// Reads a few rows and no table whole.
    public func vitals() async throws -> Vitals {
        try await read { db in
            let pages = try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            let page = try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0
            return Vitals(
                bytes: pages * page, newest: try Int64.fetchOne(db, sql: Self.newest),
                halted: try Int64.fetchAll(
                    db, sql: "SELECT id FROM mailing WHERE state = ? ORDER BY id LIMIT 20",
                    arguments: [MailingState.halted.rawValue]
                ).map(MailingID.init(rawValue:)),
                largest: try Row.fetchOne(db, sql: Self.largest).map {
                    Vitals.Message(mailing: MailingID(rawValue: $0[0]), octets: $0[1])
                })
        }
    }

    private static let largest = """
        WITH late AS (SELECT id FROM mailing WHERE published_at IS NOT NULL ORDER BY id DESC LIMIT 20)
        SELECT id, octets FROM (
            SELECT m.mailing_id AS id, length(m.content) AS octets FROM mailing_message m JOIN late ON late.id = m.mailing_id
            UNION ALL
            SELECT v.mailing_id, length(v.content) FROM mailing_version v JOIN late ON late.id = v.mailing_id)
        ORDER BY octets DESC LIMIT 1
        """

    /// Events and mailings are numbered in the order they come in.
    private static let newest = """
        SELECT max(at) FROM (
            SELECT at FROM consent_event WHERE id = (SELECT max(id) FROM consent_event)
            UNION ALL SELECT max(published_at) FROM mailing)
        """
}
