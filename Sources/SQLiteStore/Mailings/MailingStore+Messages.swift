import Foundation
import GRDB
public import MailFormat
public import Sender

/// What is frozen of a mailing.
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

    /// From now on it is kept what these fields of readers were before they change.
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

    /// What was frozen when a mailing was published.
    public func message(of mailing: MailingID) async throws -> FrozenMessage? {
        try await database.read { db in
            let whole = try Row.fetchOne(
                db,
                sql: "SELECT message_key, content, layout, edition FROM mailing_message WHERE mailing_id = ?",
                arguments: [mailing.rawValue])
            guard let whole else { return nil }
            let others = try Row.fetchAll(
                db,
                sql: """
                    SELECT without, content, layout, edition FROM mailing_version WHERE mailing_id = ?
                    ORDER BY version
                    """, arguments: [mailing.rawValue])
            let first = try Self.version(whole, without: [])
            let rest = try others.map { try Self.version($0, without: try StoredJSON.value($0[0])) }
            return FrozenMessage(key: whole[0], versions: [first] + rest)
        }
    }

    private static func version(_ row: Row, without: Set<String>) throws -> FrozenVersion {
        let layout = try StoredJSON.value(row[2]) as MessageLayout
        let template = try layout.template(content: [UInt8](row[1] as Data))
        return FrozenVersion(without: without, template: template, edition: row[3])
    }

    /// The version of a mailing that somebody got; nil when they got none.
    public func version(of mailing: MailingID, for subscriber: SubscriberID) async throws -> Int? {
        try await database.read { db in
            try Int.fetchOne(
                db, sql: "SELECT version FROM delivery WHERE mailing_id = ? AND subscriber_id = ?",
                arguments: [mailing.rawValue, subscriber.rawValue])
        }
    }
}
