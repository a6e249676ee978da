// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Writes what a run does into the ledger, and leases what it sends: the only one who talks to the outbox.
///
/// | a turn | then |
/// | --- | --- |
/// | always | settles what came of deliveries, starts as many as the dispatcher has room for, leases ahead |
/// | the run is stopping | gives back what it holds, and ends when nothing is under way |
/// | no relay can be used | ends the run, or gives back what it holds and looks again when something is due |
/// | the quotas of all relays are used up | gives back what it holds and looks again within a second |
/// | it holds rows | wakes connections for them |
/// | nothing is due | lets connections go, and ends the run or waits until something is |
struct LedgerWriter {
    private let outbox: any Outbox
    private let messages: any MessageSource
    private let dispatcher: Dispatcher
    private let settings: SendLoop.Settings
    private let observe: @Sendable (SendLoop.Event) -> Void

    /// Leased and not started.
    private var backlog: [LeasedDelivery] = []
    /// What the dispatcher had to settle and is not yet committed.
    private var unsettled: [Settlement] = []
    private var pacing = ProviderPacing()
    private var known: [MailingID: any PersonalMessage] = [:]
    /// What ended the run before everything due was sent.
    private(set) var reasonToStop: [RelayTrouble] = []
    /// The time until which no due rows are asked for, because there were none.
    private var dryUntil: ContinuousClock.Instant?
    /// When due rows were last asked for.
    private var lastSearch: ContinuousClock.Instant
    /// When the outbox last heard of this worker.
    private var lastTick: ContinuousClock.Instant

    /// The longest a result waits for its commit.
    private static let tick: Duration = .milliseconds(20)
    /// How often to look for what other processes published.
    private static let poll: Duration = .seconds(1)
    /// How often rows are asked for though none are due: that is also how those of senders that died are found.
    private static let search: Duration = .seconds(10)
    /// How often a worker ticks that has nothing to commit, so that it keeps what it holds however long a relay takes to
    /// answer.
    private static let signOfLife: Duration = .seconds(60)
    /// Opening a connection costs more than waiting for this many messages.
    private static let messagesWorthAConnection = 4
    /// Rows leased ahead: enough that leasing is rare, few enough that memory stays flat.
    private static let leaseAhead = 1_000

    init(
        outbox: any Outbox, messages: any MessageSource, dispatcher: Dispatcher, settings: SendLoop.Settings,
        observe: @escaping @Sendable (SendLoop.Event) -> Void
    ) {
        self.outbox = outbox
        self.messages = messages
        self.dispatcher = dispatcher
        self.settings = settings
        self.observe = observe
        lastTick = settings.clock.now()
        lastSearch = lastTick
    }

    private var now: ContinuousClock.Instant { settings.clock.now() }

    /// Runs until the run's end; nothing is unsettled or leased when it returns.
    mutating func run() async throws {
        var nap: Duration = .zero
        while true {
            let turn = await dispatcher.turn(holding: backlog.count, within: nap)
            nap = Self.tick
            unsettled += turn.results
            for (mailing, failure) in turn.refusedMessages {
                try await halt(mailing, because: Self.reason(failure))
            }
            if turn.isStopping { giveBack { _ in true } }
            slowDown(for: turn.throttled)
            if turn.isResting { rest() }
            if turn.isCutOff { giveBack { _ in true } }
            if turn.isProbing { backlog = dispatcher.untriedFirst(backlog) }
            try await lookAgain()
            try await commit(
                starting: turn.room, leasing: turn.isStopping || turn.isCutOff ? 0 : rowsToLease,
                claiming: turn.claims)
            if turn.isHolding {
                dispatcher.settleHeld(
                    waiting: Set(backlog.lazy.map(\.mailing)), areReaders: !turn.isResting)
            }
            if turn.isStopping {
                if turn.isQuiet { return try await releaseGrants() }
            } else if endsByItself, !turn.troubles.isEmpty {
                reasonToStop = turn.troubles
                dispatcher.stop()
            } else if turn.isCutOff {
                if turn.isQuiet { nap = try await untilRelayWorks() }
            } else if !backlog.isEmpty {
                dispatcher.wake(connections: 1 + backlog.count / Self.messagesWorthAConnection)
            } else if dryUntil != nil {
                dispatcher.dismissIfIdle()
                if turn.isQuiet { nap = turn.isResting ? Self.poll : try await untilMore() }
            }
        }
    }

