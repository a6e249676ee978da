// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat
public import Sender

extension MailingStore: MailingAmending {
    /// See `MailingAmending`.
    public func amend(
        _ mailing: MailingID, as edition: EditionID, _ versions: [FrozenVersion], override: String? = nil
    ) async throws -> Amendment? {
        try await amend(mailing, as: edition, numbered: nil, versions, override: override)
    }

    /// See `MailingAmending`.
    /// - Parameter number: of the edition, as the versions have it; nil for any.
    /// - Throws: `StoreError.numberTaken` when the edition has another number by now.
    public func amend(
        _ mailing: MailingID, as edition: EditionID, numbered number: Int?, _ versions: [FrozenVersion],
        override: String?
    ) async throws -> Amendment? {
        let now = database.now()
        return try await database.write { db in
            try Self.require(number, of: edition, db)
            guard try Self.isAtRest(mailing, at: now, db) else { return nil }
            let text = try Self.latestText(of: mailing, db) + 1
            let before = try Self.choices(of: mailing.rawValue, db).count
            try Self.noteFields(of: versions, db)
            for (index, version) in versions.enumerated() {
                try Self.insert(version, as: before + 1 + index, text: text, of: mailing, db)
            }
            let readers = try Self.giveLatestText(of: mailing, db)
            try db.execute(
                sql: """
                    INSERT INTO mailing_amendment (mailing_id, text_number, edition_id, at, readers, override_reason)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """, arguments: [mailing.rawValue, text, edition.rawValue, now, readers, override])
            try db.execute(sql: Self.endHold, arguments: [mailing.rawValue])
            try db.change(
                "UPDATE lent_mailing SET told = ? WHERE mailing_id = ?",
                [LendingStore.untold, mailing.rawValue])
            return Amendment(text: text, readers: readers)
        }
    }

    /// The mailings that carry each edition or carried it, the latest first, also in the place of another.
    public func byEdition() async throws -> [EditionID: [Mailing]] {
        let others = try await database.read { db in
            try Row.fetchAll(db, sql: "SELECT DISTINCT mailing_id, edition_id FROM mailing_amendment").map {
                (MailingID(rawValue: $0[0]), EditionID(rawValue: $0[1]))
            }
        }
        var carriers: [EditionID: [Mailing]] = [:]
        for mailing in try await all() where mailing.state != .cancelled || mailing.publishedAt != nil {
            let amended = others.filter { $0.0 == mailing.id }.map(\.1)
            for edition in Set(amended + [mailing.edition].compactMap(\.self)) {
                carriers[edition, default: []].append(mailing)
            }
        }
        return carriers
    }

    /// Gives those who wait and are not in doubt the version of the latest text that takes the place of theirs.
    /// - Returns: how many they are.
    private static func giveLatestText(of mailing: MailingID, _ db: Database) throws -> Int {
        let cases = try successors(in: mailing.rawValue, db).map { "WHEN \($0) THEN \($1)" }
        try db.execute(
            sql: """
                UPDATE delivery SET version = CASE version \(cases.joined(separator: " ")) ELSE version END
                WHERE mailing_id = ? AND due_at IS NOT NULL AND doubts = 0
                """, arguments: [mailing.rawValue])
        return db.changesCount
    }

    private static func isAtRest(_ mailing: MailingID, at now: Int64, _ db: Database) throws -> Bool {
        try Bool.fetchOne(db, sql: isAtRest, arguments: [mailing.rawValue, now]) ?? false
    }

    /// Selects whether nothing can be leased and all that workers hold is on the wire. The index `delivery_held` finds their
    /// rows.
    private static let isAtRest = """
        SELECT (state IN (\(([.paused, .halted] as [MailingState]).sql))
                OR (state = \(MailingState.sending.rawValue)
                    AND EXISTS (SELECT 1 FROM mailing_hold WHERE mailing_id = m.id AND until > ?2)))
            AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.mailing_id = m.id AND d.worker_id IS NOT NULL
                AND d.state = \(DeliveryState.leased.rawValue))
        FROM mailing m WHERE id = ?1
        """

    /// The number of the text that goes out now.
    private static func latestText(of mailing: MailingID, _ db: Database) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT coalesce(max(text_number), 1) FROM mailing_amendment WHERE mailing_id = ?",
            arguments: [mailing.rawValue]) ?? 1
    }

    static func isPublished(_ mailing: Int64, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT published_at IS NOT NULL FROM mailing WHERE id = ?", arguments: [mailing])
            ?? false
    }

    /// The SQL condition of a row `d` of a mailing that was accepted, in any text or in one.
    static func acceptance(of text: Int?, in mailing: Int64, _ db: Database) throws -> String {
        let accepted = "d.state = \(DeliveryState.accepted.rawValue)"
        guard let text else { return accepted }
        let later = try Int.fetchAll(
            db, sql: "SELECT version FROM mailing_version WHERE mailing_id = ? AND text_number = ?",
            arguments: [mailing, text])
        let versions = (text == 1 ? [1] : []) + later
        return "\(accepted) AND d.version IN (\(versions.map(String.init).joined(separator: ", ")))"
    }

    /// The versions of a mailing: what each leaves out, and the number of the text that it belongs to.
    private static func choices(of mailing: Int64, _ db: Database) throws -> [(
        without: String, text: Int
    )] {
        let others = try Row.fetchAll(
            db, sql: "SELECT without, text_number FROM mailing_version WHERE mailing_id = ? ORDER BY version",
            arguments: [mailing])
        return try [(SectionSet.key([]), 1)]
            + others.map { (SectionSet.key(try StoredJSON.value($0[0])), $0[1]) }
    }

    /// The versions of the latest text by those whose place they take.
    public func successors(in mailing: MailingID) async throws -> [Int: Int] {
        try await database.read { try Self.successors(in: mailing.rawValue, $0) }
    }

    /// The versions of the latest text by the version of an earlier one whose place they take: it leaves out the same, or
    /// nothing.
    static func successors(in mailing: Int64, _ db: Database) throws -> [Int: Int] {
        let choices = try choices(of: mailing, db)
        let latest = choices.last?.text ?? 1
        guard let whole = choices.firstIndex(where: { $0.text == latest }) else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: choices[..<whole].enumerated().map { index, old in
                let same = choices[whole...].firstIndex { $0.without == old.without }
                return (index + 1, (same ?? whole) + 1)
            })
    }
}
