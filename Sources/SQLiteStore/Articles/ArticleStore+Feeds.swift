// SPDX-License-Identifier: Apache-2.0
public import Composer
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

    /// The entries of a feed that were taken before.
    public func takenEntries(of feed: String) async throws -> Set<String> {
        try await database.read { db in
            try Set(
                String.fetchAll(db, sql: "SELECT entry FROM taken_entry WHERE feed = ?", arguments: [feed]))
        }
    }

    /// Notes that an entry was taken.
    public func noteTaken(_ entry: String, of feed: String, as slug: String) async throws {
        try await database.write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO taken_entry (feed, entry, slug) VALUES (?, ?, ?)",
                arguments: [feed, entry, slug])
        }
    }
}
