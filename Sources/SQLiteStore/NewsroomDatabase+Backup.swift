import Foundation
import GRDB

/// Copies of a database, and bringing one back.
extension NewsroomDatabase {
    /// Writes a consistent copy while others go on reading and writing: all of one instant, without anything that was
    /// deleted. The file appears whole or not at all.
    public func backUp(to path: String) async throws {
        guard !FileManager.default.fileExists(atPath: path) else { throw StoreError.exists(path) }
        let draft = "\(path).part-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: draft) }
        try await backUp(draft: draft)
        do {
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: draft)
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: draft))
            try handle.synchronize()
            try handle.close()
            guard link(draft, path) == 0 else { throw StoreError.exists(path) }
        } catch let error as CocoaError {
            throw StoreError.failed("\(path) cannot be written: \(error.localizedDescription)")
        }
    }

    private func backUp(draft: String) async throws {
        let made = now()
        do {
            try await onOwnConnection { source in
                try await source.writeWithoutTransaction {
                    try $0.execute(sql: "VACUUM INTO ?", arguments: [draft])
                }
            }
            var configuration = Configuration()
            configuration.foreignKeysEnabled = false
            let copy = try DatabaseQueue(path: draft, configuration: configuration)
            try await copy.write { db in
                try db.execute(sql: "CREATE TABLE backup (made_at INTEGER NOT NULL) STRICT")
                try db.execute(sql: "INSERT INTO backup VALUES (?)", arguments: [made])
            }
            try copy.close()
        } catch let error as DatabaseError {
            throw StoreError(error, path: draft)
        }
    }

    /// What a restored database waits for.
    public struct Restoration: Hashable, Sendable {
        /// When the copy was made, milliseconds since 1970.
        public let madeAt: Int64
        /// Mailings that are held because the copy does not know what was sent of them since.
        public let held: [Int64]
        /// Where the database that was replaced is now; nil when there was none.
        public let previous: String?
    }

    /// Puts a backup in a database's place. What was being sent, or was to be published between the backup and now, is
    /// halted until an operator resumes it: it may have gone out.
    /// - Throws: when the copy is damaged, no backup, or the present database is in use by a sender.
    public static func restore(_ copy: String, to path: String) async throws -> Restoration {
        guard FileManager.default.fileExists(atPath: copy) else { throw StoreError.missing(copy) }
        try requireIdle(path)
        let draft = "\(path).restoring-\(getpid())"
        defer {
            for file in [draft, "\(draft)-wal", "\(draft)-shm"] {
                try? FileManager.default.removeItem(atPath: file)
            }
        }
        do {
            try FileManager.default.copyItem(atPath: copy, toPath: draft)
        } catch {
            throw StoreError.failed("\(copy) cannot be copied beside \(path)")
        }
        let made = try takeMark(from: draft, named: copy)
        let restored = try NewsroomDatabase(opening: draft)
        let faults = try await restored.check()
        guard faults.isEmpty else { throw StoreError.damaged("\(copy): \(faults[0].description)") }
        let held = try await restored.hold()
        try await restored.checkpoint()
        try restored.close()
        let previous = try setAside(path, at: restored.now())
        guard rename(draft, path) == 0 else { throw StoreError.failed("\(path) cannot be put in place") }
        return Restoration(madeAt: made, held: held, previous: previous)
    }

    /// Senders keep a lock file beside their database.
    private static func requireIdle(_ path: String) throws {
        let url = URL(fileURLWithPath: path)
        let prefix = "\(url.lastPathComponent)-worker-"
        let names =
            (try? FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)) ?? []
        for name in names where name.hasPrefix(prefix) {
            let file = url.deletingLastPathComponent().appending(path: name).path
            guard let lock = WorkerLock(path: file) else { throw StoreError.inUse(path) }
            lock.remove()
        }
    }

    private static func takeMark(from draft: String, named copy: String) throws -> Int64 {
        do {
            var configuration = Configuration()
            configuration.foreignKeysEnabled = false
            let database = try DatabaseQueue(path: draft, configuration: configuration)
            defer { try? database.close() }
            return try database.write { db in
                guard try db.tableExists("backup"),
                    let made = try Int64.fetchOne(db, sql: "SELECT made_at FROM backup")
                else { throw StoreError.notABackup(copy) }
                try db.execute(sql: "DROP TABLE backup")
                return made
            }
        } catch let error as DatabaseError {
            throw StoreError(error, path: copy)
        }
    }

    private func hold() async throws -> [Int64] {
        let now = now()
        let reason = "restored from a backup: what was sent since is not known here"
        return try await write { db in
            let held = try Int64.fetchAll(
                db,
                sql: """
                    UPDATE mailing SET state = 3, reason = ?
                    WHERE state IN (1, 2) OR (state = 0 AND publish_at <= ?) RETURNING id
                    """, arguments: [reason, now]
            ).sorted()
            for mailing in held {
                try LedgerEvent.note(.halted, of: mailing, because: reason, at: now, db)
            }
            return held
        }
    }

    /// Moves a database and its log out of the way.
    private static func setAside(_ path: String, at now: Int64) throws -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let first = "\(path).before-restore-\(now / 1000)"
        let place =
            sequence(first: 1, next: { $0 + 1 }).lazy.map { $0 == 1 ? first : "\(first)-\($0)" }
            .first { !FileManager.default.fileExists(atPath: $0) } ?? first
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            guard rename(path + suffix, place + suffix) == 0 else {
                throw StoreError.failed("\(path)\(suffix) cannot be moved to \(place)\(suffix)")
            }
        }
        return place
    }
}
