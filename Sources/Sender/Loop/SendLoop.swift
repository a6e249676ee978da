// SPDX-License-Identifier: Apache-2.0
import Glibc
public import MailFormat

/// Sends what an outbox holds through relays: connections on few threads, and one writer of the ledger.
///
/// The writer leases rows ahead, marks them in flight in the same transaction that settles the results of those before, and
/// never marks more than connections × depth. A row that reached no connection goes back to the queue when the run ends.
///
/// | part | what it does | with whom it speaks |
/// | --- | --- | --- |
/// | `LedgerWriter` | one transaction after another: settles, starts, leases | the outbox, the dispatcher |
/// | `Dispatcher` | keeps what is ready and what came of it; decides who sends next | nobody: it is asked |
/// | `ConnectionWorker` | connects, carries messages, says goodbye; one for each connection | a relay, the journal, the dispatcher |
public final class SendLoop: Sendable {
    /// How to send.
    public struct Settings: Sendable {
        /// When to try again.
        public var retry = RetryPolicy()
        /// When the run ends by itself.
        public var end = End.nothingDue
        /// Who runs recipients' mailboxes.
        public var providers: any MailboxProviders = DomainsAlone()
        /// What it waits and measures by.
        public var clock = SendClock.system
        /// A number in 0..<1, which spreads retries; asked for on many threads.
        public var chance: @Sendable () -> Double = { .random(in: 0..<1) }
        /// Makes what so many connections run on.
        public var executors: @Sendable (_ connections: Int) -> any ConnectionExecutors = {
            ConnectionThreads(
                connections: $0, processors: max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
        }

        /// The defaults.
        public init() {}
    }

    /// When a run ends by itself.
    public enum End: Sendable {
        /// When nothing is due now, or no relay works.
        case nothingDue
        /// When nothing waits for a later try either, or no relay works.
        case nothingWaiting
        /// Never, as a service: it waits until relays that do not work do so again.
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
        /// A provider of mailboxes does not believe who we are, and is left alone for a while.
        case held(String, Failure)
    }

    /// Why a run ended before everything due was sent: nothing could go through any relay.
    public struct RelaysUnavailable: Error, Sendable {
        /// What was wrong with each, in order of preference; at least one.
        public let troubles: [RelayTrouble]
    }

    private let outbox: any Outbox
    private let journal: any TransmissionJournal
    private let relays: [RelayLimits]
    private let messages: any MessageSource
    private let settings: Settings
    private let observe: @Sendable (Event) -> Void
    private let dispatcher: Dispatcher

    /// A loop over one worker's outbox and its relays.
    /// - Parameters:
    ///   - journal: keeps beyond this process how far rows in flight have come.
    ///   - relays: at least one, in order of preference; those with a weight share the mail before all others.
    public init(
        outbox: any Outbox, journal: any TransmissionJournal, relays: [RelayLimits],
        messages: any MessageSource, settings: Settings,
        observe: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        self.outbox = outbox
        self.journal = journal
        self.relays = relays
        self.messages = messages
        self.settings = settings
        self.observe = observe
        dispatcher = Dispatcher(relays: relays, clock: settings.clock)
    }

    /// Sends until `Settings.end` or `stop`.
    /// - Throws: `RelaysUnavailable`, or what the outbox threw: when the ledger cannot be written, sending stops.
    public func run() async throws -> SendTally {
        defer { outbox.leave() }
        var writer = LedgerWriter(
            outbox: outbox, messages: messages, dispatcher: dispatcher, settings: settings, observe: observe)
        let workers = connections
        let executors = settings.executors(workers.count)
        defer { executors.stop() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, id) in workers.enumerated() {
                let worker = ConnectionWorker(
                    id: id, limits: relays[id.relay], dispatcher: dispatcher, journal: journal,
                    settings: settings, observe: observe, carrying: executors.carrying(index))
                group.addTask(executorPreference: executors.connecting(index)) { await worker.run() }
            }
            do {
                try await writer.run()
            } catch {
                dispatcher.stop()
                try await group.waitForAll()
                await writer.settleRest()
                throw error
            }
            try await group.waitForAll()
            if !writer.reasonToStop.isEmpty { throw RelaysUnavailable(troubles: writer.reasonToStop) }
            return dispatcher.tally
        }
    }

    private var connections: [ConnectionID] {
        relays.enumerated().flatMap { index, limits in
            (0..<limits.connections).map { ConnectionID(relay: index, number: $0) }
        }
    }

    /// Starts nothing more; `run` returns when what is on the wire has been answered and settled.
    public func stop() { dispatcher.stop() }

    /// Like `stop`, but does not wait for answers either: what was on the wire is settled as uncertain.
    public func abandon() { dispatcher.abandon() }
}