    private static func reason(_ failure: Failure) -> String {
        if failure.reply == nil { return failure.detail }
        return failure.scope == .message
            ? "relays refuse its message: \(failure)"
            : "\(MessageBrake.limit) readers in a row were refused in the same words, which say nothing of a mailbox: \(failure)"
    }

    /// Tries for a little while to write down what is known, after the ledger has failed.
    mutating func settleRest() async {
        for attempt in 0..<3 {
            dispatcher.settleHeld(waiting: [], areReaders: true)
            let turn = await dispatcher.turn(holding: 0, within: .milliseconds(attempt * 500))
            unsettled += turn.results
            giveBack { _ in true }
            if (try? await commit(starting: 0, leasing: 0)) != nil { return }
        }
    }

    private var rowsToLease: Int {
        if let dryUntil, now < dryUntil { return 0 }
        return backlog.count > Self.leaseAhead / 2 ? 0 : Self.leaseAhead - backlog.count
    }

    private var endsByItself: Bool { if case .never = settings.end { false } else { true } }

    /// Gives back what is held, because no relay may be given more for some time.
    private mutating func rest() {
        dispatcher.returnReady()
        giveBack { _ in true }
        dryUntil = now + Self.poll
    }

    /// Gives back what quotas granted and nobody used.
    private func releaseGrants() async throws {
        var orders = OutboxOrders()
        orders.claims = dispatcher.releaseGrants()
        if !orders.isEmpty { _ = try await outbox.tick(orders) }
    }

    private mutating func commit(
        starting room: Int, leasing count: Int, claiming claims: [QuotaClaim] = []
    ) async throws {
        var orders = OutboxOrders()
        orders.settle = unsettled
        orders.start = backlog.prefix(room).map(\.id)
        orders.lease = count
        orders.claims = claims
        guard !orders.isEmpty || now - lastTick > Self.signOfLife else { return }
        let report = try await outbox.tick(orders)
        lastTick = now
        var begun = Array(backlog.prefix(orders.start.count))
        backlog.removeFirst(orders.start.count)
        unsettled = []
        if report.started.count < begun.count {
            // What did not start and was not withdrawn belongs to a mailing that is not to go on: nothing of it is held any
            // longer.
            let (started, withdrawn) = (Set(report.started), Set(report.withdrawn))
            let stopped = begun.filter { !started.contains($0.id) && !withdrawn.contains($0.id) }
            unsettled = stopped.map { Settlement($0.id, .returned) }
            begun.removeAll { !started.contains($0.id) }
            for mailing in Set(stopped.map(\.mailing)) { letGo(of: mailing) }
        }
        for (mailing, reason) in report.halted {
            letGo(of: mailing)
            observe(.halted(mailing, reason))
        }
        dispatcher.accept(report.grants)
        for (provider, time) in report.held { _ = pacing.hold(provider, for: time, at: now) }
        backlog += holdBack(from: report.leased)
        if count > 0 {
            dryUntil = report.leased.isEmpty ? now + Self.poll : nil
            lastSearch = now
        }
        dispatch(begun)
        try await findMessages(for: report.leased)
        observe(.progress(dispatcher.tally))
    }

    /// Hands rows in flight to the connections; those of a mailing without a message go back.
    private mutating func dispatch(_ deliveries: [LeasedDelivery]) {
        var jobs: [DeliveryJob] = []
        for delivery in deliveries {
            if let message = known[delivery.mailing] {
                jobs.append(DeliveryJob(delivery: delivery, message: message))
            } else {
                unsettled.append(Settlement(delivery.id, .returned))
            }
        }
        dispatcher.add(jobs)
    }

