// SPDX-License-Identifier: Apache-2.0
public import Composer
import Foundation
import GRDB

/// Feeds: what the server said when each was last read, and which of its entries were taken.
extension ArticleStore {
    /// What was kept when a feed was last read.
    public func validators(of feed: String) async throws -> FeedValidators? {
        try await database.read { db in
            try Row.fetchOne(
                db, sql: "SELECT etag, last_modified FROM feed WHERE address = ?", arguments: [feed]
            )
            .map { FeedValidators(etag: $0[0], lastModified: $0[1]) }
        }
    }

    /// Notes that a feed was read to its end.
    public func keep(_ validators: FeedValidators, of feed: String) async throws {
        let now = database.now()
        try await database.write { db in
            try db.execute(
                sql:
                    "INSERT OR REPLACE INTO feed (address, etag, last_modified, read_at) VALUES (?, ?, ?, ?)",
                arguments: [feed, validators.etag, validators.lastModified, now])
        }
    }

    /// The entries of a feed that were taken before, each with the slug of its article.
    public func takenEntries(of feed: String) async throws -> [String: String] {
        try await database.read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT entry, slug FROM taken_entry WHERE feed = ?", arguments: [feed])
            return Dictionary(rows.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// What tells an article that may have been taken before; nil where there is nothing to take: its source says what it did,
    /// or it was removed and is not asked for again.
    static func renewed(
        _ identity: Identity, of article: Article, isAgain: Bool, _ db: Database
    ) throws -> Identity? {
        guard let slug = identity.slug else { return identity }
        guard let isCorrection = try isCorrection(article, of: slug, db) else {
            var identity = identity
            identity.slug = nil
            return isAgain ? identity : nil
        }
        return isCorrection ? identity : nil
    }

    /// Whether an article says something else than its source did when it was last taken in, whatever an editor has made of
    /// it since; nil when it was removed.
    private static func isCorrection(_ article: Article, of slug: String, _ db: Database) throws -> Bool? {
        let kept = try Data.fetchOne(
            db, sql: "SELECT text_hash FROM article WHERE slug = ?", arguments: [slug])
        guard let kept else { return nil }
        let hash = hash(article)
        if kept == hash { return false }
        let content = try String.fetchOne(
            db,
            sql: """
                SELECT content FROM article_revision
                WHERE slug = ? AND what IN ('taken in', 'replaced') ORDER BY number DESC LIMIT 1
                """, arguments: [slug])
        let before: Article? = try content.map { try StoredJSON.value($0) }
        return before.map(Self.hash) != hash
    }

    /// Notes that an entry was taken, and the article that it is.
    static func noteTaken(_ entry: Entry, as slug: String, _ db: Database) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO taken_entry (feed, entry, slug) VALUES (?, ?, ?)",
            arguments: [entry.feed, entry.id, slug])
    }

    /// The articles of an edition that were replaced after a moment.
    /// - Parameter moment: milliseconds since 1970.
    public func replaced(_ slugs: [String], since moment: Int64) async throws -> Set<String> {
        try await database.read { db in
            let rows = try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT slug FROM article_revision WHERE at > ? AND content IS NOT NULL AND slug IN
                      (SELECT value FROM json_each(?))
                    """, arguments: [moment, try StoredJSON.text(slugs)])
            return Set(rows)
        }
    }
}
