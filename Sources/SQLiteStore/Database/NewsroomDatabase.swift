// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Glibc
import Sender
import Synchronization

/// A newsroom's SQLite file: one writer, a few readers, WAL, every commit synced.
public final class NewsroomDatabase: Sendable {
    /// Where it is.
    public let path: String
    /// The clock of the store: gives milliseconds since 1970.
    let now: @Sendable () -> Int64
    /// The source of what is left to chance.
    let random: RandomBits
    private let access: DatabaseAccess
    private let pool: DatabasePool
    /// Set where nothing can be written and there is no log: see `StillFile`.
    private let still: StillFile?
    /// What the file may say it is; see `NewsroomDatabase+Identity`.
    let identities: Set<UInt32>
    /// Files of the database that were searched: see `searched(_:)`.
    let searched = Mutex<[String: Int32]>([:])
    /// Opened by who first asks: see `dataVersion()`.
    private let commits = Mutex<CommitWatch?>(nil)

    /// How many connections read at once.
    static let readers = 3
    /// Seconds to wait for another process's transaction: an import of a million people is one.
    static let patience = 60.0
    /// How many rows are read at once where there are many.
    private static let portion = 1000
    /// The size in bytes to which the log's file is cut once it was written into the database.
    private static let logBytes = 16_000_000
    /// The memory, in kilobytes, in which the writer keeps pages.
    private static let cacheKilobytes = 6000

    /// Makes a new database.
    /// - Parameters:
    ///   - now: the clock, in milliseconds since 1970.
    ///   - random: any 64 bits. They become secrets, so that in operation they must be the system's.
    public static func create(
        at path: String, now: @escaping @Sendable () -> Int64, random: @escaping @Sendable () -> UInt64
    ) throws {
        guard !FileManager.default.fileExists(atPath: path) else { throw StoreError.exists(path) }
        // Nobody else on the machine has any business with people's addresses; SQLite gives its log the same mode.
        _ = FileManager.default.createFile(
            atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        _ = try NewsroomDatabase(path: path, now: now, random: RandomBits(random))
    }

    /// Opens a database and brings its schema up to date.
    /// - Parameters: those of `create`.
    public convenience init(
        opening path: String, now: @escaping @Sendable () -> Int64,
        random: @escaping @Sendable () -> UInt64, access: DatabaseAccess = .usual
    ) throws {
        try self.init(opening: path, now: now, random: RandomBits(random), access: access)
    }

    convenience init(
        opening path: String, now: @escaping @Sendable () -> Int64, random: RandomBits,
        access: DatabaseAccess = .usual
    ) throws {
        guard FileManager.default.fileExists(atPath: path) else { throw StoreError.missing(path) }
        try self.init(path: path, now: now, random: random, access: access)
        DraftFile.clear(besides: path)
    }

    /// - Parameter patience: seconds to wait for another process's transaction.
    init(
        path: String, now: @escaping @Sendable () -> Int64, random: RandomBits,
        patience: Double = NewsroomDatabase.patience, access: DatabaseAccess = .usual
    ) throws {
        self.path = path
        self.now = now
        self.random = random
        self.access = access
        let obstacle = WriteObstacle(database: path)
        do {
            still = try obstacle.flatMap { try StillFile(path, because: $0) }
            pool = try DatabasePool(
                path: still?.address ?? path, configuration: Self.configuration(patience, reading: still))
            let migrator = Schema.migrator(random: random)
            try pool.read { try Schema.requireKnown($0, at: path) }
            if let obstacle, try !pool.read(migrator.hasCompletedMigrations) {
                throw StoreError.older(path, obstacle)
            }
            if still == nil {
                try Self.prepare(pool, migrator)
                identities = try Self.identify(pool, now: now(), random: random)
            } else {
                identities = try Self.identities(pool)
            }
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }

    /// Brings a database up to date.
    private static func prepare(_ pool: DatabasePool, _ migrator: DatabaseMigrator) throws {
        try migrator.migrate(pool)
        // A settled delivery must survive a power cut; WAL's usual NORMAL does not promise that.
        try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            // The space that one large transaction took in the log is given back by the next one that begins the log anew.
            try db.execute(sql: "PRAGMA journal_size_limit = \(logBytes)")
        }
    }

    private static func configuration(_ patience: Double, reading still: StillFile?) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = still != nil
        configuration.busyMode = .timeout(patience)
        configuration.maximumReaderCount = readers
        configuration.prepareDatabase { db in
            // SQLite overwrites what is deleted, so that an erased person is gone from the file as well.
            try db.execute(sql: "PRAGMA secure_delete = ON")
            // A reader goes through a table once; the two megabytes that SQLite keeps by itself are enough for that.
            if !db.configuration.readonly {
                try db.execute(sql: "PRAGMA cache_size = -\(cacheKilobytes)")
            }
            try SegmentFunctions.install(db)
        }
        return configuration
    }

