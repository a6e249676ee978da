// SPDX-License-Identifier: Apache-2.0
import Composer
public import Foundation
import GRDB
import MailFormat

/// Pictures as readers get them, by names made of their content.
public struct MediaStore: Sendable {
    private let database: NewsroomDatabase

    /// The pictures of a database.
    public init(_ database: NewsroomDatabase) { self.database = database }

    /// A picture that is kept.
    public struct Entry: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// In points.
        public let width: Int
        /// In points.
        public let height: Int
        /// The size of its file.
        public let bytes: Int
        /// Milliseconds since 1970.
        public let addedAt: Int64
        /// Whether a mailing went out that shows it.
        public let isPublished: Bool
    }

    /// A picture to be kept.
    public struct File: Sendable {
        /// Its name.
        public let name: String
        /// In points.
        public let width: Int
        /// In points.
        public let height: Int
        /// Its file.
        public let bytes: Data

        /// A picture of any name that its content gives it.
        public init(name: String, width: Int, height: Int, bytes: Data) {
            self.name = name
            self.width = width
            self.height = height
            self.bytes = bytes
        }
    }

    /// Keeps pictures. One that is here already counts as added now.
    public func keep(_ files: [File]) async throws {
        let now = database.now()
        try await database.write { db in
            for file in files {
                try db.execute(
                    sql: """
                        INSERT INTO medium (name, width, height, added_at, bytes) VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT (name) DO UPDATE SET added_at = excluded.added_at
                        """, arguments: [file.name, file.width, file.height, now, file.bytes])
            }
        }
    }

    /// A picture's file.
    public func file(_ name: String) async throws -> Data? {
        try await database.read { db in
            try Data.fetchOne(db, sql: "SELECT bytes FROM medium WHERE name = ?", arguments: [name])
        }
    }

    /// All pictures, the latest first.
    public func all() async throws -> [Entry] {
        try await database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT name, width, height, length(bytes), added_at, published_at IS NOT NULL FROM medium
                    ORDER BY added_at DESC, name
                    """
            ).map {
                Entry(
                    name: $0[0], width: $0[1], height: $0[2], bytes: $0[3], addedAt: $0[4], isPublished: $0[5]
                )
            }
        }
    }

    /// The names among some that no picture has.
    public func missing(among names: Set<String>) async throws -> Set<String> {
        guard !names.isEmpty else { return [] }
        return try await database.read { db in
            try names.filter { name in
                try Bool.fetchOne(
                    db, sql: "SELECT EXISTS (SELECT 1 FROM medium WHERE name = ?)", arguments: [name])
                    == false
            }
        }
    }

    /// Notes that a mailing goes out that shows some pictures.
    public func publish(_ names: Set<String>) async throws {
        guard !names.isEmpty else { return }
        let now = database.now()
        try await database.write { db in
            for name in names {
                try db.execute(
                    sql: "UPDATE medium SET published_at = coalesce(published_at, ?) WHERE name = ?",
                    arguments: [now, name])
            }
        }
    }

    /// The names among some whose pictures are here and were not copied to an address.
    public func uncopied(_ names: Set<String>, to address: String) async throws -> [String] {
        guard !names.isEmpty else { return [] }
        return try await database.read { db in
            try names.sorted().filter { name in
                try Bool.fetchOne(
                    db,
                    sql: "SELECT EXISTS (SELECT 1 FROM medium WHERE name = ? AND copied_to IS NOT ?)",
                    arguments: [name, address]) == true
            }
        }
    }

    /// Notes that a picture was copied to an address.
    public func noteCopied(_ name: String, to address: String) async throws {
        try await database.write { db in
            try db.execute(
                sql: "UPDATE medium SET copied_to = ? WHERE name = ?", arguments: [address, name])
        }
    }

    /// Drops pictures that nobody uses: no article or edition as it stands names them, none of their revisions of the last
    /// while, and no mailing that went out.
    /// - Parameters:
    ///   - used: further names that are used.
    ///   - age: how long a picture and a revision are kept in any case.
    /// - Returns: how many were dropped.
    public func sweep(keeping used: Set<String>, olderThan age: Duration) async throws -> Int {
        let limit = database.now() - age.milliseconds
        // The look at every text keeps nobody from writing; what it found is looked at once more where it is dropped.
        guard try await !database.read({ try Self.idle(besides: used, before: limit, $0) }).isEmpty else {
            return 0
        }
        return try await database.write { db in
            let idle = try Self.idle(besides: used, before: limit, db)
            for name in idle {
                try db.execute(sql: "DELETE FROM medium WHERE name = ?", arguments: [name])
            }
            return idle.count
        }
    }

    /// The names of pictures that nobody uses.
    /// - Parameter limit: milliseconds since 1970; what is younger counts as used.
    private static func idle(
        besides used: Set<String>, before limit: Int64, _ db: Database
    ) throws -> Set<String> {
        var idle = try String.fetchSet(
            db, sql: "SELECT name FROM medium WHERE published_at IS NULL AND added_at < ?", arguments: [limit]
        ).subtracting(used)
        if idle.isEmpty { return [] }
        let contents = try String.fetchCursor(
            db,
            sql: """
                SELECT content FROM article UNION ALL SELECT content FROM edition
                UNION ALL SELECT content FROM article_revision WHERE at >= ?1 AND content IS NOT NULL
                UNION ALL SELECT content FROM edition_revision WHERE at >= ?1
                """, arguments: [limit])
        while !idle.isEmpty, let content = try contents.next() {
            idle.subtract(MediaAddress.names(in: content))
        }
        return idle
    }
}
