// SPDX-License-Identifier: Apache-2.0
public import Composer
import Foundation
import GRDB
import MailFormat

/// The articles of a newsroom, and the feeds they come from.
public struct ArticleStore: Sendable {
    let database: NewsroomDatabase

    /// The articles of a database.
    public init(_ database: NewsroomDatabase) { self.database = database }

    /// An entry of a feed.
    public struct Entry: Sendable {
        /// The feed's address.
        public let feed: String
        /// What the feed calls it.
        public let id: String

        /// An entry.
        public init(feed: String, id: String) {
            self.feed = feed
            self.id = id
        }
    }

    /// How an article is told from others.
    public struct Identity: Sendable {
        /// The file it was read from, if it was one and held nothing else.
        public var source: String?
        /// Whether it named its slug itself.
        public var isNamed = false
        /// Whether its address is its own, and not one that several share.
        public var ownsAddress = true
        /// The entry of a feed that it is, where many may have one text and each its own headline.
        public var entry: Entry?
        /// The slug under which it was taken before.
        public var slug: String?

        /// What tells an article from others.
        public init(
            source: String? = nil, isNamed: Bool = false, ownsAddress: Bool = true, entry: Entry? = nil,
            slug: String? = nil
        ) {
            self.source = source
            self.isNamed = isNamed
            self.ownsAddress = ownsAddress
            self.entry = entry
            self.slug = slug
        }
    }

    /// Keeps an article.
    ///
    /// The same address is the same article, unless several share it: a changed text replaces the old one under its slug. The
    /// same headline and text under another slug are known already. A slug that another article has is taken over when the
    /// article names it itself, or comes from the same file; else a number is put behind the new one.
    /// An entry of a feed is noted as taken with it.
    /// - Returns: the article as it is kept, and what became of it.
    public func put(
        _ article: Article, _ identity: Identity = Identity(), by author: Author = Author("")
    ) async throws -> (Article, ArticleOutcome) {
        let now = database.now()
        return try await database.write { db in
            try Self.put(article, identity, by: author, at: now, db)
        }
    }

    /// Keeps articles in their order, all of them or none. One that was taken before is kept where its source has corrected
    /// it since.
    /// - Parameters:
    ///   - isAgain: keep also those taken before that were removed since.
    ///   - isTrial: only say what would become of each.
    /// - Returns: for each the article as it is kept and what became of it; nil where its source says nothing new.
    public func put(
        _ articles: [(Article, Identity)], isAgain: Bool, isTrial: Bool, by author: Author
    ) async throws -> [(Article, ArticleOutcome)?] {
        let now = database.now()
        let body = { @Sendable (db: Database) in
            try articles.map { article, identity -> (Article, ArticleOutcome)? in
                guard let identity = try Self.renewed(identity, of: article, isAgain: isAgain, db) else {
                    return nil
                }
                return isTrial
                    ? try Self.judged(article, identity, db)
                    : try Self.put(article, identity, by: author, at: now, db)
            }
        }
        return isTrial ? try await database.read(body) : try await database.write(body)
    }

    private static func put(
        _ article: Article, _ identity: Identity, by author: Author, at now: Int64, _ db: Database
    ) throws -> (Article, ArticleOutcome) {
        let (article, outcome) = try judged(article, identity, db)
        if let entry = identity.entry { try noteTaken(entry, as: outcome.twin ?? article.slug, db) }
        if outcome.twin != nil { return (article, outcome) }
        let content = try StoredJSON.text(article)
        try db.execute(sql: "DELETE FROM article WHERE slug = ?", arguments: [article.slug])
        try db.execute(
            sql:
                "INSERT INTO article (slug, content, added_at, url, text_hash, source) VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [article.slug, content, now, article.url, hash(article), identity.source])
        let what = outcome == .replaced ? "replaced" : "taken in"
        try keep(content, of: article.slug, by: author, what: what, at: now, db)
        return (article, outcome)
    }

    private static func judged(
        _ article: Article, _ identity: Identity, _ db: Database
    ) throws -> (Article, ArticleOutcome) {
        var article = article
        var same = identity.slug
        if same == nil, identity.ownsAddress {
            same = try String.fetchOne(
                db, sql: "SELECT slug FROM article WHERE url = ? ORDER BY added_at LIMIT 1",
                arguments: [article.url])
        }
        if let same { article.slug = same }
        if let twin = try twin(of: article, hash(article), identity, db) { return (article, .known(twin)) }
        if same == nil, !identity.isNamed { article.slug = try freeSlug(for: article, identity.source, db) }
        let isTaken = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM article WHERE slug = ?)", arguments: [article.slug])
        return (article, isTaken == true ? .replaced : .added)
    }

    /// The slug of an article with the same text; under the same slug only when nothing else differs either, nor what is kept of
    /// a picture that was read again.
    private static func twin(
        of article: Article, _ hash: Data, _ identity: Identity, _ db: Database
    ) throws -> String? {
        let rows = try Row.fetchAll(
            db, sql: "SELECT slug, content FROM article WHERE text_hash = ?", arguments: [hash])
        if let own = rows.first(where: { $0[0] == article.slug }) {
            let kept: Article = try StoredJSON.value(own[1])
            let known = kept.renditions
            let isSame =
                kept.withoutRenditions == article.withoutRenditions
                && article.renditions.allSatisfy { known[$0.key] == $0.value }
            return isSame ? article.slug : nil
        }
        // An entry that is here already is corrected, whatever else says the same.
        guard identity.slug == nil else { return nil }
        return try rows.first { row in
            try identity.entry == nil || article.sharesHeadline(with: StoredJSON.value(row[1]))
        }?[0]
    }

    private static func freeSlug(for article: Article, _ source: String?, _ db: Database) throws -> String {
        var slug = article.slug
        for number in 2...1000 {
            let holder = try Row.fetchOne(
                db, sql: "SELECT source FROM article WHERE slug = ?", arguments: [slug])
            guard let holder, source == nil || holder[0] as String? != source else { break }
            slug = "\(article.slug)-\(number)"
        }
        return slug
    }

    static func hash(_ article: Article) -> Data {
        Data(SHA256.hash(of: Array(article.comparableText.utf8)))
    }

    /// An article by its slug.
    public func article(_ slug: String) async throws -> Article? {
        let content = try await database.read { db in
            try db.row("SELECT content FROM article WHERE slug = ?", [slug]).map { $0[0] as String }
        }
        return try content.map { try StoredJSON.value($0) }
    }

    /// Articles, latest first.
    /// - Parameters:
    ///   - since: milliseconds since 1970; only what was taken in later.
    ///   - limit: how many at most.
    public func all(since: Int64 = .min, limit: Int = .max) async throws -> [Article] {
        let contents = try await database.read { db in
            try String.fetchAll(
                db,
                sql:
                    "SELECT content FROM article WHERE added_at > ? ORDER BY added_at DESC, rowid DESC LIMIT ?",
                arguments: [since, limit])
        }
        return try contents.map { try StoredJSON.value($0) }
    }

    /// Forgets an article; false when there was none.
    public func remove(_ slug: String, by author: Author = Author("")) async throws -> Bool {
        let now = database.now()
        return try await database.write { db in
            try db.execute(sql: "DELETE FROM article WHERE slug = ?", arguments: [slug])
            guard db.changesCount > 0 else { return false }
            try Self.keep(nil, of: slug, by: author, what: "removed", at: now, db)
            return true
        }
    }
}

extension ArticleOutcome {
    /// The slug of the article that says the same and was there already.
    fileprivate var twin: String? { if case .known(let slug) = self { slug } else { nil } }
}
