// SPDX-License-Identifier: Apache-2.0
import Glibc
import Synchronization

/// An exclusive lock on a file of its own, for as long as the value lives; the system drops it when the
/// process dies, however it dies. The file goes with the value, unless it is kept.
public final class FileLock: Sendable {
    /// The file.
    public let path: String
    /// The open file; it is closed with the value.
    public let descriptor: Int32
    private let isKept = Mutex(false)

    /// Nil when another living process holds it, or the file cannot be made.
    public init?(path: String) {
        guard let descriptor = Self.locked(path) else { return nil }
        self.path = path
        self.descriptor = descriptor
    }

    private static func locked(_ path: String) -> Int32? {
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { return nil }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                close(descriptor)
                return nil
            }
            // Whoever held the lock may have deleted the file between the two calls; a lock on a deleted file keeps nobody out.
            var status = stat()
            if fstat(descriptor, &status) == 0, status.st_nlink > 0 { return descriptor }
            close(descriptor)
        }
    }

    /// Leaves the file to whoever locks it next.
    public func keep() { isKept.withLock { $0 = true } }

    /// Has the file deleted at the end, if it was to be kept before.
    public func remove() { isKept.withLock { $0 = false } }

    /// Deletes the file before others can lock it.
    deinit {
        if !isKept.withLock(\.self) { unlink(path) }
        // Where the file is mapped, the lock outlives the descriptor.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
