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
    private let lock: Mutex<FileLock?>

    init(id: Int64, lock: FileLock, journal: AcceptanceJournal) {
        self.id = id
        self.lock = Mutex(lock)
        self.journal = journal
    }

    deinit { leave() }

    /// Lets go of the lock, at the latest when nobody holds the worker any more.
    func leave() {
        lock.withLock { lock in
            if isBehind.withLock(\.self) { lock?.keep() }
            lock = nil
        }
    }
}
