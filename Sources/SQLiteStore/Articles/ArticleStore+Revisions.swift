// SPDX-License-Identifier: Apache-2.0
public import Composer
import Foundation
import GRDB

/// The revisions of articles.
extension ArticleStore {
    /// Keeps a state of an article; without content that it was removed.
    static func keep(
        _ content: String?, of slug: String, by author: Author, what: String, at now: Int64, _ db: Database
    ) throws {
        try db.execute(
            sql: """
                INSERT INTO article_revision (slug, number, at, author, what, content)
                SELECT ?1, 1 + coalesce(max(number), 0), ?2, ?3, ?4, ?5 FROM article_revision WHERE slug = ?1
                """, arguments: [slug, now, author.name, what, content])
    }

    /// What was done to an article, oldest first; also to one that was removed.
    public func history(of slug: String) async throws -> [Revision] {
        try await database.read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT number, at, author, what FROM article_revision WHERE slug = ? ORDER BY number",
                arguments: [slug]
            ).map(Revision.init)
        }
    }

    /// An article as one of its revisions was; nil when there is no such revision, or it is the article's removal.
    public func article(_ slug: String, revision: Int) async throws -> Article? {
        let content = try await database.read { db in
            try String.fetchOne(
                db,
                sql: """
                    SELECT content FROM article_revision WHERE slug = ? AND number = ? AND content IS NOT NULL
                    """, arguments: [slug, revision])
        }
        return try content.map { try StoredJSON.value($0) }
    }

    /// Puts an article in the place of its latest revision, or of its removal.
    /// - Parameters:
    ///   - latest: the revision that the change was made from; nil for whichever is the latest.
    ///   - what: what was done, for its history.
    /// - Returns: false when somebody else changed it meanwhile.
    public func replace(
        with article: Article, after latest: Int? = nil, by author: Author, what: String
    ) async throws -> Bool {
        let now = database.now()
        let content = try StoredJSON.text(article)
        let hash = Self.hash(article)
        return try await database.write { db in
            let number = try Self.latest(of: article.slug, db)
            guard latest == nil || latest == number else { return false }
            // The source stays as it is, so that the article's file replaces it when it is read again.
            try db.execute(
                sql: """
                    INSERT INTO article (slug, content, added_at, url, text_hash) VALUES (?1, ?2, ?3, ?4, ?5)
                    ON CONFLICT (slug) DO UPDATE SET content = ?2, url = ?4, text_hash = ?5
                    """, arguments: [article.slug, content, now, article.url, hash])
            try Self.keep(content, of: article.slug, by: author, what: what, at: now, db)
            return true
        }
    }

    /// An article and the number of its latest revision.
    public func latest(_ slug: String) async throws -> (article: Article, revision: Int)? {
        let row = try await database.read { db in
            try String.fetchOne(db, sql: "SELECT content FROM article WHERE slug = ?", arguments: [slug])
                .map { ($0, try Self.latest(of: slug, db)) }
        }
        return try row.map { (try StoredJSON.value($0.0), $0.1) }
    }

    private static func latest(of slug: String, _ db: Database) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT coalesce(max(number), 0) FROM article_revision WHERE slug = ?",
            arguments: [slug]) ?? 0
    }
}
