import Glibc
public import MailFormat
import Threads

/// Sends what an outbox holds through relays: connections on few threads, one clerk for the books.
///
/// The clerk leases rows ahead, marks them in flight in the same transaction that settles the results of
/// those before, and never marks more than connections × depth. A row that reached no connection goes back
/// to the queue when the run ends.
public final class SendLoop: Sendable {
    /// How to send.
    public struct Settings: Sendable {
        /// When to try again.
        public var retry = RetryPolicy()
        /// When the run ends by itself.
        public var end = End.nothingDue

        /// The defaults.
        public init() {}
    }

    /// When a run ends by itself.
    public enum End: Sendable {
        /// When nothing is due now, or no relay works.
        case nothingDue
        /// When nothing waits for a later try either, or no relay works.
        case nothingWaiting
        /// Never: a service; it outwaits relays that do not work.
        case never
    }

    /// What happens during a run, for progress bars and logs.
    public enum Event: Sendable {
        /// A transaction was committed; the run's results so far.
        case progress(SendTally)
        /// A relay could not be used; it is tried again after a pause.
        case trouble(RelayTrouble)
        /// A mailing was stopped, and why.
        case halted(MailingID, String)
    }

    /// Why a run ended before everything due was sent: nothing could go through any relay.
    public struct RelaysUnavailable: Error, Sendable {
        /// What was wrong with each, in the order of the plans; at least one.
        public let troubles: [RelayTrouble]
    }

    private static let processors = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    private let outbox: any Outbox
    private let relays: [RelayPlan]
    private let messages: any MessageSource
    private let settings: Settings
    private let observe: @Sendable (Event) -> Void
    private let floor: SendFloor

    /// A loop over one worker's outbox and its relays.
    /// - Parameter relays: at least one, in order of preference; those with a weight share the mail before all others.
    public init(
        outbox: any Outbox, relays: [RelayPlan], messages: any MessageSource, settings: Settings,
        observe: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        self.outbox = outbox
        self.relays = relays
        self.messages = messages
        self.settings = settings
        self.observe = observe
        floor = SendFloor(relays: relays)
    }

    /// Sends until `Settings.end` or `stop`.
    /// - Throws: `RelaysUnavailable`, or what the outbox threw: when the ledger cannot be written, sending stops.
    public func run() async throws -> SendTally {
        defer { outbox.leave() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            var clerk = Clerk(
                outbox: outbox, messages: messages, floor: floor, settings: settings, observe: observe)
            var executors: [ThreadExecutor] = []
            func started(_ executor: ThreadExecutor) -> ThreadExecutor {
                executor.start()
                executors.append(executor)
                return executor
            }
            let places = relays.enumerated().flatMap { index, plan in
                (0..<plan.connections).map { SendFloor.Place(relay: index, number: $0) }
            }
            let carriers = (0..<min(Self.processors, places.count)).map { _ in
                started(ThreadExecutor(forWaiting: true))
            }
            for (index, place) in places.enumerated() {
                let worker = ConnectionWorker(
                    place: place, plan: relays[place.relay], floor: floor, outbox: outbox,
                    retry: settings.retry, observe: observe, carrier: carriers[index % carriers.count])
                group.addTask(executorPreference: started(ThreadExecutor())) { await worker.run() }
            }
            defer { executors.forEach { $0.stop() } }
            do {
                try await clerk.run()
            } catch {
                floor.stop()
                try await group.waitForAll()
                await clerk.settleRest()
                throw error
            }
            try await group.waitForAll()
            if !clerk.reasonToStop.isEmpty { throw RelaysUnavailable(troubles: clerk.reasonToStop) }
            return floor.tally
        }
    }

    /// Starts nothing more; `run` returns when what is on the wire has been answered and settled.
    public func stop() { floor.stop() }

    /// Like `stop`, but does not wait for answers either: what was on the wire is settled as uncertain.
    public func abandon() { floor.abandon() }
}
