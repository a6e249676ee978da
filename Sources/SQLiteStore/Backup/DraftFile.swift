// SPDX-License-Identifier: Apache-2.0
import Foundation
import Sender

/// A file that is being written to appear elsewhere whole, and that only its owner can read from the first
/// byte on.
///
/// It may hold everybody's address and may be on any disk, so a lock file beside the database,
/// `<database>-draft-<key>`, says where it is: a draft whose process is gone is deleted when the database
/// is opened next, and one that is being written is searched when somebody is erased. Where nothing can be
/// written beside the database nobody can be erased either, and a draft of it is made all the same: it may
/// be the last copy there will be.
final class DraftFile {
    let path: String
    /// Others see by it that the draft is being written. It is let go of after the draft is deleted, with the value.
    private let lock: FileLock?

    /// - Parameters:
    ///   - target: where it is to appear.
    ///   - database: the path of the newsroom's database.
    ///   - key: what no other draft is named by.
    init(of target: String, besides database: String, key: String) throws {
        let lockPath = "\(database)-draft-\(key)"
        lock = FileLock(path: lockPath)
        path = URL(fileURLWithPath: target).path + Self.suffix(key)
        if let lock {
            let line = Array(path.utf8)
            guard write(lock.descriptor, line, line.count) == line.count else {
                throw StoreError.cannotWrite(lockPath, errno)
            }
        } else if WriteObstacle(database: database) == nil {
            throw StoreError.cannotLock(lockPath)
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError.cannotWrite(target, errno) }
        close(descriptor)
    }

    deinit { Self.remove(path) }

    private static func suffix(_ key: some StringProtocol) -> String { ".part-\(key)" }

    private static func remove(_ path: String) {
        for file in ["", "-journal", "-wal", "-shm"] { unlink(path + file) }
    }

    /// Copies a file's bytes into the draft.
    func fill(from source: String) throws {
        do {
            let reader = try FileHandle(forReadingFrom: URL(fileURLWithPath: source))
            let writer = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            while let part = try reader.read(upToCount: 1 << 20), !part.isEmpty {
                try writer.write(contentsOf: part)
            }
            try reader.close()
            try writer.close()
        } catch {
            throw StoreError.cannotCopy(source, to: path, why: error.localizedDescription)
        }
    }

    /// Puts what is written on the disk.
    func synchronize() throws {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, fsync(descriptor) == 0 else {
            throw StoreError.cannotWrite(path, errno)
        }
    }

    /// Deletes the drafts that processes left that are gone.
    static func clear(besides database: String) {
        // Whoever wrote a draft whose lock is free is gone: the draft is deleted, and its lock's file with the lock.
        for (key, file) in locks(besides: database) {
            guard let lock = FileLock(path: file) else { continue }
            if let draft = draft(key, noted: lock.path) { remove(draft) }
        }
    }

    /// The drafts that are being written.
    static func all(besides database: String) -> [String] {
        locks(besides: database).compactMap { draft($0.key, noted: $0.file) }
    }

    private static func locks(besides database: String) -> [(key: String, file: String)] {
        let url = URL(fileURLWithPath: database)
        let directory = url.deletingLastPathComponent()
        let prefix = "\(url.lastPathComponent)-draft-"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return names.filter { $0.hasPrefix(prefix) }.map {
            (String($0.dropFirst(prefix.count)), directory.appending(path: $0).path)
        }
    }

    /// The path that a lock file notes; nil when the file is not named as drafts are, so that nothing else is deleted.
    private static func draft(_ key: String, noted file: String) -> String? {
        guard let path = try? String(contentsOfFile: file, encoding: .utf8), !key.isEmpty,
            path.hasSuffix(suffix(key))
        else { return nil }
        return path
    }
}
