import Foundation
import GRDB

/// A newsroom's SQLite file: one writer, a few readers, WAL, every commit synced.
public final class NewsroomDatabase: Sendable {
    /// Where it is.
    public let path: String
    /// Milliseconds since 1970: the store's own clock.
    let now: @Sendable () -> Int64
    private let pool: DatabasePool

    /// Makes a new database.
    public static func create(at path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else { throw StoreError.exists(path) }
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
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 3
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
        do {
            return try await pool.write(body)
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }

    /// One consistent view; does not wait for writers.
    func read<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await pool.read(body)
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }

    func workerLockPath(_ key: String) -> String { "\(path)-worker-\(key)" }
}
