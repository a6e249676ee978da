import MailFormat
import Synchronization

/// Where connections and the clerk meet: work waits here for a connection, results wait for the ledger.
///
/// The clerk keeps the books and is the only one to talk to the outbox; connections only take and report.
final class SendFloor: Sendable {
    /// A delivery in flight and the message it carries.
    struct Job: Sendable {
        let delivery: LeasedDelivery
        let message: any PersonalMessage
    }

    /// What the clerk may do now.
    struct Turn {
        /// To settle.
        var results: [Settlement]
        /// How many rows may be started.
        var room: Int
        /// Mailings whose message relays refuse, with the last refusal.
        var refusedMessages: [MailingID: Failure]
        /// Domains that asked for less mail.
        var throttled: Set<String>
        /// Whether the run is to end.
        var isStopping: Bool
        /// Whether no connection is open and nothing is underway.
        var isQuiet: Bool
    }

    fileprivate struct State {
        var ready: [Job] = []
        var results: [Settlement] = []
        var onWire = 0
        var connected = 0
        /// Connections numbered below this have work to do.
        var wanted = 0
        /// Rows each connection may have in flight; grows when connections wait for the clerk.
        var depth = 1
        /// Leased rows the clerk holds.
        var backlog = 0
        var isStopping = false
        var isAbandoned = false
        var bellRang = false
        var clerk: CheckedContinuation<Void, Never>?
        var takers: [CheckedContinuation<Job?, Never>] = []
        var callers: [(index: Int, continuation: CheckedContinuation<Bool, Never>)] = []
        var brake = MessageBrake()
        var throttled: Set<String> = []
        var tally = SendTally()
        var feedback: ConnectionFeedback
        var isHealthy = false
        var lastAnswer = ContinuousClock.now
        /// Whom to wake once the lock is released: waking under it would make others spin.
        var wakeups: [@Sendable () -> Void] = []
    }

    /// Beyond this a deeper pipeline only means more doubt after a crash.
    static let maximumDepth = 32

    private let state: Mutex<State>

    /// - Parameter connections: how many the relay allows at the most.
    init(connections: Int) { state = Mutex(State(feedback: ConnectionFeedback(limit: connections))) }

    private func update<Result: Sendable>(_ body: (inout sending State) -> sending Result) -> Result {
        let (result, wakeups) = state.withLock { state in
            let result = body(&state)
            state.wakeCallers()
            state.ringIfDue()
            guard !state.wakeups.isEmpty else { return (result, [@Sendable () -> Void]()) }
            defer { state.wakeups = [] }
            return (result, state.wakeups)
        }
        for wake in wakeups { wake() }
        return result
    }

    /// Waits until there is work for connection `index`; false when the run is over.
    func isCalled(_ index: Int) async -> Bool {
        await withCheckedContinuation { continuation in
            update { state in
                if !state.isDismissed(index) || state.isStopping {
                    let isCalled = !state.isStopping
                    state.wakeups.append { continuation.resume(returning: isCalled) }
                } else {
                    state.callers.append((index, continuation))
                }
            }
        }
    }

    /// A connection is open.
    func join() { update { $0.connected += 1 } }

    /// A connection is closed. What waits goes back to the queue when it was the last.
    /// - Parameter isReplaced: whether another one follows at once.
    func leave(isReplaced: Bool) {
        update { state in
            state.connected -= 1
            if !isReplaced { state.returnIfDeserted() }
            state.bellRang = true
        }
    }

    /// A connection could not be made.
    func miss() { update { $0.returnIfDeserted() } }

    /// A connection's result.
    struct Report: Sendable {
        let settlement: Settlement
        let mailing: MailingID
        /// What the relay said, if it was not acceptance.
        let failure: Failure?
        /// The domain that asked for less mail.
        let throttled: String?
    }

    /// A delivery that is ready, for a connection that still has one under way; nil when there is none.
    func takeReady(_ index: Int) -> Job? { update { $0.isDismissed(index) ? nil : $0.take() } }

    /// A connection could not carry what it took.
    func giveBack(_ job: Job) {
        update { state in
            state.onWire -= 1
            state.results.append(Settlement(job.delivery.id, .returned))
        }
    }

    /// The relay wants fewer connections, or less of everything.
    func slowDown() { update { $0.feedback.throttled() } }

    /// Takes a connection's result, if it has one.
    func note(_ report: Report) { update { $0.note(report) } }

    /// Takes a connection's result, if it has one, and gives it the next delivery, waiting for one if need be; nil
    /// when the connection should say goodbye.
    func next(for index: Int, after report: Report? = nil) async -> Job? {
        let (job, isOver) = update { state -> (Job?, Bool) in
            if let report { state.note(report) }
            let isOver = state.isDismissed(index)
            return (isOver ? nil : state.take(), isOver)
        }
        if job != nil || isOver { return job }
        return await withCheckedContinuation { continuation in
            update { state in
                let isOver = state.isDismissed(index)
                let job = isOver ? nil : state.take()
                if job != nil || isOver {
                    state.wakeups.append { continuation.resume(returning: job) }
                } else {
                    state.takers.append(continuation)
                }
            }
        }
    }

    /// How long the relay has refused to work, and whether it worked at all in this run.
    var silence: (lasted: Duration, everWorked: Bool) {
        state.withLock { (ContinuousClock.now - $0.lastAnswer, $0.isHealthy) }
    }

