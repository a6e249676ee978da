// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The identity, size and times of a file, which change when it is written: who compares them need not read the file again.
struct FileStamp: Hashable, Sendable {
    private let path: String
    private let inode: UInt64
    private let size: Int64
    /// When its content and what is known of it changed: seconds and nanoseconds.
    private let times: [Int]

    /// Nil for a file that is not there.
    init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.path = path
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        // The time of the status counts as well, because a file that is moved into another's place keeps the time of its
        // content.
        times = [
            status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
        ]
    }
}
