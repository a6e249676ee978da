import Glibc

/// What changes when a file is written: who compares it need not read the file again.
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
        // A file that is moved into another's place keeps the time of its content.
        times = [
            status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
        ]
    }
}
