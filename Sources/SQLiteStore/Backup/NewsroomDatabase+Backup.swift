// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
public import MailFormat
import Sender
public import Subscribers

/// Copies of a database, and bringing one back.
extension NewsroomDatabase {
    /// Writes a consistent copy while others go on reading and writing: all of one instant, without anything that was
    /// deleted. The file appears whole or not at all, and nobody else can read it at any time.
    public func backUp(to path: String) async throws {
        guard !FileManager.default.fileExists(atPath: path) else { throw StoreError.exists(path) }
        let draft = try DraftFile(of: path, besides: self.path, key: random.fileKey())
        try await backUp(draft: draft.path)
        try draft.synchronize()
        guard link(draft.path, path) == 0 else {
            throw errno == EEXIST
                ? StoreError.exists(path) : StoreError.cannotWrite(path, errno)
        }
    }

    /// Writes the copy into an empty file, and the time into the file's head.
    private func backUp(draft: String) async throws {
        let made = UInt32(clamping: now() / 1000)
        do {
            let isWritable = WriteObstacle(database: path) == nil
            let copy = try await onOwnConnection { source in
                guard isWritable else { return try Self.copy(source, into: draft) }
                try await source.writeWithoutTransaction {
                    try $0.execute(sql: "VACUUM INTO ?", arguments: [draft])
                }
                return try DatabaseQueue(path: draft)
            }
            try await copy.write { try Self.setMark(Self.copyMark, identity: made, $0) }
            try copy.close()
        } catch let error as DatabaseError {
            throw StoreError(error, path: draft)
        }
    }

    /// Copies a database whose file cannot be written. `VACUUM INTO` fails there, because it does not see that a table with
    /// computed columns is like its copy.
    private static func copy(_ source: DatabaseQueue, into draft: String) throws -> DatabaseQueue {
        let copy = try DatabaseQueue(path: draft)
        try source.backup(to: copy)
        try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE; VACUUM") }
        return copy
    }

    /// What a restored database waits for.
    public struct Restoration: Hashable, Sendable {
        /// When the copy was made, milliseconds since 1970.
        public let madeAt: Int64
        /// Mailings that are held because the copy does not know what was sent of them since.
        public let held: [MailingID]
        /// Where the database that was replaced is now; nil when there was none.
        public let previous: String?
        /// What was carried over from it; nil when there was none, or it could not be read, or is another
        /// newsroom's.
        public let carried: CarriedOver?
    }

    /// Puts a backup in a database's place. What was being sent, or was to be published between the backup
    /// and now, is halted until an operator resumes it: it may have gone out. From the database that is
    /// replaced comes what must hold whatever is restored.
    /// - Throws: when the copy is damaged, no backup, or the present database is in use by a sender.
    /// - Parameters:
    ///   - now: the clock, in milliseconds since 1970.
    ///   - random: any 64 bits, those of `create`.
    ///   - erased: hashes of people who were erased, and when, milliseconds since 1970. It is asked for those erased since the copy was
    ///     made, where the database that is replaced cannot say it.
    public static func restore(
        _ copy: String, to path: String, erased: [(hash: AddressHash, at: Int64)] = [],
        now: @escaping @Sendable () -> Int64,
        random: @escaping @Sendable () -> UInt64
    ) async throws -> Restoration {
        guard FileManager.default.fileExists(atPath: copy) else { throw StoreError.missing(copy) }
        let file = URL(fileURLWithPath: copy).resolvingSymlinksInPath().path
        guard
            try FileManager.default.attributesOfItem(atPath: file)[.type] as? FileAttributeType
                == .typeRegular
        else { throw StoreError.notABackup(copy) }
        if let obstacle = WriteObstacle(database: path) { throw StoreError.readOnly(path, obstacle) }
        try requireIdle(path)
        let random = RandomBits(random)
        let draft = try DraftFile(of: path, besides: path, key: random.fileKey())
        try draft.fill(from: copy)
        let made = try takeMark(from: draft.path, named: copy)
        let restored = try await opened(draft, named: copy, now: now, random: random)
        let now = now()
        let held = try await restored.write { db in
            try NumberEpoch(at: now).begin(db)
            return try hold(now: now, db)
        }
        let carried = await restored.carryOver(from: path)
        if carried == nil { try await restored.forget(erased.filter { $0.at >= made }.map(\.hash)) }
        try await restored.checkpoint()
        try restored.close()
        try draft.synchronize()
        let previous = try setAside(path, at: now)
        guard rename(draft.path, path) == 0 else {
            throw StoreError.cannotWrite(path, errno)
        }
        return Restoration(madeAt: made, held: held, previous: previous, carried: carried)
    }

