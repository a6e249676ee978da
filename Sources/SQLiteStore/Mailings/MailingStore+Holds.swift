// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat

/// Mailings that stand still while a command works on them.
extension MailingStore {
    /// See `MailingOperating`.
    public func hold(_ mailing: MailingID, for duration: Duration) async throws {
        let until = database.now() + duration.milliseconds
        try await database.write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO mailing_hold VALUES (?, ?)",
                arguments: [mailing.rawValue, until])
        }
    }

    /// See `MailingOperating`.
    public func release(_ mailing: MailingID) async throws {
        try await database.write { db in
            try db.execute(sql: Self.endHold, arguments: [mailing.rawValue])
        }
    }

    static let endHold = "DELETE FROM mailing_hold WHERE mailing_id = ?"
}
