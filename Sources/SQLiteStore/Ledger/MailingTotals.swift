// SPDX-License-Identifier: Apache-2.0
import GRDB

/// Counts deliveries whose rows are gone.
struct MailingTotals {
    private let db: Database

    init(_ db: Database) { self.db = db }

    func add(_ count: Int, to state: Int, of mailing: Int64) throws {
        try db.execute(
            sql: """
                INSERT INTO mailing_total (mailing_id, state, count) VALUES (?1, ?2, ?3)
                ON CONFLICT DO UPDATE SET count = count + ?3
                """, arguments: [mailing, state, count])
    }
}
