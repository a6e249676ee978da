// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// A database that is read where nothing can be written beside it, and that has no log.
///
/// A log is read with its index, a file that whoever comes first makes. Where both are there, SQLite reads
/// as always; a log alone cannot be read. Where there is none, everything is in the database's file, and
/// SQLite needs no index when it is told that nobody changes that (`immutable`, sqlite.org/uri.html §3.3).
/// Others may see the same disk with the right to write, so after each reading it is looked at whether that
/// was true.
struct StillFile: Hashable, Sendable {
    private let path: String
    private let state: [Int]

    /// Makes nil where SQLite can read as always.
    /// - Throws: `StoreError.needsWriting` when there is a log without its index.
    init?(_ path: String, because obstacle: WriteObstacle) throws {
        if Self.size("\(path)-wal") > 0 {
            guard Self.size("\(path)-shm") > 0 else { throw StoreError.needsWriting(path, obstacle) }
            return nil
        }
        self.path = path
        state = Self.state(of: path)
    }

    /// What SQLite opens.
    var address: String {
        var unreserved = CharacterSet.urlPathAllowed
        unreserved.remove(charactersIn: ";")
        let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
        let escaped = absolute.addingPercentEncoding(withAllowedCharacters: unreserved) ?? absolute
        return "file://\(escaped)?immutable=1"
    }

    /// Throws `StoreError.changed` when somebody wrote it since it was opened: what was read may be of two
    /// states.
    func requireUnchanged() throws {
        guard Self.state(of: path) == state else { throw StoreError.changed(path) }
    }

    private static func size(_ file: String) -> Int {
        var status = stat()
        return stat(file, &status) == 0 ? Int(status.st_size) : 0
    }

    private static func state(of path: String) -> [Int] {
        var status = stat()
        guard stat(path, &status) == 0 else { return [] }
        return [
            Int(status.st_dev), Int(status.st_ino), Int(status.st_size), status.st_mtim.tv_sec,
            status.st_mtim.tv_nsec,
        ]
    }
}
