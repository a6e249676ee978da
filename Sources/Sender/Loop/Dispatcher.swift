// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Synchronization

/// Where connections and the writer of the ledger meet: deliveries wait here for a connection, results wait for the ledger.
///
/// The writer is the only one to talk to the outbox; connections only take and report. What is decided is in `State`, which
/// knows no clock and no task; this type locks it, tells it the time and lets the tasks go on that it has an answer for.
final class Dispatcher: Sendable {
    /// The most rows in flight for each connection: more would only put more deliveries in doubt after a power cut.
    static let maximumDepth = 32
    /// How many rows are worth a transaction. A few connections together may have as many in flight, even beyond `maximumDepth`
    /// for each.
    static let worthwhile = 320

    private let state: Mutex<State>
    private let clock: SendClock

    /// - Parameter relays: what mail may go through.
    init(relays: [RelayLimits], clock: SendClock) {
        state = Mutex(State(board: RelayBoard(relays, at: clock.now())))
        self.clock = clock
    }

    private func update<Result: Sendable>(
        _ body: (inout sending State, ContinuousClock.Instant) -> sending Result
    ) -> Result {
        let now = clock.now()
        let (result, wakeUps) = state.withLock { state in
            let result = body(&state, now)
            state.serveIdleConnections(at: now)
            state.wakeClosedConnections(at: now)
            state.wakeWriterIfDue()
            guard !state.wakeUps.isEmpty else { return (result, [@Sendable () -> Void]()) }
            defer { state.wakeUps = [] }
            return (result, state.wakeUps)
        }
        for wakeUp in wakeUps { wakeUp() }
        return result
    }

    // MARK: - For connections

    /// Waits until there is work for a connection that is closed; false when the run is over.
    func waitForWork(_ connection: ConnectionID) async -> Bool {
        await withCheckedContinuation { continuation in
            update { state, _ in
                if state.isStopping {
                    state.wakeUps.append { continuation.resume(returning: false) }
                } else {
                    state.closedConnections.append((connection, continuation))
                }
            }
        }
    }

    /// A connection is open.
    func join(_ connection: ConnectionID) {
        update { state, _ in
            state.board.join(connection.relay)
            state.isTurnAskedFor = true
        }
    }

    /// Notes that a connection is closed. When it was the last, the deliveries that wait go back to the queue.
    /// - Parameter isReplaced: whether another one follows at once.
    func leave(_ connection: ConnectionID, isReplaced: Bool) {
        update { state, _ in
            state.board[connection.relay].leave()
            if !isReplaced { state.returnReadyIfNoneIsOpen() }
            state.isTurnAskedFor = true
        }
    }

    /// Notes that a connection could not be made, or ended with the relay's failure.
    /// - Returns: whether the connection has to pause by itself; else its relay is left alone by all.
    func fail(_ failure: Failure, at connection: ConnectionID) -> Bool {
        update { state, now in
            state.returnReadyIfNoneIsOpen()
            state.isTurnAskedFor = true
            return state.board[connection.relay].fail(failure, at: now)
        }
    }

    /// A delivery that is ready, for a connection that still has one under way; nil when there is none.
    func takeReady(_ connection: ConnectionID) -> DeliveryJob? {
        update { state, now in
            state.isDismissed(connection, at: now) ? nil : state.take(connection, at: now)
        }
    }

    /// Takes back a delivery that a connection took and could not carry.
    func giveBack(_ job: DeliveryJob, from connection: ConnectionID) {
        update { state, _ in
            state.board[connection.relay].giveBack()
            state.end(job.delivery.mailing)
            state.results.append(Settlement(job.delivery.id, .returned))
        }
    }

    /// Says whom a failure concerns: a relay's that is repeated may be the recipient's (`RepeatedFailures`).
    func attribute(_ failure: Failure, to delivery: DeliveryID, at connection: ConnectionID) -> Failure {
        state.withLock { $0.board[connection.relay].attribute(failure, to: delivery) }
    }

    /// Takes a connection's result.
    func note(_ result: JobResult, from connection: ConnectionID) {
        update { state, now in state.note(result, from: connection, at: now) }
    }

