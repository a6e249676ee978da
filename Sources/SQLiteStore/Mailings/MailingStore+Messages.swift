// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import MailFormat
import Sender

/// How the texts of a mailing are frozen.
extension MailingStore {
    static func freeze(_ message: FrozenMessage, with mailing: MailingID, _ db: Database) throws {
        try noteFields(of: message.versions, db)
        for (index, version) in message.versions.enumerated() {
            if index == 0 {
                try db.execute(
                    sql: """
                        INSERT INTO mailing_message (mailing_id, message_key, content, layout, edition)
                        VALUES (?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        mailing.rawValue, message.key, Data(version.template.content),
                        try StoredJSON.text(MessageLayout(version.template)), version.edition,
                    ])
            } else {
                try insert(version, as: index + 1, text: 1, of: mailing, db)
            }
        }
    }

    /// Has the values of the fields that a message merges kept from now on when readers change them.
    static func noteFields(of versions: [FrozenVersion], _ db: Database) throws {
        for field in Set(versions.flatMap(\.template.fields)) where field.isOfReader {
            try db.execute(
                sql: "INSERT OR IGNORE INTO merged_field VALUES (?)", arguments: [field.rawValue])
        }
    }

    static func insert(
        _ version: FrozenVersion, as number: Int, text: Int, of mailing: MailingID, _ db: Database
    ) throws {
        try db.execute(
            sql: """
                INSERT INTO mailing_version (mailing_id, version, text_number, without, content, layout, edition)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                mailing.rawValue, number, text, try StoredJSON.text(version.without.sorted()),
                Data(version.template.content), try StoredJSON.text(MessageLayout(version.template)),
                version.edition,
            ])
    }
}
