// SPDX-License-Identifier: Apache-2.0
public import Composer
import Foundation
import GRDB
import MailFormat
public import Sender

/// The editions of a newsroom.
public struct EditionStore: Sendable {
    let database: NewsroomDatabase

    /// The editions of a database.
    public init(_ database: NewsroomDatabase) { self.database = database }

    /// Keeps a new edition under the next number of its publication, which `make` is told.
    /// - Parameters:
    ///   - first: the number of the publication's first edition.
    ///   - occurrence: the number of the occurrence that it is made for; nil for none.
    /// - Throws: `StoreError.occurrenceOver` when an edition was made for that meanwhile.
    public func add(
        to publication: String, from first: Int, by author: Author, for occurrence: Int64? = nil,
        _ make: @escaping @Sendable (_ number: Int) -> Edition
    ) async throws -> (EditionID, Edition) {
        let now = database.now()
        return try await database.write { db in
            let last = try Int.fetchOne(
                db, sql: "SELECT max(number) FROM edition WHERE publication = ?", arguments: [publication])
            let edition = make(max((last ?? 0) + 1, first))
            let content = try StoredJSON.text(edition)
            try db.execute(
                sql:
                    "INSERT INTO edition (publication, number, date, content, created_at) VALUES (?, ?, ?, ?, ?)",
                arguments: [publication, edition.number, edition.date.description, content, now])
            let id = EditionID(rawValue: db.lastInsertedRowID)
            try Self.keep(content, of: id, as: 1, by: author, what: "made", at: now, db)
            if let occurrence { try RuleStore.assemble(occurrence, as: id, at: now, db) }
            return (id, edition)
        }
    }

    /// Gives an edition that is about to go out, in a mailing of its own or in the place of another, the next number of its
    /// publication. An edition that has it and did not go out takes the other's; one that went out keeps its own.
    /// - Parameter first: the number of the publication's first edition.
    public func claimNumber(of id: EditionID, from first: Int) async throws {
        let now = database.now()
        try await database.write { db in
            guard
                let own = try Row.fetchOne(
                    db, sql: "SELECT publication, number FROM edition WHERE id = ?", arguments: [id.rawValue])
            else { return }
            let (publication, number): (String, Int) = (own[0], own[1])
            let gone = """
                SELECT edition_id FROM mailing WHERE published_at IS NOT NULL AND edition_id IS NOT NULL
                UNION SELECT edition_id FROM mailing_amendment
                """
            let last = try Int.fetchOne(
                db, sql: "SELECT max(number) FROM edition WHERE publication = ? AND id IN (\(gone))",
                arguments: [publication])
            let wentOut = try Bool.fetchOne(
                db, sql: "SELECT ?1 IN (\(gone))", arguments: [id.rawValue])
            let next = max((last ?? 0) + 1, first)
            guard wentOut == false, number != next else { return }
            let holder = try Int64.fetchOne(
                db, sql: "SELECT id FROM edition WHERE publication = ? AND number = ?",
                arguments: [publication, next])
            try db.execute(sql: "UPDATE edition SET number = NULL WHERE id = ?", arguments: [id.rawValue])
            if let holder { try Self.renumber(EditionID(rawValue: holder), to: number, at: now, db) }
            try Self.renumber(id, to: next, at: now, db)
        }
    }

    /// The number of an edition; nil when it has none.
    static func number(of id: EditionID, _ db: Database) throws -> Int? {
        try Int.fetchOne(db, sql: "SELECT number FROM edition WHERE id = ?", arguments: [id.rawValue])
    }

    private static func renumber(_ id: EditionID, to number: Int, at now: Int64, _ db: Database) throws {
        let content = try String.fetchOne(
            db, sql: "SELECT content FROM edition WHERE id = ?", arguments: [id.rawValue])
        var edition: Edition = try StoredJSON.value(content ?? "")
        edition.number = number
        let text = try StoredJSON.text(edition)
        try db.execute(
            sql: "UPDATE edition SET number = ?, content = ? WHERE id = ?",
            arguments: [number, text, id.rawValue])
        let latest = try Int.fetchOne(
            db, sql: "SELECT coalesce(max(number), 0) FROM edition_revision WHERE edition_id = ?",
            arguments: [id.rawValue])
        try keep(text, of: id, as: (latest ?? 0) + 1, by: Author(""), what: "No. \(number)", at: now, db)
    }

