// SPDX-License-Identifier: Apache-2.0
public import Logging
import Sender
public import ServiceLifecycle

/// Tells the service manager when the daemon is ready, that it goes on, what is wrong, and that it ends.
///
/// It is ready when it listens and the database was read; where it sends, when a relay let it in as well. A relay that does not is
/// waited for, though only for half a minute: it is not mended by keeping the machine from starting, by starting us anew, or by
/// leaving readers' links unanswered. What was said then stays in the status until a relay answers.
public struct ServiceReport: Service {
    /// What it knows between two looks.
    struct State {
        fileprivate let begin: ContinuousClock.Instant
        fileprivate var isReady = false
        fileprivate var relay: RelayProbe.Trouble?
        fileprivate var hasAskedRelay = false
        fileprivate var asksAt: ContinuousClock.Instant
        fileprivate var pause: Duration = .seconds(1)
        fileprivate var told: Set<ServiceTurns.Name> = []

        init(at now: ContinuousClock.Instant) { (begin, asksAt) = (now, now) }
    }

    private let served: ServedNewsroom
    private let manager: ServiceManager
    private let duties: ServiceDuties
    private let probe: RelayProbe
    private let logger: Logger

    /// How long a relay is waited for.
    private static let patience: Duration = .seconds(30)
    /// How often to ask a relay that does not answer.
    private static let longestPause: Duration = .seconds(60)
    /// How often to look before it is ready, and afterwards.
    private static let (quick, slow): (Duration, Duration) = (.milliseconds(500), .seconds(10))

    /// A service over a newsroom.
    public init(
        _ served: ServedNewsroom, to manager: ServiceManager, of duties: ServiceDuties, logger: Logger
    ) {
        self.init(served, to: manager, of: duties, probe: .network, logger: logger)
    }

    init(
        _ served: ServedNewsroom, to manager: ServiceManager, of duties: ServiceDuties, probe: RelayProbe,
        logger: Logger
    ) {
        self.served = served
        self.manager = manager
        self.duties = duties
        self.probe = probe
        self.logger = logger
    }

    /// Runs until shut down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var state = State(at: served.clock.steady.now())
            while !Task.isCancelled {
                await step(&state)
                await served.clock.steady.sleep(state.isReady ? interval : Self.quick)
            }
        }
        manager.tell(.stopping, .status("finishes what is on the wire"))
    }

    /// At least twice in the time in which a watchdog wants to hear of us.
    private var interval: Duration { min(manager.watchdog.map { $0 / 2 } ?? Self.slow, Self.slow) }

    /// Looks once, and tells.
    func step(_ state: inout State) async {
        if state.isReady { tellOfTurns(&state) }
        if duties.contains(.sending) { await askRelay(&state) }
        guard !Task.isCancelled else { return }
        if let missing = await missing(state) {
            manager.tell(.status("waits for \(missing)"))
        } else {
            if !state.isReady { becomeReady(&state) }
            manager.tell(.status(await status(state)))
        }
    }

    private func becomeReady(_ state: inout State) {
        state.isReady = true
        manager.tell(.ready)
        guard let trouble = state.relay else { return }
        logger.error("no relay lets us in, and mail waits: \(trouble.sentence)")
    }

    /// What it is not ready without; nil when it is ready, or was.
    private func missing(_ state: State) async -> String? {
        guard !state.isReady else { return nil }
        if duties.contains(.web), !served.isListening { return "the address it listens on" }
        do { _ = try await served.troubles() } catch {
            return "the database: \(Explanation.sentence(of: error))"
        }
        guard let trouble = state.relay, !trouble.isLasting,
            served.clock.steady.now() - state.begin < Self.patience
        else { return nil }
        return "a relay: \(trouble.sentence)"
    }

    /// Asks until one answers, or says what it would say again.
    private func askRelay(_ state: inout State) async {
        let now = served.clock.steady.now()
        guard now >= state.asksAt, state.relay.map({ !$0.isLasting }) ?? !state.hasAskedRelay else { return }
        state.relay = await probe.trouble(of: served.current.configuration.relays)
        state.hasAskedRelay = true
        state.asksAt = served.clock.steady.now() + state.pause
        state.pause = min(state.pause * 2, Self.longestPause)
    }

    /// A watchdog hears of us only while every service goes on.
    private func tellOfTurns(_ state: inout State) {
        let standing = served.turns.standing
        for name in standing where state.told.insert(name).inserted {
            logger.critical("\(name.rawValue) stands still: the watchdog hears of us no more")
        }
        if standing.isEmpty { manager.tell(.watchdog) }
    }

    private func status(_ state: State) async -> String {
        var troubles = state.relay.map { ["no relay lets us in: \($0.sentence)"] } ?? []
        troubles += served.turns.standing.map { "\($0.rawValue) stands still" }
        do { troubles += try await served.troubles() } catch {
            troubles.append(Explanation.sentence(of: error))
        }
        return ([duties.sentence] + troubles).joined(separator: "; ")
    }
}
