public import Composer
import Foundation
import GRDB

/// The articles of a newsroom.
public struct ArticleStore: Sendable {
    private let database: NewsroomDatabase

    /// The articles of a database.
    public init(_ database: NewsroomDatabase) { self.database = database }

    /// Keeps an article under its slug; false when one of that slug was replaced.
    public func put(_ article: Article) async throws -> Bool {
        let now = database.now()
        let content = try StoredJSON.text(article)
        return try await database.write { db in
            try db.execute(sql: "DELETE FROM article WHERE slug = ?", arguments: [article.slug])
            let isNew = db.changesCount == 0
            try db.execute(
                sql: "INSERT INTO article (slug, content, added_at) VALUES (?, ?, ?)",
                arguments: [article.slug, content, now])
            return isNew
        }
    }

    /// An article by its slug.
    public func article(_ slug: String) async throws -> Article? {
        let content = try await database.read { db in
            try String.fetchOne(db, sql: "SELECT content FROM article WHERE slug = ?", arguments: [slug])
        }
        return try content.map { try StoredJSON.value($0) }
    }

    /// All articles, latest first.
    public func all() async throws -> [Article] {
        let contents = try await database.read { db in
            try String.fetchAll(db, sql: "SELECT content FROM article ORDER BY added_at DESC, slug")
        }
        return try contents.map { try StoredJSON.value($0) }
    }

    /// Forgets an article; false when there was none.
    public func remove(_ slug: String) async throws -> Bool {
        try await database.write { db in
            try db.execute(sql: "DELETE FROM article WHERE slug = ?", arguments: [slug])
            return db.changesCount > 0
        }
    }
}

/// Values kept as JSON text.
enum StoredJSON {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ text: String) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw StoreError.damaged("a stored \(Value.self) cannot be read")
        }
    }
}
