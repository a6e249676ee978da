// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Threads

/// One connection's life: it waits for work, connects, carries messages and says goodbye, again and again.
///
/// It connects on a thread of its own, because connecting blocks; then it carries messages on a thread that it shares with
/// others.
struct ConnectionWorker {
    let id: ConnectionID
    let limits: RelayLimits
    let dispatcher: Dispatcher
    let journal: any TransmissionJournal
    let settings: SendLoop.Settings
    let observe: @Sendable (SendLoop.Event) -> Void
    /// Where its connections carry messages, beside others.
    let carrying: any SocketExecutor

    private static let longestPause: Duration = .seconds(60)
    /// How often a pause looks whether the run is over.
    private static let step: Duration = .milliseconds(100)

    private var clock: SendClock { settings.clock }

    func run() async {
        var setbacks = 0
        while await dispatcher.waitForWork(id) {
            var last: LeasedDelivery?
            do throws(Failure) {
                let connection = try limits.relay.connect(waitingOn: carrying) { dispatcher.isStopping }
                let session = SMTPSession(connection, limits: limits, journal: journal, clock: clock) {
                    dispatcher.isAbandoned
                }
                try await withTaskExecutorPreference(carrying) { () throws(Failure) in
                    try await carry(over: session, forgetting: &setbacks, noting: &last)
                }
            } catch {
                guard !dispatcher.isStopping else { continue }
                observe(.trouble(RelayTrouble(relay: limits.relay.name, failure: error, delivery: last)))
                setbacks += 1
                if dispatcher.fail(error, at: id) { await pause(after: setbacks) }
            }
        }
    }

    /// Pauses for 1, 2, 4 … 60 seconds, and not for good, because other connections to the relay work.
    private func pause(after setbacks: Int) async {
        let end = clock.now() + min(.seconds(1 << min(setbacks - 1, 6)), Self.longestPause)
        while clock.now() < end, !dispatcher.isStopping { await clock.sleep(Self.step) }
    }

    /// - Parameter last: what it carried last.
    /// - Throws: the failure that ended the connection, when it was the relay's.
    private func carry(
        over session: SMTPSession, forgetting setbacks: inout Int, noting last: inout LeasedDelivery?
    ) async throws(Failure) {
        dispatcher.join(id)
        var isReplaced = false
        defer { dispatcher.leave(id, isReplaced: isReplaced) }
        var carried = 0
        let end = clock.now() + limits.connectionAge
        var next = await dispatcher.next(for: id)
        while let job = next {
            last = job.delivery
            let begun = clock.now()
            let isLast = carried + 1 >= limits.messagesPerConnection ?? .max || begun > end
            let following = session.announces && !isLast ? dispatcher.takeReady(id) : nil
            let (outcome, reusable) = await session.deliver(job, following: following)
            let result = result(outcome, of: job, busy: clock.now() - begun)
            guard reusable && result.relayFailure == nil else {
                dispatcher.note(result, from: id)
                if let following { dispatcher.giveBack(following, from: id) }
                if reusable { await session.quit() } else { session.close() }
                if let setback = setback(result, outcome, isFirst: carried == 0) { throw setback }
                return
            }
            carried += 1
            setbacks = 0
            if following == nil, !isLast {
                next = await dispatcher.next(for: id, after: result)
            } else {
                dispatcher.note(result, from: id)
                isReplaced = isLast
                next = following
            }
        }
        await session.quit()
    }

    /// The failure that makes the next connection wait; nil when there is none. A relay may close a connection that has carried
    /// messages at any time, which is no failure. A connection that ends in doubt at its first message is one, because the next
    /// would fare like it.
    private func setback(_ result: JobResult, _ outcome: Outcome, isFirst: Bool) -> Failure? {
        if let failure = result.relayFailure { return failure.reply != nil || isFirst ? failure : nil }
        guard case .uncertain(let what) = outcome, isFirst else { return nil }
        return Failure(
            phase: .content, cause: .network, persistence: .transient, scope: .relay, detail: what)
    }

    private func result(_ outcome: Outcome, of job: DeliveryJob, busy: Duration) -> JobResult {
        let delivery = job.delivery
        var (failure, outcome): (Failure?, Outcome) = (nil, outcome)
        switch outcome {
        case .accepted(let reply): journal.note(delivery.id, .accepted(reply))
        case .uncertain: break
        case .failed(var seen):
            journal.note(delivery.id, .refused)
            if job.message.standsAlone { seen = seen.ofItsReader }
            failure = seen
            outcome = .failed(dispatcher.attribute(seen, to: delivery.id, at: id))
        }
        let disposition = settings.retry.disposition(
            of: outcome, attempts: delivery.attempts, doubts: delivery.doubts, age: delivery.age,
            lifetime: delivery.lifetime, chance: settings.chance())
        let work = RelayWork(
            relay: limits.relay.name, mailing: delivery.mailing, busy: busy,
            provider: settings.providers.provider(of: delivery.recipient.domain), cause: failure?.cause)
        return JobResult(
            settlement: Settlement(delivery.id, disposition, work: work), mailing: delivery.mailing,
            failure: failure, standsAlone: job.message.standsAlone,
            throttled: failure?.scope == .domain ? delivery.recipient.domain : nil)
    }
}

extension Failure {
    /// This failure as its reader's alone, because a server's refusal of a message says nothing of other copies.
    fileprivate var ofItsReader: Failure {
        guard scope == .message, reply != nil else { return self }
        return Failure(
            phase: phase, cause: cause, persistence: persistence, scope: .recipient, reply: reply,
            detail: detail)
    }
}
