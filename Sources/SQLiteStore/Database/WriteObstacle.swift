// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// Why the system lets this process write nothing in a place.
public enum WriteObstacle: Hashable, Sendable {
    /// The file system is mounted read-only.
    case readOnlyDisk
    /// This user may not write the file or directory of that path.
    case noPermission(String)

    /// Nil when a file can be written, or files can be made in a directory, or the place is not there.
    public init?(at path: String) {
        guard access(path, W_OK) != 0 else { return nil }
        switch errno {
        case EROFS: self = .readOnlyDisk
        case EACCES, EPERM: self = .noPermission(path)
        default: return nil
        }
    }

    /// What keeps a database from being written: SQLite writes its file, and makes others beside it.
    public init?(database path: String) {
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard let obstacle = WriteObstacle(at: path) ?? WriteObstacle(at: directory) else { return nil }
        self = obstacle
    }
}