    /// One transaction that may change things: all of it happens or nothing.
    func write<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        try await writeAlone { db in try transaction(on: db, keeping: true, body) }
    }

    /// One transaction that waits however long others hold the database: an import of millions takes longer than SQLite waits,
    /// and a sender has nothing else to do meanwhile.
    func writePatiently<Value: Sendable>(
        _ body: @Sendable (Database) throws -> Value
    ) async throws -> Value {
        while true {
            do { return try await write(body) } catch StoreError.locked { try Task.checkCancellation() }
        }
    }

    /// One transaction that does not wait when another process writes.
    /// - Throws: `StoreError.locked` at once when it does.
    func writeIfFree<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        try await writeAlone { db in
            let patience = try Int.fetchOne(db, sql: "PRAGMA busy_timeout") ?? 0
            try db.execute(sql: "PRAGMA busy_timeout = 0")
            let result = Result { try transaction(on: db, keeping: true, body) }
            try db.execute(sql: "PRAGMA busy_timeout = \(patience)")
            return try result.get()
        }
    }

    /// One transaction that can be undone at its end, as a rehearsal.
    func write<Value: Sendable>(
        keeping isKept: Bool, _ body: @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await writeAlone { db in try transaction(on: db, keeping: isKept, body) }
    }

    /// One transaction whose new rows refer to what it selects itself: whether that is there is not looked up for each of
    /// them, which would take as long as all the rest.
    func writeTrustingReferences<Value: Sendable>(
        _ body: @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await writeAlone { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF")
            let result = Result { try transaction(on: db, keeping: true, body) }
            try db.execute(sql: "PRAGMA foreign_keys = ON")
            return try result.get()
        }
    }

    private func transaction<Value>(
        on db: Database, keeping isKept: Bool, _ body: (Database) throws -> Value
    ) throws -> Value {
        try db.change("BEGIN IMMEDIATE TRANSACTION")
        do {
            let result = try UnreadableValues.refused { try body(db) }
            try access.reach?(.commits)
            if isKept { try db.change("COMMIT TRANSACTION") } else { try db.rollback() }
            return result
        } catch {
            // The first error is thrown on. SQLite has rolled back by itself after some of them, a full disk for one, and this
            // fails then.
            try? db.rollback()
            throw error
        }
    }

    /// Does what cannot be done inside a transaction, while nobody else of this process writes.
    func writeAlone<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        try await naming {
            try access.reach?(.writes)
            let result =
                if access.blocks {
                    try writeHere { db in try inPlace(db, body) }
                } else {
                    try await pool.writeWithoutTransaction { db in try inPlace(db, body) }
                }
            try access.reach?(.committed)
            return result
        }
    }

    private func inPlace<Value>(_ db: Database, _ body: (Database) throws -> Value) throws -> Value {
        try requireInPlace(db)
        let result = try UnreadableValues.refused { try body(db) }
        // What was written into a file that was replaced meanwhile is lost, so nobody may be told that it was kept.
        try requireInPlace(db)
        return result
    }

    private func writeHere<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try pool.writeWithoutTransaction(body)
    }

    /// One consistent view; does not wait for writers.
    func read<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        try await naming {
            try access.reach?(.reads)
            return if access.blocks {
                try readHere { db in try unchanged(db, body) }
            } else {
                try await pool.read { db in try unchanged(db, body) }
            }
        }
    }

    /// Reads while the caller's thread waits. The transaction's own statements are compiled once for each connection, because that takes
    /// longer than most of what is read.
    private func readHere<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try pool.unsafeRead { db in
            try db.change("BEGIN DEFERRED TRANSACTION")
            let result = Result { try body(db) }
            try db.change("COMMIT TRANSACTION")
            return try result.get()
        }
    }

    private func unchanged<Value>(_ db: Database, _ body: (Database) throws -> Value) throws -> Value {
        try requireInPlace(db)
        let result = try UnreadableValues.refused { try body(db) }
        try still?.requireUnchanged()
        return result
    }

    /// Calls `body` with each row of many. They are read in portions, each in a view of its own: whoever
    /// takes long over them, as a pager does, must not keep the log from being written into the database.
    /// What is changed meanwhile is seen as it is when its portion is read.
    /// - Parameters:
    ///   - start: sorts before all rows.
    ///   - key: what rows are sorted by; no two have the same.
    ///   - next: the first rows behind a key, as many as it is told unless there are fewer.
    func readInPortions<Element: Sendable, Key: Sendable>(
        from start: Key, by key: (Element) -> Key, next: @Sendable (Database, Key, Int) throws -> [Element],
        _ body: (Element) throws -> Void
    ) async throws {
        var last = start
        while true {
            let rows = try await read { [last] db in try next(db, last, Self.portion) }
            for row in rows { try body(row) }
            guard rows.count == Self.portion, let end = rows.last else { return }
            last = key(end)
        }
    }

    /// Reads what takes no time, in code that is not asynchronous.
    func readNow<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do { return try pool.read(body) } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }

    /// A number that stays the same for as long as nobody commits anything, in this process or another. It is cheap, so that who would
    /// repeat a question can ask first whether the answer may be another one by now.
    /// - Returns: nil where nobody can tell.
    /// - Throws: `StoreError.replaced` when another file stands where the database was opened, or none.
    public func dataVersion() throws -> Int64? {
        guard still == nil else { return nil }
        do {
            return try commits.withLock { watch in
                let open = try watch ?? openCommitWatch()
                watch = open
                return try open.version(requireInPlace)
            }
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }

    /// Opens one over the file that the pool has open, and no other in its place.
    private func openCommitWatch() throws -> CommitWatch {
        try pool.read(requireInPlace)
        let watch = try CommitWatch(path)
        // It may have been replaced since.
        try pool.read(requireInPlace)
        return watch
    }

    /// A connection beside the pool's, for reading everything while others write.
    ///
    /// The pool's readers cannot do that: SQLite leaves CHECK constraints out of what it knows over a connection that may
    /// only read, so that `integrity_check` does not try them and `VACUUM INTO` does not see that a table is like its copy.
    func onOwnConnection<Value>(_ body: (DatabaseQueue) async throws -> Value) async throws -> Value {
        try await naming {
            var configuration = Configuration()
            configuration.busyMode = .timeout(Self.patience)
            configuration.readonly = still != nil
            let queue = try DatabaseQueue(path: still?.address ?? path, configuration: configuration)
            let value = try await body(queue)
            try queue.close()
            try still?.requireUnchanged()
            return value
        }
    }

    /// Throws `StoreError.readOnly` where nothing can be written.
    public func requireWritable() throws {
        if let obstacle = WriteObstacle(database: path) { throw StoreError.readOnly(path, obstacle) }
    }

    /// Lets go of the file. What is in its log is written into it, and the log is gone, when nobody else has it open.
    public func close() throws {
        try commits.withLock { watch in
            try watch?.close()
            watch = nil
        }
        // The connection that closes last writes the log back, and one that may only read cannot; so those close first. The log
        // beside a file that was replaced belongs to another database.
        if (try? readNow(requireInPlace)) != nil { pool.invalidateReadOnlyConnections() }
        try pool.close()
    }

    /// Turns SQLite's errors into `StoreError`.
    private func naming<Value>(_ access: () async throws -> Value) async throws -> Value {
        do {
            return try await access()
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        } catch let error as RowDecodingError {
            throw StoreError.damaged(.value(UnreadableValues.withoutRow(error)))
        }
    }

    /// The database, its log and the log's index.
    var files: [String] { [path, "\(path)-wal", "\(path)-shm"] }

    /// A descriptor to read one of the database's files by; nil when there is no such file. It stays open as
    /// long as the database: when a process closes any descriptor of a file, the system drops the locks that
    /// SQLite holds on it.
    func searched(_ file: String) -> Int32? {
        searched.withLock { known in
            if let descriptor = known[file] { return descriptor }
            let descriptor = Glibc.open(file, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            known[file] = descriptor
            return descriptor
        }
    }

    deinit {
        try? close()
        searched.withLock { for descriptor in $0.values { Glibc.close(descriptor) } }
    }

    /// Brings everything from the log into the database and empties the log.
    func checkpoint() async throws {
        try await writeAlone { db in _ = try db.checkpoint(.truncate) }
    }

    /// Writes every page anew, so that nothing is left between the rows; takes about as long as copying the file.
    func rewrite() async throws {
        try await writeAlone { db in
            try db.execute(sql: "VACUUM")
            _ = try db.checkpoint(.truncate)
        }
    }

    func workerLockPath(_ key: String) -> String { "\(path)-worker-\(key)" }

    /// Deletes the files of workers that ended without a chance to do so, and which the ledger knows no more.
    func clearWorkerFiles(of known: Set<String>) {
        for key in Self.workerKeys(path) where !known.contains(key) {
            _ = FileLock(path: workerLockPath(key))
        }
    }

    /// The keys in the names of the worker files beside a database.
    static func workerKeys(_ path: String) -> [String] {
        let url = URL(fileURLWithPath: path)
        let prefix = "\(url.lastPathComponent)-worker-"
        let directory = url.deletingLastPathComponent().path
        return ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [])
            .filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }
}
