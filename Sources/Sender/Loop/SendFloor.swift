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

    /// One of the connections of a run.
    struct Place: Hashable, Sendable {
        /// Its relay, counted from 0 in the order of the plans.
        let relay: Int
        /// Counted from 0 for each relay.
        let number: Int
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
        /// What to ask for under the relays' quotas.
        var claims: [QuotaClaim]
        /// Whether there is nothing to do before quotas allow more.
        var isResting: Bool
        /// Whether no relay has worked since it failed; one connection at a time tries them.
        var isProbing: Bool
        /// Whether nothing can be sent now: the same, and no connection is open.
        var isCutOff: Bool { isProbing && !isConnected }
        /// Whether a connection is open.
        var isConnected: Bool
        /// What is wrong with each relay, when nothing can go through any.
        var troubles: [RelayTrouble]
        /// Whether refusals are held back: see `settleHeld`.
        var isHolding: Bool
    }

    fileprivate struct State {
        var ready: [Job] = []
        /// How many of each mailing connections have under way.
        var underway: [MailingID: Int] = [:]
        var results: [Settlement] = []
        var board: RelayBoard
        /// Connections of each relay that there is work for.
        var wanted = 0
        /// Rows each connection may have in flight; grows when connections wait for the clerk, or keep it busy.
        var depth = 1
        /// Leased rows the clerk holds.
        var backlog = 0
        var isStopping = false
        var isAbandoned = false
        var bellRang = false
        var clerk: CheckedContinuation<Void, Never>?
        var takers: [(place: Place, continuation: CheckedContinuation<Job?, Never>)] = []
        var callers: [(place: Place, continuation: CheckedContinuation<Bool, Never>)] = []
        var brake = MessageBrake()
        var rate = CompletionRate()
        /// Messages that relays have answered for since the last turn.
        var completed = 0
        /// The most that may be in flight beside one row for each connection: what goes out in a second.
        var withinASecond = Int.max
        var throttled: Set<String> = []
        var tally = SendTally()
        /// Whom to wake once the lock is released: waking under it would make others spin.
        var wakeups: [@Sendable () -> Void] = []
    }

    /// Beyond this a deeper pipeline only means more doubt after a power cut.
    static let maximumDepth = 32
    /// So many rows are worth a transaction: a few connections may have that many in flight all the same.
    static let worthwhile = 320

    private let state: Mutex<State>
    /// What rates are measured by.
    private let now: @Sendable () -> ContinuousClock.Instant

    /// - Parameter relays: what mail may go through.
    init(relays: [RelayPlan], now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        state = Mutex(State(board: RelayBoard(relays)))
        self.now = now
    }

    private func update<Result: Sendable>(_ body: (inout sending State) -> sending Result) -> Result {
        let (result, wakeups) = state.withLock { state in
            let result = body(&state)
            state.serveTakers()
            state.wakeCallers()
            state.ringIfDue()
            guard !state.wakeups.isEmpty else { return (result, [@Sendable () -> Void]()) }
            defer { state.wakeups = [] }
            return (result, state.wakeups)
        }
        for wake in wakeups { wake() }
        return result
    }

    /// Waits until there is work for a connection; false when the run is over.
    func isCalled(_ place: Place) async -> Bool {
        await withCheckedContinuation { continuation in
            update { state in
                if state.isStopping {
                    state.wakeups.append { continuation.resume(returning: false) }
                } else {
                    state.callers.append((place, continuation))
                }
            }
        }
    }

    /// A connection is open.
    func join(_ place: Place) {
        update { state in
            state.board.join(place.relay)
            state.bellRang = true
        }
    }

    /// A connection is closed. What waits goes back to the queue when it was the last.
    /// - Parameter isReplaced: whether another one follows at once.
    func leave(_ place: Place, isReplaced: Bool) {
        update { state in
            state.board[place.relay].leave()
            if !isReplaced { state.returnIfDeserted() }
            state.bellRang = true
        }
    }

    /// A connection could not be made, or ended with the relay's failure.
    /// - Returns: whether the connection has to pause by itself; else its relay is left alone by all.
    func fail(_ failure: Failure, at place: Place) -> Bool {
        update { state in
            state.returnIfDeserted()
            state.bellRang = true
            return state.board[place.relay].fail(failure, at: .now)
        }
    }

    /// A connection's result.
    struct Report: Sendable {
        let settlement: Settlement
        let mailing: MailingID
        /// What the relay said or did, if it was not acceptance; the relay's own failure also when it counts against the
        /// recipient.
        let failure: Failure?
        /// Whether a refusal says nothing of other copies of the mailing.
        var standsAlone = false
        /// The domain that asked for less mail.
        let throttled: String?
    }

    /// A delivery that is ready, for a connection that still has one under way; nil when there is none.
    func takeReady(_ place: Place) -> Job? { update { $0.isDismissed(place) ? nil : $0.take(place) } }

    /// A connection could not carry what it took.
    func giveBack(_ job: Job, from place: Place) {
        update { state in
            state.board[place.relay].giveBack()
            state.end(job.delivery.mailing)
            state.results.append(Settlement(job.delivery.id, .returned))
        }
    }

    /// What a failure is to the delivery that met it: the relay's may be the recipient's (`RepeatedFailures`).
    func attribute(_ failure: Failure, to delivery: DeliveryID, at place: Place) -> Failure {
        state.withLock { $0.board[place.relay].attribute(failure, to: delivery) }
    }

    /// Takes a connection's result.
    func note(_ report: Report, from place: Place) { update { $0.note(report, from: place) } }

    /// Takes a connection's result, if it has one, and gives it the next delivery, waiting for one if need be; nil
    /// when the connection should say goodbye.
    func next(for place: Place, after report: Report? = nil) async -> Job? {
        let (job, isOver) = update { state -> (Job?, Bool) in
            if let report { state.note(report, from: place) }
            let isOver = state.isDismissed(place)
            return (isOver ? nil : state.take(place), isOver)
        }
        if job != nil || isOver { return job }
        return await withCheckedContinuation { continuation in
            update { $0.takers.append((place, continuation)) }
        }
    }

    /// What quotas grant.
    func accept(_ grants: [String: QuotaGrant]) {
        if !grants.isEmpty { update { $0.board.accept(grants, at: .now) } }
    }

    /// Takes back what quotas granted and nobody used.
    func releaseGrants() -> [QuotaClaim] { update { $0.board.release() } }

    /// Waits until there is something worth a transaction, but not longer than `limit`.
    func turn(holding backlog: Int, within limit: Duration) async -> Turn {
        state.withLock { $0.backlog = backlog }
        let end = ContinuousClock.now + limit
        await withDiscardingTaskGroup { group in
            group.addTask {
                try? await Task.sleep(for: limit)
                self.ring()
            }
            await withCheckedContinuation { continuation in update { $0.clerk = continuation } }
            group.cancelAll()
        }
        let now = now()
        return state.withLock { $0.beginTurn(at: now, isEarly: .now < end) }
    }

    /// The same deliveries, those last that a relay failed on since it last gave an answer for them: who tries whether a relay
    /// works does not take the same row again while there are others.
    func untriedFirst(_ deliveries: [LeasedDelivery]) -> [LeasedDelivery] {
        let board = state.withLock { $0.board }
        let failed = Set(deliveries.lazy.map(\.id).filter { board.hasFailed(on: $0) })
        if failed.isEmpty { return deliveries }
        return deliveries.filter { !failed.contains($0.id) } + deliveries.filter { failed.contains($0.id) }
    }

    /// Settles refusals that were held back of mailings of which nothing is under way any more.
    /// - Parameters:
    ///   - waiting: the mailings of leased rows that the clerk holds.
    ///   - areReaders: whether they are the readers'; when our account has reached its limit they say nothing of them, and their
    ///     rows go back to the queue.
    func settleHeld(waiting: Set<MailingID>, areReaders: Bool) {
        update { state in
            let busy = waiting.union(state.ready.map(\.delivery.mailing)).union(state.underway.keys)
            state.take(state.brake.settle(except: busy, areReaders: areReaders))
        }
    }

    /// Puts rows in flight within reach of the connections.
    func stock(_ jobs: [Job]) {
        update { state in
            if state.brake.hasStopped { state.brake.begin(Set(jobs.map(\.delivery.mailing))) }
            // Connections take from the end: first leased, first sent.
            state.ready.insert(contentsOf: jobs.reversed(), at: 0)
            // The run may have ended while they were being committed, or relays refused their message.
            let (isStopping, brake) = (state.isStopping, state.brake)
            if isStopping || brake.isOn {
                state.returnReady { isStopping || brake.stops($0.delivery.mailing) }
            }
        }
    }

    /// Wakes connections until each relay that carries mail has `count` of them at work, or as many as it allows.
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
    private var deepest: Int { max(SendFloor.maximumDepth, SendFloor.worthwhile / max(1, board.connected)) }
    /// Rows that may be in flight. Consent is asked when a row goes in flight, so no more are than go out within a second.
    private var window: Int {
        min(board.connected * min(depth, deepest), max(board.connected, withinASecond))
    }
    private var half: Int { max(1, window / 2) }
    private var room: Int { max(0, window - ready.count - board.onWire - results.count) }

    /// A transaction is worth its cost when half the window can be settled or filled by it, when a
    /// connection waits, when nothing is left to wait for, or when the bell says that enough time has passed.
    private var isTurnDue: Bool {
        if bellRang || results.count >= half { return true }
        if backlog > 0 { return room >= half || (!takers.isEmpty && room > 0) }
        return !results.isEmpty && ready.isEmpty && board.onWire == 0
    }

    mutating func ringIfDue() {
        guard let waiting = clerk, isTurnDue else { return }
        clerk = nil
        wakeups.append { waiting.resume() }
    }

    /// Whether a connection has to say goodbye.
    func isDismissed(_ place: SendFloor.Place) -> Bool {
        isStopping || place.number >= board.connections(of: place.relay, wanted: wanted, at: .now)
    }

    mutating func wakeCallers() {
        guard !callers.isEmpty, !isStopping, wanted > 0 else { return }
        let waiting = callers
        callers = []
        for caller in waiting {
            if isDismissed(caller.place) {
                callers.append(caller)
            } else {
                wakeups.append { caller.continuation.resume(returning: true) }
            }
        }
    }

    /// Gives what is ready to connections that wait, and dismisses those whose relay is not to carry mail now.
    mutating func serveTakers() {
        guard !takers.isEmpty else { return }
        let waiting = takers
        takers = []
        for taker in waiting {
            let job = ready.isEmpty ? nil : take(taker.place)
            if job != nil || isDismissed(taker.place) {
                wakeups.append { taker.continuation.resume(returning: job) }
            } else {
                takers.append(taker)
            }
        }
    }

    mutating func take(_ place: SendFloor.Place) -> SendFloor.Job? {
        guard !ready.isEmpty, board.take(place.relay, at: .now) else { return nil }
        let job = ready.removeLast()
        underway[job.delivery.mailing, default: 0] += 1
        return job
    }

    mutating func end(_ mailing: MailingID) {
        let left = underway[mailing, default: 1] - 1
        underway[mailing] = left > 0 ? left : nil
    }

    mutating func note(_ report: SendFloor.Report, from place: SendFloor.Place) {
        let isAccepted = report.settlement.disposition.isAccepted
        let isAnswered = report.failure?.scope != .relay && !report.settlement.disposition.isUncertain
        board[place.relay].note(
            report.settlement.delivery, accepted: isAccepted, answered: isAnswered, at: .now)
        if let failure = report.failure, failure.isComplaint,
            board[place.relay].complain(at: .now)
        {
            board[place.relay].giveUp(failure, at: .now)
        }
        completed += 1
        end(report.mailing)
        take(brake.note(report, from: place.relay))
        if brake.stops(report.mailing) {
            returnReady { $0.delivery.mailing == report.mailing }
            bellRang = true
        }
        if let domain = report.throttled { throttled.insert(domain) }
    }

    mutating func take(_ settlements: [Settlement]) {
        results += settlements
        for settlement in settlements { tally.count(settlement.disposition) }
    }

    /// - Parameter isEarly: whether it was worth a transaction before the time was over.
    mutating func beginTurn(at now: ContinuousClock.Instant, isEarly: Bool) -> SendFloor.Turn {
        let isStarved = !takers.isEmpty && ready.isEmpty && window > 0
        if backlog > 0, isStarved || (isEarly && results.count >= half) { depth = min(depth * 2, deepest) }
        let settled = results
        results = []
        bellRang = false
        defer { throttled = [] }
        measure(at: now)
        return SendFloor.Turn(
            results: settled, room: isStopping ? 0 : room, refusedMessages: brake.release(),
            throttled: throttled, isStopping: isStopping,
            isQuiet: board.connected == 0 && board.onWire == 0 && ready.isEmpty && settled.isEmpty
                && !brake.isHolding,
            claims: isStopping || wanted == 0 ? [] : board.claims(at: now),
            isResting: board.isResting(at: now), isProbing: board.isProbing,
            isConnected: board.connected > 0, troubles: board.troubles(at: now),
            isHolding: brake.isHolding)
    }

    /// What went out quickly before a pause may not do so after it.
    private mutating func measure(at now: ContinuousClock.Instant) {
        if completed == 0, ready.isEmpty, board.onWire == 0 {
            (rate, depth, withinASecond) = (CompletionRate(), 1, .max)
        } else {
            rate.note(completed, at: now)
            withinASecond = rate.perSecond(at: now) ?? .max
        }
        completed = 0
    }

    /// Lets all connections go that wait for work.
    mutating func releaseTakers() {
        for taker in takers { wakeups.append { taker.continuation.resume(returning: nil) } }
        takers = []
    }

    mutating func returnIfDeserted() { if board.connected == 0 { returnReady { _ in true } } }

    mutating func returnReady(where isReturned: (SendFloor.Job) -> Bool) {
        for job in ready where isReturned(job) {
            results.append(Settlement(job.delivery.id, .returned))
        }
        ready.removeAll(where: isReturned)
    }
}
