// SPDX-License-Identifier: Apache-2.0
import MailFormat

extension Dispatcher {
    /// What a run knows of its connections and of what is in flight.
    struct State {
        /// In flight and not yet with a connection; connections take from the end.
        var ready: [DeliveryJob] = []
        /// How many of each mailing connections have under way.
        var underway: [MailingID: Int] = [:]
        /// What the ledger is not told yet.
        var results: [Settlement] = []
        var board: RelayBoard
        /// How many connections of each relay there is work for.
        var wanted = 0
        /// Rows each connection may have in flight; grows when connections wait for the writer, or keep it busy.
        var depth = 1
        /// Leased rows the writer holds.
        var backlog = 0
        var isStopping = false
        var isAbandoned = false
        /// Whether the writer is to have its turn whatever there is to do.
        var isTurnAskedFor = false
        /// The writer while it waits for its turn.
        var writer: CheckedContinuation<Void, Never>?
        /// Open connections that wait for a delivery.
        var idleConnections: [(id: ConnectionID, continuation: CheckedContinuation<DeliveryJob?, Never>)] = []
        /// Closed connections that wait until there is work for them.
        var closedConnections: [(id: ConnectionID, continuation: CheckedContinuation<Bool, Never>)] = []
        var brake = MessageBrake()
        var rate = CompletionRate()
        /// Messages that relays have answered for since the last turn.
        var completed = 0
        /// The most that may be in flight beside one row for each connection: what goes out in a second.
        var withinASecond = Int.max
        var throttled: [String: Failure] = [:]
        var tally = SendTally()
        /// Tasks to let go on once the lock is released: under it they would only wait for the lock.
        var wakeUps: [@Sendable () -> Void] = []

        init(board: RelayBoard) { self.board = board }
    }
}

extension Dispatcher.State {
    mutating func note(
        _ result: JobResult, from connection: ConnectionID, at now: ContinuousClock.Instant
    ) {
        let isAccepted = result.settlement.disposition.isAccepted
        let isAnswered = result.failure?.scope != .relay && !result.settlement.disposition.isUncertain
        board[connection.relay].note(
            result.settlement.delivery, accepted: isAccepted, answered: isAnswered, at: now)
        if let failure = result.failure, failure.isComplaint, board[connection.relay].complain(at: now) {
            board[connection.relay].giveUp(failure, at: now)
        }
        completed += 1
        end(result.mailing)
        take(brake.note(result, from: connection.relay))
        if brake.stops(result.mailing) {
            returnReady { $0.delivery.mailing == result.mailing }
            isTurnAskedFor = true
        }
        if let domain = result.throttled, let failure = result.failure { throttled[domain] = failure }
    }

    mutating func take(_ settlements: [Settlement]) {
        results += settlements
        for settlement in settlements { tally.count(settlement.disposition) }
    }

    mutating func add(_ jobs: [DeliveryJob]) {
        if brake.hasStopped { brake.begin(Set(jobs.map(\.delivery.mailing))) }
        // Connections take from the end: first leased, first sent.
        ready.insert(contentsOf: jobs.reversed(), at: 0)
        // The run may have ended while they were being committed, or relays refused their message.
        let (isStopping, brake) = (isStopping, brake)
        if isStopping || brake.isOn {
            returnReady { isStopping || brake.stops($0.delivery.mailing) }
        }
    }

    mutating func returnReadyIfNoneIsOpen() { if board.connected == 0 { returnReady { _ in true } } }

    mutating func returnReady(where isReturned: (DeliveryJob) -> Bool) {
        for job in ready where isReturned(job) {
            results.append(Settlement(job.delivery.id, .returned))
        }
        ready.removeAll(where: isReturned)
    }

    mutating func stop() {
        guard !isStopping else { return }
        isStopping = true
        returnReady { _ in true }
        dismissIdleConnections()
        for connection in closedConnections {
            wakeUps.append { connection.continuation.resume(returning: false) }
        }
        closedConnections = []
        isTurnAskedFor = true
    }
}
