// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
public import MailFormat
public import Sender
import Synchronization

/// The ledger as one sending process uses it: see `Outbox`.
///
/// Each tick is one transaction of `synchronous=FULL`, so what it returned survives a power cut.
public struct SQLiteOutbox: Outbox {
    /// Another process took this worker's rows because its lease ended: it must not go on sending.
    public struct Evicted: Error, Sendable {}

    let database: NewsroomDatabase
    let worker: OutboxWorker
    private let scope: MailingID?
    private let leavesEditions: Bool
    private let retry: RetryPolicy
    private let providers: CountedProviders
    private let known = KnownOutlook()

    /// Registers a worker and takes over the rows of workers that are gone.
    /// - Parameters:
    ///   - scope: the only mailing to send; nil for all.
    ///   - leavesEditions: whether editions are sent by others.
    ///   - retry: decides what becomes of rows found in flight.
    public init(
        _ database: NewsroomDatabase, scope: MailingID? = nil, leavesEditions: Bool = false,
        retry: RetryPolicy
    ) async throws {
        self.database = database
        self.leavesEditions = leavesEditions
        self.scope = scope
        self.retry = retry
        try database.requireWritable()
        database.clearWorkerFiles(of: try await Self.workers(database))
        providers = CountedProviders(named: try await Self.countedProviders(database))
        let key = database.random.fileKey()
        guard let lock = FileLock(path: database.workerLockPath(key)) else {
            throw StoreError.cannotLock(database.workerLockPath(key))
        }
        let journal = try Self.journal(in: lock)
        let until = database.now() + Self.lease
        let id = try await database.writePatiently { db in
            try db.execute(
                sql: "INSERT INTO worker (key, lease_until, process) VALUES (?, ?, ?)",
                arguments: [key, until, ProcessInfo.processInfo.processIdentifier])
            return db.lastInsertedRowID
        }
        worker = OutboxWorker(id: id, lock: lock, journal: journal)
        try await recover()
    }

    /// How long a worker's lease lasts, milliseconds: longer than the wait for the reply to a dot, so that nobody takes over a
    /// row that is being answered.
    private static let lease: Int64 = 15 * 60 * 1000

    /// How soon to look again, in milliseconds, for something of which no time is known.
    private static let poll: Int64 = 1000

    /// How soon to look again, in milliseconds, for something that is held up.
    private static let moment: Int64 = 100

    /// See `Outbox`.
    public func tick(_ orders: OutboxOrders) async throws -> OutboxReport {
        let report = try await keepingJournal { db in
            let now = database.now()
            let ledger = OutboxLedger(
                db: db, worker: worker.id, now: now, leavesEditions: leavesEditions,
                name: { [providers] in providers.name(of: $0) })
            try ledger.renewLease(until: now + Self.lease)
            var report = OutboxReport()
            (report.lost, report.halted) = try ledger.settle(orders.settle)
            (report.started, report.withdrawn) = try ledger.start(orders.start)
            if orders.lease > 0 {
                report.leased = try ledger.lease(orders.lease, scope: scope)
                report.held = try ledger.heldProviders()
            }
            if report.leased.isEmpty { try ledger.finish(scope: scope) }
            for claim in orders.claims {
                report.grants[claim.relay] = try RelayQuotas(db: db, now: now).grant(claim)
            }
            return report
        }
        worker.journal.forget(orders.settle)
        if orders.lease > 0 && report.leased.isEmpty { try await recover() }
        return report
    }

    /// Runs a transaction, and keeps the journal's file when it fails: the journal knows what the ledger does not.
    private func keepingJournal(
        _ body: @Sendable (Database) throws -> OutboxReport
    ) async throws -> OutboxReport {
        do {
            let report = try await database.writePatiently(body)
            worker.note(isBehind: false)
            return report
        } catch {
            // The worker that took over has read the journal already.
            worker.note(isBehind: !(error is Evicted))
            throw error
        }
    }

    /// The journal that keeps how far rows in flight have come, should this process be killed.
    public var journal: any TransmissionJournal { worker.journal }

    private static func journal(in lock: FileLock) throws -> AcceptanceJournal {
        do {
            return try AcceptanceJournal(lock)
        } catch {
            throw StoreError.cannotJournal(error.path, error.code)
        }
    }

    /// See `Outbox`.
    public func outlook() async throws -> OutboxOutlook {
        let now = database.now()
        // Asked before the ledger is read: what is committed meanwhile counts as new.
        let version = try database.dataVersion()
        if let outlook = known.outlook(at: now, as: version) { return outlook }
        let found = try await database.read { db in try outlook(at: now, db) }
        known.keep(found, at: now, as: version)
        return found
    }

    private func outlook(at now: Int64, _ db: Database) throws -> OutboxOutlook {
        let ledger = OutboxLedger(db: db, worker: worker.id, now: now, leavesEditions: leavesEditions)
        let open = try ledger.openMailings(scope)
        var next: Int64?
        var isHeldUp = false
        for mailing in open {
            guard
                var due = try Int64.fetchOne(
                    db.cachedStatement(sql: OutboxStatements.nextDue), arguments: [mailing.id])
            else { continue }
            if due <= now, mailing.isHeld {
                isHeldUp = true
                due = now + Self.moment
            } else if due <= now, due > (try ledger.horizon(of: mailing)) {
                // Rows that wait for a canary that is late have no time of their own.
                due = now + Self.poll
            }
            next = min(next ?? due, due)
        }
        return OutboxOutlook(
            untilDue: next.map { .milliseconds(max(0, $0 - now)) }, isHeldUp: isHeldUp,
            isEmpty: try open.isEmpty && !ledger.hasOtherWorkers())
    }

    /// See `Outbox`.
    public func halt(_ mailing: MailingID, because reason: String) async throws {
        let now = database.now()
        try await database.writePatiently { db in
            _ = try MailingGuard(db: db, now: now).halt(mailing.rawValue, because: reason)
        }
    }

    /// See `Outbox`.
    public func leave() { worker.leave() }

    /// The providers that are counted by name.
    private static func countedProviders(_ database: NewsroomDatabase) async throws -> Set<String> {
        try await database.read {
            try Set(String.fetchAll($0, sql: "SELECT DISTINCT provider FROM attempt_total"))
        }
    }

    /// The keys of all workers the ledger knows.
    private static func workers(_ database: NewsroomDatabase) async throws -> Set<String> {
        try await database.read { try Set(String.fetchAll($0, sql: "SELECT key FROM worker")) }
    }

    /// Takes over the rows of workers whose process is gone or whose lease ended.
    private func recover() async throws {
        let now = database.now()
        let others = try await database.read { db in
            try db.rows("SELECT id, key, lease_until < ? FROM worker WHERE id <> ?", [now, worker.id]).map {
                (id: $0[0] as Int64, key: $0[1] as String, hasEnded: $0[2] as Bool)
            }
        }
        for other in others {
            let path = database.workerLockPath(other.key)
            let lock = FileLock(path: path)
            guard lock != nil || other.hasEnded else { continue }
            var notes = AcceptanceJournal.notes(in: path)
            // A process that is not known to be dead may begin with another row any time.
            if lock == nil { notes.isComplete = false }
            // Its lock keeps others from taking its rows over as well, and its file must not be lost before they are.
            lock?.keep()
            try await database.writePatiently { [retry, notes] db in
                try OutboxLedger(db: db, worker: other.id, now: now).abandonAll(retry: retry, notes: notes)
            }
            lock?.remove()
        }
    }
}
