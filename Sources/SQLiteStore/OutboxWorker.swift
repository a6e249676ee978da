import GRDB
import Glibc
import Synchronization

/// One sending process as the ledger knows it: a row with a lease, and a lock the system drops when it dies.
///
/// The lock file stands beside the database, `<database>-worker-<key>`, and holds the worker's `AcceptanceJournal`. Whoever
/// can lock it knows that its process is gone, however it went, and need not wait for the lease to end. A worker that could
/// not write its results leaves the file to its successor, who finds them there.
final class OutboxWorker: Sendable {
    let id: Int64
    let journal: AcceptanceJournal
    /// Whether the last transaction failed, so that the journal knows more than the ledger.
    let isBehind = Mutex(false)
    private let lock: WorkerLock

    init(id: Int64, lock: WorkerLock, journal: AcceptanceJournal) {
        self.id = id
        self.lock = lock
        self.journal = journal
    }

    deinit {
        if isBehind.withLock(\.self) { lock.release() } else { lock.remove() }
    }
}

/// An exclusive lock on a file of its own.
struct WorkerLock: Sendable {
    let path: String
    let descriptor: Int32

    /// Nil when another living process holds it, or the file cannot be made.
    init?(path: String) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        self.path = path
        self.descriptor = descriptor
    }

    /// Lets go of the lock and leaves the file.
    func release() { close(descriptor) }

    /// Deletes the file, then lets go of the lock.
    func remove() {
        unlink(path)
        close(descriptor)
    }
}