    /// Takes a connection's result, if it has one, and gives it the next delivery, waiting for one if need be; nil when the
    /// connection should say goodbye.
    func next(for connection: ConnectionID, after result: JobResult? = nil) async -> DeliveryJob? {
        let (job, isOver) = update { state, now -> (DeliveryJob?, Bool) in
            if let result { state.note(result, from: connection, at: now) }
            let isOver = state.isDismissed(connection, at: now)
            return (isOver ? nil : state.take(connection, at: now), isOver)
        }
        if job != nil || isOver { return job }
        return await withCheckedContinuation { continuation in
            update { state, _ in state.idleConnections.append((connection, continuation)) }
        }
    }

    // MARK: - For the writer

    /// Waits until there is something worth a transaction, but not longer than `limit`.
    func turn(holding backlog: Int, within limit: Duration) async -> Turn {
        state.withLock { $0.backlog = backlog }
        let end = clock.now() + limit
        await withDiscardingTaskGroup { group in
            group.addTask { [clock] in
                await clock.sleep(limit)
                self.update { state, _ in state.isTurnAskedFor = true }
            }
            await withCheckedContinuation { continuation in
                update { state, _ in state.writer = continuation }
            }
            group.cancelAll()
        }
        let now = clock.now()
        return state.withLock { $0.beginTurn(at: now, isEarly: now < end) }
    }

    /// Hands on what quotas have granted.
    func accept(_ grants: [String: QuotaGrant]) {
        if !grants.isEmpty { update { state, now in state.board.accept(grants, at: now) } }
    }

    /// Takes back what quotas granted and nobody used.
    func releaseGrants() -> [QuotaClaim] { update { state, _ in state.board.release() } }

    /// Puts those deliveries last that a relay failed on since it last gave an answer for them, so that a connection that tries
    /// the relay does not take the same row again while there are others.
    func untriedFirst(_ deliveries: [LeasedDelivery]) -> [LeasedDelivery] {
        let board = state.withLock { $0.board }
        let failed = Set(deliveries.lazy.map(\.id).filter { board.hasFailed(on: $0) })
        if failed.isEmpty { return deliveries }
        return deliveries.filter { !failed.contains($0.id) } + deliveries.filter { failed.contains($0.id) }
    }

    /// Settles refusals that were held back of mailings of which nothing is under way any more.
    /// - Parameters:
    ///   - waiting: the mailings of leased rows that the writer holds.
    ///   - areReaders: whether the refusals concern the readers. They do not when our account has reached its limit; then the
    ///     rows go back to the queue.
    func settleHeld(waiting: Set<MailingID>, areReaders: Bool) {
        update { state, _ in
            let busy = waiting.union(state.ready.map(\.delivery.mailing)).union(state.underway.keys)
            state.take(state.brake.settle(except: busy, areReaders: areReaders))
        }
    }

    /// Puts rows in flight within reach of the connections.
    func add(_ jobs: [DeliveryJob]) { update { state, _ in state.add(jobs) } }

    /// Wakes connections until each relay that carries mail has `count` of them at work, or as many as it allows.
    func wake(connections count: Int) {
        update { state, _ in state.wanted = max(state.wanted, count) }
    }

    /// Nothing more is due: connections without work say goodbye and wait until they are woken.
    func dismissIfIdle() {
        update { state, _ in
            guard state.ready.isEmpty else { return }
            state.wanted = 0
            state.dismissIdleConnections()
        }
    }

    /// Gives back what waits for a connection, of one mailing or of all.
    func returnReady(of mailing: MailingID? = nil) {
        update { state, _ in state.returnReady { mailing == nil || $0.delivery.mailing == mailing } }
    }

    /// What became of the deliveries of this run.
    var tally: SendTally { state.withLock { $0.tally } }

    // MARK: - The end

    /// Ends the run: nothing more is started; what is on the wire is finished; the rest goes back.
    func stop() { update { state, _ in state.stop() } }

    /// Ends the run now: what is on the wire is not waited for and becomes uncertain.
    func abandon() {
        stop()
        state.withLock { $0.isAbandoned = true }
    }

    /// Whether `abandon` was called.
    var isAbandoned: Bool { state.withLock { $0.isAbandoned } }

    /// Whether `stop` was called.
    var isStopping: Bool { state.withLock { $0.isStopping } }
}
