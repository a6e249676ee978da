// SPDX-License-Identifier: Apache-2.0
import GRDB
import Sender

extension LedgerEvent {
    /// Notes what happened to all that waits of a mailing.
    /// - Parameter now: milliseconds since 1970.
    static func note(
        _ kind: Kind, of mailing: Int64, because reason: String? = nil, at now: Int64, _ db: Database
    ) throws {
        try db.execute(
            sql: "INSERT INTO mailing_event (mailing_id, at, kind, reason) VALUES (?, ?, ?, ?)",
            arguments: [mailing, now, kind.rawValue, reason])
    }
}
