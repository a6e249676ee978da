// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
public import MailFormat
public import Sender

extension MailingStore: MailingCopying {
    /// See `MailingCopying`.
    public func copy(of mailing: MailingID, for subscriber: SubscriberID) async throws -> CopyRecord? {
        try await database.read { db in
            let row = try Row.fetchOne(
                db, sql: Self.ingredients, arguments: [mailing.rawValue, subscriber.rawValue])
            return try row.map { row in
                CopyRecord(
                    state: DeliveryState(rawValue: row["state"]) ?? .uncertain, attempts: row["attempts"],
                    version: row["version"],
                    reader: Reader(
                        id: subscriber, address: EmailAddress(stored: row["address"]),
                        firstName: row["first_name"], lastName: row["last_name"], language: row["language"],
                        attributes: row["attributes"], waveAt: row["wave_at"]),
                    isReaderKnown: row["is_known"], recipe: try Self.recipe(of: mailing, row, db))
            }
        }
    }

    /// Selects the values of the delivery's generation: the present ones, or those that were kept when they changed. A copy
    /// that was in doubt has those of the first attempt, because a repeat is the same.
    private static let ingredients = """
        SELECT d.state, d.attempts, d.version, d.wave_at, coalesce(a.worker_id, d.sent_by) AS sent_by,
            coalesce(a.at, d.settled_at) AS sent_at,
            iif(f.generation IS NULL, s.address, f.address) AS address,
            iif(f.generation IS NULL, s.first_name, f.first_name) AS first_name,
            iif(f.generation IS NULL, s.last_name, f.last_name) AS last_name,
            iif(f.generation IS NULL, s.language, f.language) AS language,
            iif(f.generation IS NULL, s.attributes, f.attributes) AS attributes,
            f.generation IS NOT NULL OR d.generation IS s.generation AS is_known
        FROM delivery d JOIN subscriber s ON s.id = d.subscriber_id
        LEFT JOIN former_value f ON f.subscriber_id = d.subscriber_id AND f.generation = d.generation
        LEFT JOIN attempt a ON a.delivery_id = d.id AND a.number = \(OutboxStatements.firstDoubt)
        WHERE d.mailing_id = ? AND d.subscriber_id = ?
        """

    /// See `MailingCopying`.
    public func recipes(of mailing: MailingID) async throws -> [RecipeID: CopyRecipe] {
        try await database.read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT worker_id, since, token_key, signing FROM recipe WHERE mailing_id = ?",
                arguments: [mailing.rawValue])
            return Dictionary(
                uniqueKeysWithValues: try rows.map {
                    (RecipeID(worker: $0[0], number: $0[1]), try CopyRecipe(key: $0[2], signing: $0[3]))
                })
        }
    }

    /// The last recipe that the worker had noted when it settled the row.
    private static func recipe(of mailing: MailingID, _ row: Row, _ db: Database) throws -> CopyRecipe? {
        try Row.fetchOne(
            db,
            sql: """
                SELECT token_key, signing FROM recipe
                WHERE mailing_id = ? AND worker_id = ? AND since <= ? ORDER BY since DESC LIMIT 1
                """,
            arguments: [mailing.rawValue, row["sent_by"] as Int64?, row["sent_at"] as Int64?]
        ).map { try CopyRecipe(key: $0[0], signing: $0[1]) }
    }

    /// See `MailingCopying`.
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

    /// See `MailingCopying`.
    public func version(of mailing: MailingID, for subscriber: SubscriberID) async throws -> Int? {
        try await database.read { db in
            try Int.fetchOne(
                db, sql: "SELECT version FROM delivery WHERE mailing_id = ? AND subscriber_id = ?",
                arguments: [mailing.rawValue, subscriber.rawValue])
        }
    }
}

extension CopyRecipe {
    /// Reads a recipe as the table `recipe` holds it.
    fileprivate init(key: Int, signing: String?) throws {
        self.init(tokenKey: key, signing: try signing.map { try StoredJSON.value($0) })
    }
}