    /// A copy as a database, looked through.
    private static func opened(
        _ draft: DraftFile, named copy: String, now: @escaping @Sendable () -> Int64, random: RandomBits
    ) async throws -> NewsroomDatabase {
        do {
            let database = try NewsroomDatabase(opening: draft.path, now: now, random: random)
            if let fault = try await database.check().first {
                throw StoreError.damagedBackup(copy, .check(fault))
            }
            return database
        } catch StoreError.damaged(let damage) {
            throw StoreError.damagedBackup(copy, damage)
        }
    }

    /// Senders keep a lock file beside their database.
    private static func requireIdle(_ path: String) throws {
        for key in workerKeys(path) {
            guard let lock = FileLock(path: "\(path)-worker-\(key)") else { throw StoreError.inUse(path) }
            // The file holds what a sender that died wrote down, and the restoration may still fail.
            lock.keep()
        }
    }

    /// Reads from a copy's head when it was made, milliseconds since 1970, and marks it as a database.
    private static func takeMark(from draft: String, named copy: String) throws -> Int64 {
        do {
            var configuration = Configuration()
            configuration.foreignKeysEnabled = false
            let database = try DatabaseQueue(path: draft, configuration: configuration)
            defer { try? database.close() }
            return try database.write { db in
                try Schema.requireKnown(db, at: copy)
                guard try mark(of: db) == copyMark else { throw StoreError.notABackup(copy) }
                let made = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
                try setMark(0, identity: 0, db)
                return Int64(UInt32(bitPattern: made)) * 1000
            }
        } catch let error as DatabaseError {
            switch StoreError(error, path: copy) {
            case .damaged(let damage): throw StoreError.damagedBackup(copy, damage)
            case .notADatabase: throw StoreError.notABackup(copy)
            case let other: throw other
            }
        }
    }

    /// Stops what may have gone out since the database was copied.
    /// - Returns: the mailings that an operator has to resume.
    static func hold(now: Int64, _ db: Database) throws -> [MailingID] {
        let reason = "restored from a backup: what was sent since is not known here"
        let held = try Int64.fetchAll(
            db,
            sql: """
                UPDATE mailing SET state = \(MailingState.halted.rawValue), reason = ?
                WHERE state IN (\(([.sending, .paused] as [MailingState]).sql))
                    OR (state = \(MailingState.scheduled.rawValue) AND publish_at <= ?) RETURNING id
                """, arguments: [reason, now]
        ).sorted()
        try RuleStore.holdRestored(at: now, db)
        for mailing in held {
            try LedgerEvent.note(.halted, of: mailing, because: reason, at: now, db)
        }
        return held.map(MailingID.init)
    }

    /// Gives a database another name, and its log, which nobody else may read. The database itself stays
    /// where it is until another one takes its place.
    private static func setAside(_ path: String, at now: Int64) throws -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let first = "\(path).before-restore-\(now / 1000)"
        let place =
            sequence(first: 1, next: { $0 + 1 }).lazy.map { $0 == 1 ? first : "\(first)-\($0)" }
            .first { !FileManager.default.fileExists(atPath: $0) } ?? first
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            let (file, new) = (path + suffix, place + suffix)
            guard chmod(file, 0o600) == 0, suffix.isEmpty && link(file, new) == 0 || rename(file, new) == 0
            else {
                throw StoreError.cannotWrite(new, errno)
            }
        }
        return place
    }
}
