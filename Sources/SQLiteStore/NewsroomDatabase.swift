import Foundation
import GRDB

/// A newsroom's SQLite file: one writer, a few readers, WAL, every commit synced.
public final class NewsroomDatabase: Sendable {
    /// Where it is.
    public let path: String
    /// Milliseconds since 1970: the store's own clock.
    let now: @Sendable () -> Int64
    private let pool: DatabasePool

    /// How many connections read at once.
    static let readers = 3
    /// Seconds to wait for another process's transaction: an import of a million people is one.
    private static let patience = 60.0
    /// Of pages the writer keeps.
    private static let cacheKilobytes = 6000

    /// Makes a new database.
    public static func create(at path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else { throw StoreError.exists(path) }
        // Nobody else on the machine has any business with people's addresses; SQLite gives its log the same mode.
        _ = FileManager.default.createFile(
            atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        _ = try NewsroomDatabase(path: path, now: systemTime)
    }

    /// Opens a database and brings its schema up to date.
    public convenience init(opening path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { throw StoreError.missing(path) }
        try self.init(path: path, now: Self.systemTime)
    }

    init(path: String, now: @escaping @Sendable () -> Int64) throws {
        self.path = path
        self.now = now
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.patience)
        configuration.maximumReaderCount = Self.readers
        configuration.prepareDatabase { db in
            // What is deleted is overwritten, so that an erased person is gone from the file as well.
            try db.execute(sql: "PRAGMA secure_delete = ON")
            // Who only reads goes through a table once, and can do with the two megabytes that SQLite keeps by itself.
            if !db.configuration.readonly {
                try db.execute(sql: "PRAGMA cache_size = -\(Self.cacheKilobytes)")
            }
            try SegmentFunctions.install(db)
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            let migrator = Schema.migrator
            guard try !pool.read(migrator.hasBeenSuperseded) else { throw StoreError.newer(path) }
            try migrator.migrate(pool)
            // A settled delivery must survive a power cut; WAL's usual NORMAL does not promise that.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }

    private static let systemTime: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }

    /// One transaction that may change things: all of it happens or nothing.
    func write<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        try await naming {
            try await pool.write { db in try UnreadableValues.refused { try body(db) } }
        }
    }

    /// One transaction that can be undone at its end, as a rehearsal.
    func write<Value: Sendable>(
        keeping isKept: Bool, _ body: @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await writeAlone { db in try Self.transaction(on: db, keeping: isKept, body) }
    }

    /// One transaction whose new rows refer to what it selects itself: whether that is there is not looked up for each of
    /// them, which would take as long as all the rest.
    func writeTrustingReferences<Value: Sendable>(
        _ body: @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await writeAlone { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF")
            let result = Result { try Self.transaction(on: db, keeping: true, body) }
            try db.execute(sql: "PRAGMA foreign_keys = ON")
            return try result.get()
        }
    }

    private static func transaction<Value>(
        on db: Database, keeping isKept: Bool, _ body: (Database) throws -> Value
    ) throws -> Value {
        var result: Value?
        try db.inTransaction(.immediate) {
            result = try UnreadableValues.refused { try body(db) }
            return isKept ? .commit : .rollback
        }
        guard let result else { throw StoreError.failed("a transaction ended without a result") }
        return result
    }

    /// What cannot be done inside a transaction; alone among writers.
    func writeAlone<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        try await naming {
            try await pool.writeWithoutTransaction { db in try UnreadableValues.refused { try body(db) } }
        }
    }

    /// One consistent view; does not wait for writers.
    func read<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        try await naming {
            try await pool.read { db in try UnreadableValues.refused { try body(db) } }
        }
    }

    /// The same for what takes no time and cannot wait to be resumed.
    func readNow<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do { return try pool.read(body) } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }

    /// A connection beside the pool's, for reading everything while others write.
    ///
    /// The pool's readers cannot do that: SQLite leaves CHECK constraints out of what it knows over a connection that may
    /// only read, so that `integrity_check` does not try them and `VACUUM INTO` does not see that a table is like its copy.
    func onOwnConnection<Value>(_ body: (DatabaseQueue) async throws -> Value) async throws -> Value {
        try await naming {
            var configuration = Configuration()
            configuration.busyMode = .timeout(Self.patience)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let value = try await body(queue)
            try queue.close()
            return value
        }
    }

    /// Lets go of the file.
    func close() throws { try pool.close() }

    /// SQLite's errors in our words.
    private func naming<Value>(_ access: () async throws -> Value) async throws -> Value {
        do {
            return try await access()
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        } catch let error as RowDecodingError {
            throw StoreError.damaged(UnreadableValues.words(error))
        }
    }

    /// The database, its log and the log's index.
    var files: [String] { [path, "\(path)-wal", "\(path)-shm"] }

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
}
