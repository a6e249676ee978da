// SPDX-License-Identifier: Apache-2.0
public import Composer
import GRDB
import MailFormat
public import Sender

/// The revisions of editions.
extension EditionStore {
    /// Puts an edition in the place of its latest revision. It keeps the number that it has, whatever the text says.
    /// - Parameters:
    ///   - latest: the revision that the change was made from.
    ///   - what: what was done, for its history.
    public func replace(
        _ id: EditionID, with edition: Edition, after latest: Int, by author: Author, what: String
    ) async throws -> EditionSaving {
        let now = database.now()
        return try await database.write { db in
            guard try Self.latest(of: id, db) == latest else { return .overtaken }
            var edition = edition
            if let number = try Self.number(of: id, db) { edition.number = number }
            let content = try StoredJSON.text(edition)
            try db.execute(
                sql: """
                    UPDATE edition SET content = ?, date = ? WHERE id = ? AND NOT EXISTS
                      (SELECT 1 FROM mailing m WHERE published_at IS NOT NULL
                         AND (edition_id = edition.id OR EXISTS
                            (SELECT 1 FROM mailing_amendment a WHERE a.mailing_id = m.id AND a.edition_id = edition.id))
                         AND state IN (\(MailingState.sent.rawValue), \(MailingState.cancelled.rawValue)))
                    """, arguments: [content, edition.date.description, id.rawValue])
            guard db.changesCount == 1 else { return .wentOut }
            try Self.keep(content, of: id, as: latest + 1, by: author, what: what, at: now, db)
            return .saved(latest + 1)
        }
    }

    static func keep(
        _ content: String, of id: EditionID, as number: Int, by author: Author, what: String, at now: Int64,
        _ db: Database
    ) throws {
        try db.execute(
            sql: """
                INSERT INTO edition_revision (edition_id, number, at, author, what, content)
                VALUES (?, ?, ?, ?, ?, ?)
                """, arguments: [id.rawValue, number, now, author.name, what, content])
    }

    /// An edition and the number of its latest revision.
    public func latest(_ id: EditionID) async throws -> (edition: Edition, revision: Int)? {
        let row = try await database.read { db in
            let content = try String.fetchOne(
                db, sql: "SELECT content FROM edition WHERE id = ?", arguments: [id.rawValue])
            return try content.map { ($0, try Self.latest(of: id, db)) }
        }
        return try row.map { (try StoredJSON.value($0.0), $0.1) }
    }

    /// An edition as one of its revisions was.
    public func edition(_ id: EditionID, revision: Int) async throws -> Edition? {
        let content = try await database.read { db in
            try String.fetchOne(
                db, sql: "SELECT content FROM edition_revision WHERE edition_id = ? AND number = ?",
                arguments: [id.rawValue, revision])
        }
        return try content.map { try StoredJSON.value($0) }
    }

    /// What was done to an edition, oldest first.
    public func history(of id: EditionID) async throws -> [Revision] {
        try await database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT number, at, author, what FROM edition_revision WHERE edition_id = ? ORDER BY number
                    """, arguments: [id.rawValue]
            ).map(Revision.init)
        }
    }

    /// When an edition was made or last changed, milliseconds since 1970; nil when there is none of that number.
    public func lastChange(of number: Int, in publication: String) async throws -> Int64? {
        try await database.read { db in
            try Int64.fetchOne(
                db,
                sql: """
                    SELECT max(r.at) FROM edition_revision r JOIN edition e ON e.id = r.edition_id
                    WHERE e.publication = ? AND e.number = ?
                    """, arguments: [publication, number])
        }
    }

    static func latest(of id: EditionID, _ db: Database) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT max(number) FROM edition_revision WHERE edition_id = ?", arguments: [id.rawValue]
        )
            ?? 0
    }
}