    /// Fetches the messages of mailings seen for the first time or amended; one that has none is stopped.
    private mutating func findMessages(for deliveries: [LeasedDelivery]) async throws {
        var asked: Set<MailingID> = []
        for delivery in deliveries where !(known[delivery.mailing]?.serves(delivery) ?? false) {
            let mailing = delivery.mailing
            guard asked.insert(mailing).inserted else { continue }
            let found: any PersonalMessage
            do throws(UnreadableMessage) { found = try await messages.message(of: mailing) } catch {
                try await halt(mailing, because: "its message cannot be read: \(error.reason)")
                continue
            }
            known[mailing] = found
        }
    }

    private mutating func halt(_ mailing: MailingID, because reason: String) async throws {
        try await outbox.halt(mailing, because: reason)
        letGo(of: mailing)
        observe(.halted(mailing, reason))
    }

    /// Gives back what is held of a mailing and not on the wire.
    private mutating func letGo(of mailing: MailingID) {
        dispatcher.returnReady(of: mailing)
        giveBack { $0.mailing == mailing }
    }

    /// Leaves providers alone that asked for less mail, or that do not believe who we are.
    private mutating func slowDown(for refusals: [String: Failure]) {
        guard !refusals.isEmpty else { return }
        for (domain, failure) in refusals {
            let provider = settings.providers.provider(of: domain)
            if failure.cause == .alignment {
                if pacing.hold(provider, for: RetryPolicy.alignmentPause, at: now) {
                    observe(.held(provider, failure))
                }
            } else {
                pacing.throttle(provider, at: now)
            }
        }
        backlog = holdBack(from: backlog)
    }

    /// Puts off what is not its provider's turn; returns the others.
    private mutating func holdBack(from deliveries: [LeasedDelivery]) -> [LeasedDelivery] {
        let providers = settings.providers
        guard !pacing.isIdle else {
            // Whoever asks now knows the answer by the time that it is needed.
            for delivery in deliveries { _ = providers.provider(of: delivery.recipient.domain) }
            return deliveries
        }
        let now = now
        return deliveries.filter { delivery in
            let provider = providers.provider(of: delivery.recipient.domain)
            guard let wait = pacing.wait(for: provider, at: now) else { return true }
            unsettled.append(Settlement(delivery.id, .postponed(nil, after: wait)))
            return false
        }
    }

    private mutating func giveBack(where isReturned: (LeasedDelivery) -> Bool) {
        for delivery in backlog where isReturned(delivery) {
            unsettled.append(Settlement(delivery.id, .returned))
        }
        backlog.removeAll(where: isReturned)
    }

    /// Looks, without writing, whether rows are due again after there were none. A service that asked for them each second, or all
    /// night where there is no mailing, would have the disk written to for nothing.
    private mutating func lookAgain() async throws {
        guard !endsByItself, let dry = dryUntil, now >= dry, backlog.isEmpty, unsettled.isEmpty else {
            return
        }
        let outlook = try await outbox.outlook()
        guard outlook.untilDue != .zero, outlook.isEmpty || now - lastSearch < Self.search else { return }
        dryUntil = now + min(outlook.untilDue ?? Self.poll, Self.poll)
    }

    /// Returns how long to wait while no relay can be reached. Nothing is leased meanwhile, so that others may send it; while
    /// something is due, one connection tries.
    private mutating func untilRelayWorks() async throws -> Duration {
        let nap = try await untilMore()
        if dryUntil == nil { dispatcher.wake(connections: 1) } else { dispatcher.dismissIfIdle() }
        return dryUntil == nil ? Self.poll : nap
    }

    /// Ends the run, because nothing is due and no connection is open, or returns how long to wait.
    private mutating func untilMore() async throws -> Duration {
        known = [:]
        let outlook = try await outbox.outlook()
        let due = outlook.untilDue
        let isOver =
            switch settings.end {
            case .nothingDue: due != .zero && !outlook.isHeldUp
            case .nothingWaiting: due == nil
            case .never: false
            }
        if isOver {
            dispatcher.stop()
        } else if due == .zero {
            dryUntil = nil
        } else {
            let nap = min(due ?? Self.poll, Self.poll)
            dryUntil = now + nap
            return nap
        }
        return Self.tick
    }
}
