// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// One sending process as the ledger knows it: a row with a lease, and a lock the system drops when it dies.
///
/// The lock file stands beside the database, `<database>-worker-<key>`, and holds the worker's `AcceptanceJournal`. Whoever
/// can lock it knows that its process is gone, however it went, and need not wait for the lease to end. A worker that could
/// not write its results leaves the file to its successor, who finds them there.
public final class OutboxWorker: Sendable {
    /// The ledger's number.
    public let id: Int64
    /// What its connections do with rows in flight.
    public let journal: AcceptanceJournal
    private let behind = Mutex(false)
    private let lock: Mutex<FileLock?>

    /// A worker that the ledger knows, which holds its lock.
    public init(id: Int64, lock: FileLock, journal: AcceptanceJournal) {
        self.id = id
        self.lock = Mutex(lock)
        self.journal = journal
    }

    deinit { leave() }

    /// Takes note whether the last transaction failed, so that the journal knows more than the ledger.
    public func note(isBehind: Bool) { behind.withLock { $0 = isBehind } }

    /// Whether the last transaction failed.
    public var isBehind: Bool { behind.withLock(\.self) }

    /// Lets go of the lock, at the latest when nobody holds the worker any more.
    public func leave() {
        lock.withLock { lock in
            if isBehind { lock?.keep() }
            lock = nil
        }
    }
}
