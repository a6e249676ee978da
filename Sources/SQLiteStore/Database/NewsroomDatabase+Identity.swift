// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import GRDBSQLite

/// Which file this is, as its head says: `application_id` whether it is a newsroom's database or a copy of
/// one, `user_version` a random number of the database, or when the copy was made.
///
/// The head is read through the file that SQLite has open, where no page in memory hides that another
/// database was copied over it; that another file stands in its place SQLite tells itself. A descriptor of
/// our own must not be opened for that: when a process closes any descriptor of a file, the system drops the
/// locks that SQLite holds on it.
extension NewsroomDatabase {
    /// `application_id` of a database, “DayB”.
    static let databaseMark: Int32 = 0x4461_7942
    /// `application_id` of a copy, “DayC”.
    static let copyMark: Int32 = 0x4461_7943
    /// Where `user_version` stands in the file (sqlite.org/fileformat2.html §1.3).
    private static let identityOffset: Int64 = 60

    /// Refuses to go on with a file that is not the one in place any more.
    func requireInPlace(_ db: Database) throws {
        var hasMoved: CInt = 0
        sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_HAS_MOVED, &hasMoved)
        guard hasMoved == 0, let identity = Self.identity(inFile: db), identities.contains(identity) else {
            throw StoreError.replaced(path)
        }
    }

    private static func identity(inFile db: Database) -> UInt32? {
        var file: UnsafeMutablePointer<sqlite3_file>?
        var bytes: [UInt8] = [0, 0, 0, 0]
        guard
            sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK,
            let file, let read = file.pointee.pMethods?.pointee.xRead,
            read(file, &bytes, CInt(bytes.count), identityOffset) == SQLITE_OK
        else { return nil }
        return bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Gives the file a number if it has none. A copy that somebody put in place without `restore` is taken
    /// for what it is.
    /// - Returns: what its head may say from now on: the number is in the log until that is written into the file.
    static func identify(_ pool: DatabasePool, now: Int64, random: RandomBits) throws -> Set<UInt32> {
        if try pool.read({ try mark(of: $0) }) != databaseMark {
            try pool.write { db in
                let mark = try mark(of: db)
                guard mark != databaseMark else { return }
                if mark == copyMark {
                    _ = try hold(now: now, db)
                    try NumberEpoch(at: now).begin(db)
                }
                var bits = random
                try setMark(databaseMark, identity: .random(in: 1 ... .max, using: &bits), db)
            }
            try pool.writeWithoutTransaction { _ = try $0.checkpoint(.passive) }
        }
        return try identities(pool)
    }

    /// What the head says: the number, and the one that stands in the file itself.
    static func identities(_ pool: DatabasePool) throws -> Set<UInt32> {
        try pool.writeWithoutTransaction { db in
            let number = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            return Set([UInt32(bitPattern: number), identity(inFile: db)].compactMap(\.self))
        }
    }

    static func mark(of db: Database) throws -> Int32 {
        try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    }

    static func setMark(_ mark: Int32, identity: UInt32, _ db: Database) throws {
        try db.execute(sql: "PRAGMA application_id = \(mark)")
        try db.execute(sql: "PRAGMA user_version = \(Int32(bitPattern: identity))")
    }
}
