// SPDX-License-Identifier: Apache-2.0
public import MailFormat
public import Sender
import Synchronization
import Threads

/// What is lent to PostgreSQL as one sending process uses it: see `Outbox`.
///
/// The send loop sees rows; below it whole batches are leased, and what becomes of their deliveries is marked in them and
/// told to the newsroom in a stream of the worker's own. Its connection lives on a thread of its own.
public final class PostgresOutbox: Outbox {
    /// Others took over what this worker held, because its lease had ended: it must not go on sending.
    public struct Evicted: Error, Sendable {}

    private let worker: WireWorker
    private let thread: ThreadExecutor
    /// What the worker does last.
    private let farewell = Mutex<Task<Void, Never>?>(nil)

    /// Registers a worker and takes over what workers hold that are gone.
    /// - Parameters:
    ///   - address: PostgreSQL's: a connection string or URI of libpq.
    ///   - directory: where the journals of this machine's workers stand.
    ///   - host: what this machine is called.
    ///   - retry: decides what becomes of deliveries found in flight.
    public init(
        _ address: String, directory: String, host: String, retry: RetryPolicy
    ) async throws {
        let thread = ThreadExecutor()
        thread.start()
        self.thread = thread
        do {
            worker = try await withTaskExecutorPreference(thread) {
                let worker = try WireWorker(address, directory: directory, host: host, retry: retry)
                try await worker.recover()
                return worker
            }
        } catch {
            thread.stop()
            throw error
        }
    }

    deinit { thread.stop() }

    /// What its connections note of deliveries in flight.
    public var journal: any TransmissionJournal { worker.journal }

    /// See `Outbox`.
    public func tick(_ orders: OutboxOrders) async throws -> OutboxReport {
        try await withTaskExecutorPreference(thread) { try await worker.tick(orders) }
    }

    /// See `Outbox`.
    public func note(_ recipe: CopyRecipe, of mailing: MailingID) async throws {
        try await withTaskExecutorPreference(thread) { try await worker.note(recipe, of: mailing) }
    }

    /// What copies of a mailing are made from besides their readers, as the newsroom has lent it, and what workers made them
    /// with; nil when it is not lent any more.
    public func message(
        of mailing: MailingID
    ) async throws -> (text: String, recipes: [RecipeID: CopyRecipe])? {
        try await withTaskExecutorPreference(thread) { try await worker.message(of: mailing) }
    }

    /// See `Outbox`.
    public func outlook() async throws -> OutboxOutlook {
        try await withTaskExecutorPreference(thread) { try await worker.outlook() }
    }

    /// See `Outbox`.
    public func halt(_ mailing: MailingID, because reason: String) async throws {
        try await withTaskExecutorPreference(thread) { try await worker.halt(mailing, because: reason) }
    }

    /// See `Outbox`.
    public func leave() {
        farewell.withLock { farewell in
            guard farewell == nil else { return }
            farewell = Task(executorPreference: thread) { [worker] in await worker.leave() }
        }
    }

    /// Waits until PostgreSQL knows that the run is over, if it was left.
    public func hasLeft() async { await farewell.withLock(\.self)?.value }
}