    /// Removes an edition that no mailing carries, with its revisions and with mailings of it that were cancelled before they were
    /// published.
    /// - Returns: false when a mailing carries it, or did.
    public func remove(_ id: EditionID) async throws -> Bool {
        try await database.write { db in
            let carried = try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM mailing WHERE edition_id = ?1
                                   AND (published_at IS NOT NULL OR state <> \(MailingState.cancelled.rawValue)))
                        OR EXISTS (SELECT 1 FROM mailing_amendment WHERE edition_id = ?1)
                    """, arguments: [id.rawValue])
            guard carried == false else { return false }
            for sql in [
                RuleStore.loseEdition, "DELETE FROM edition_approval WHERE edition_id = ?",
                "DELETE FROM mailing_event WHERE mailing_id IN (SELECT id FROM mailing WHERE edition_id = ?)",
                "DELETE FROM mailing WHERE edition_id = ?",
                "DELETE FROM edition_revision WHERE edition_id = ?",
                "DELETE FROM edition WHERE id = ?",
            ] {
                try db.execute(sql: sql, arguments: [id.rawValue])
            }
            return true
        }
    }

    /// One edition.
    public func edition(_ id: EditionID) async throws -> Edition? {
        let content = try await database.read { db in
            try db.row("SELECT content FROM edition WHERE id = ?", [id.rawValue]).map { $0[0] as String }
        }
        return try content.map { try StoredJSON.value($0) }
    }

    /// All editions, latest first.
    public func all() async throws -> [(id: EditionID, edition: Edition)] {
        let rows = try await database.read { db in
            try Row.fetchAll(db, sql: "SELECT id, content FROM edition ORDER BY id DESC")
                .map { (EditionID(rawValue: $0[0]), $0[1] as String) }
        }
        return try rows.map { ($0.0, try StoredJSON.value($0.1)) }
    }

    /// Which publication an edition is of; nil when there is no such edition.
    public func publication(of id: EditionID) async throws -> String? {
        try await database.read { db in
            try String.fetchOne(
                db, sql: "SELECT publication FROM edition WHERE id = ?", arguments: [id.rawValue])
        }
    }

    /// Editions of a publication that went out before one of a number, the latest first.
    /// - Parameter list: the list they went to; nil for any.
    public func published(before number: Int, of publication: String, to list: String?) async throws
        -> [Edition]
    {
        let rows = try await database.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT content FROM edition e WHERE publication = ? AND number < ? AND EXISTS
                      (SELECT 1 FROM mailing m JOIN list l ON l.id = m.list_id
                       WHERE m.edition_id = e.id AND m.published_at IS NOT NULL AND l.name = coalesce(?, l.name))
                    ORDER BY number DESC
                    """, arguments: [publication, number, list])
        }
        return try rows.map { try StoredJSON.value($0) }
    }

    /// The editions of occurrences that did not go out.
    public func skipped() async throws -> Set<EditionID> {
        try await database.read { db in
            Set(try Int64.fetchAll(db, sql: Self.skippedEditions).map(EditionID.init))
        }
    }

    private static let skippedEditions =
        """
        SELECT edition_id FROM occurrence o WHERE state = \(OccurrenceState.skipped.rawValue) AND edition_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM mailing m WHERE m.edition_id = o.edition_id AND m.published_at IS NOT NULL)
        """

    /// When the latest edition of a publication was made, but for those that were skipped: milliseconds since 1970.
    public func latestTime(of publication: String) async throws -> Int64? {
        try await database.read { db in
            try Int64.fetchOne(
                db,
                sql:
                    "SELECT max(created_at) FROM edition WHERE publication = ? AND id NOT IN (\(Self.skippedEditions))",
                arguments: [publication])
        }
    }
}