    /// Waits until there is something worth a transaction, but not longer than `limit`.
    func turn(holding backlog: Int, within limit: Duration) async -> Turn {
        state.withLock { state in
            state.backlog = backlog
            state.bellRang = false
        }
        await withDiscardingTaskGroup { group in
            group.addTask {
                try? await Task.sleep(for: limit)
                self.ring()
            }
            await withCheckedContinuation { continuation in update { $0.clerk = continuation } }
            group.cancelAll()
        }
        return state.withLock { $0.beginTurn() }
    }

    /// Puts rows in flight within reach of the connections.
    func stock(_ jobs: [Job]) {
        update { state in
            // Connections take from the end: first leased, first sent.
            state.ready = jobs.reversed() + state.ready
            while !state.takers.isEmpty, let job = state.take() {
                let taker = state.takers.removeFirst()
                state.wakeups.append { taker.resume(returning: job) }
            }
        }
    }

    /// Wakes connections until `count` of them are at work.
    func call(_ count: Int) {
        update { $0.wanted = max($0.wanted, count) }
    }

    /// Nothing more is due: connections without work say goodbye and wait to be called again.
    func dismissIfIdle() {
        update { state in
            guard state.ready.isEmpty else { return }
            state.wanted = 0
            state.releaseTakers()
        }
    }

    /// Ends the run: nothing more is started; what is on the wire is finished; the rest goes back.
    func stop() {
        update { state in
            guard !state.isStopping else { return }
            state.isStopping = true
            state.returnReady { _ in true }
            state.releaseTakers()
            for caller in state.callers {
                state.wakeups.append { caller.continuation.resume(returning: false) }
            }
            state.callers = []
            state.bellRang = true
        }
    }

    /// Gives back what waits for a connection, of one mailing or of all.
    func returnReady(of mailing: MailingID? = nil) {
        update { $0.returnReady { mailing == nil || $0.delivery.mailing == mailing } }
    }

    /// Ends the run now: what is on the wire is not waited for and becomes uncertain.
    func abandon() {
        stop()
        state.withLock { $0.isAbandoned = true }
    }

    /// Whether `abandon` was called.
    var isAbandoned: Bool { state.withLock { $0.isAbandoned } }

    /// Whether `stop` was called.
    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// What became of the deliveries of this run.
    var tally: SendTally { state.withLock { $0.tally } }

    private func ring() { update { $0.bellRang = true } }
}

extension SendFloor.State {
    private var window: Int { connected * depth }
    private var room: Int { max(0, window - ready.count - onWire - results.count) }

    /// A transaction is worth its cost when half the window can be settled or filled by it, when a
    /// connection waits, or when the bell says that enough time has passed.
    private var isTurnDue: Bool {
        if bellRang { return true }
        let half = max(1, window / 2)
        if results.count >= half { return true }
        return backlog > 0 && (room >= half || (!takers.isEmpty && room > 0))
    }

    mutating func ringIfDue() {
        guard let waiting = clerk, isTurnDue else { return }
        clerk = nil
        wakeups.append { waiting.resume() }
    }

    /// Connections that may work now.
    private var called: Int { min(wanted, feedback.allowed) }

    /// Whether a connection has to say goodbye.
    func isDismissed(_ index: Int) -> Bool { isStopping || index >= called }

    mutating func wakeCallers() {
        guard !callers.isEmpty, !isStopping else { return }
        let called = called
        for caller in callers where caller.index < called {
            wakeups.append { caller.continuation.resume(returning: true) }
        }
        callers.removeAll { $0.index < called }
    }

    mutating func take() -> SendFloor.Job? {
        guard let job = ready.popLast() else { return nil }
        onWire += 1
        return job
    }

    mutating func note(_ report: SendFloor.Report) {
        onWire -= 1
        results.append(report.settlement)
        tally.count(report.settlement.disposition)
        brake.note(report.failure, of: report.mailing, accepted: report.settlement.disposition.isAccepted)
        if let domain = report.throttled { throttled.insert(domain) }
        if report.settlement.disposition.isAccepted { feedback.succeeded() }
        if report.failure?.scope != .relay {
            isHealthy = true
            lastAnswer = .now
        }
    }

    mutating func beginTurn() -> SendFloor.Turn {
        if !takers.isEmpty, backlog > 0, window > 0 { depth = min(depth * 2, SendFloor.maximumDepth) }
        let settled = results
        results = []
        defer { throttled = [] }
        return SendFloor.Turn(
            results: settled, room: isStopping ? 0 : room, refusedMessages: brake.release(),
            throttled: throttled, isStopping: isStopping,
            isQuiet: connected == 0 && onWire == 0 && ready.isEmpty && settled.isEmpty)
    }

    mutating func releaseTakers() {
        for taker in takers { wakeups.append { taker.resume(returning: nil) } }
        takers = []
    }

    mutating func returnIfDeserted() { if connected == 0 { returnReady { _ in true } } }

    mutating func returnReady(where isReturned: (SendFloor.Job) -> Bool) {
        for job in ready where isReturned(job) {
            results.append(Settlement(job.delivery.id, .returned))
        }
        ready.removeAll(where: isReturned)
    }
}
