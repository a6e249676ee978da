public import MailFormat

/// Sends what an outbox holds through a relay: connections on threads of their own, one clerk for the books.
///
/// The clerk leases rows ahead, marks them in flight in the same transaction that settles the results of
/// those before, and never marks more than connections × depth. A row that reached no connection goes back
/// to the queue when the run ends.
public final class SendLoop: Sendable {
    /// How to send.
    public struct Settings: Sendable {
        /// How many connections at the most.
        public var connections = 10
        /// How many messages one connection carries; nil for as many as there are.
        public var messagesPerConnection: Int?
        /// How long a connection is used: relays and what stands between close old ones, and a new one finds another host of
        /// the relay's.
        public var connectionAge: Duration = .seconds(300)
        /// For the reply to a command (RFC 5321 §4.5.3.2).
        public var replyTimeout: Duration = .seconds(300)
        /// For the reply to the final dot (RFC 5321 §4.5.3.2.6).
        public var finalTimeout: Duration = .seconds(600)
        /// When to try again.
        public var retry = RetryPolicy()
        /// When the run ends by itself.
        public var end = End.nothingDue

        /// The defaults.
        public init() {}
    }

    /// When a run ends by itself.
    public enum End: Sendable {
        /// When nothing is due now, or the relay does not work.
        case nothingDue
        /// When nothing waits for a later try either, or the relay does not work.
        case nothingWaiting
        /// Never: a service; it outwaits a relay that does not work.
        case never
    }

    /// What happens during a run, for progress bars and logs.
    public enum Event: Sendable {
        /// A transaction was committed; the run's results so far.
        case progress(SendTally)
        /// The relay could not be used; connections try again after a pause.
        case trouble(Failure)
        /// A mailing was stopped, and why.
        case halted(MailingID, String)
    }

    /// Why a run ended before everything due was sent: the relay.
    public struct RelayUnavailable: Error, Sendable {
        /// What was wrong with it.
        public let failure: Failure
    }

    private let outbox: any Outbox
    private let relay: any Relay
    private let messages: any MessageSource
    private let settings: Settings
    private let observe: @Sendable (Event) -> Void
    private let floor: SendFloor

    /// A loop over one worker's outbox and one relay.
    public init(
        outbox: any Outbox, relay: any Relay, messages: any MessageSource, settings: Settings,
        observe: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        self.outbox = outbox
        self.relay = relay
        self.messages = messages
        self.settings = settings
        self.observe = observe
        floor = SendFloor(connections: settings.connections)
    }

    /// Sends until `Settings.end` or `stop`.
    /// - Throws: `RelayUnavailable`, or what the outbox threw: when the ledger cannot be written, sending stops.
    public func run() async throws -> SendTally {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var clerk = Clerk(
                outbox: outbox, messages: messages, floor: floor, settings: settings, observe: observe)
            let trouble = RelayTrouble(floor: floor, settings: settings, observe: observe)
            var executors: [ThreadExecutor] = []
            for index in 0..<settings.connections {
                let executor = ThreadExecutor()
                executor.start()
                executors.append(executor)
                let worker = ConnectionWorker(
                    index: index, relay: relay, floor: floor, outbox: outbox, settings: settings,
                    trouble: trouble)
                group.addTask(executorPreference: executor) { await worker.run() }
            }
            defer { executors.forEach { $0.close() } }
            do {
                try await clerk.run()
            } catch {
                floor.stop()
                try await group.waitForAll()
                await clerk.settleRest()
                throw error
            }
            try await group.waitForAll()
            if let failure = trouble.reasonToStop { throw RelayUnavailable(failure: failure) }
            return floor.tally
        }
    }

    /// Starts nothing more; `run` returns when what is on the wire has been answered and settled.
    public func stop() { floor.stop() }

    /// Like `stop`, but does not wait for answers either: what was on the wire is settled as uncertain.
    public func abandon() { floor.abandon() }
}
