import MailFormat
import Threads

/// One connection's life: waits to be called, connects, carries messages, says goodbye, again and again.
///
/// Connects on a thread of its own, which that blocks; what the connection carries then, it carries on one that it shares.
struct ConnectionWorker {
    let place: SendFloor.Place
    let plan: RelayPlan
    let floor: SendFloor
    let outbox: any Outbox
    let retry: RetryPolicy
    let observe: @Sendable (SendLoop.Event) -> Void
    /// Where its connections wait, beside others.
    let carrier: ThreadExecutor

    private static let longestPause: Duration = .seconds(60)
    /// How often a pause looks whether the run is over.
    private static let step: Duration = .milliseconds(100)

    func run() async {
        var setbacks = 0
        while await floor.isCalled(place) {
            var reader: EmailAddress?
            do throws(Failure) {
                let connection = try plan.relay.connect(waitingOn: carrier) { floor.isStopping }
                let session = SMTPSession(connection, plan: plan, outbox: outbox) { floor.isAbandoned }
                try await withTaskExecutorPreference(carrier) { () throws(Failure) in
                    try await carry(over: session, forgetting: &setbacks, to: &reader)
                }
            } catch {
                guard !floor.isStopping else { continue }
                observe(.trouble(RelayTrouble(relay: plan.relay.name, failure: error, reader: reader)))
                setbacks += 1
                if floor.fail(error, at: place) { await pause(after: setbacks) }
            }
        }
    }

    /// For 1, 2, 4 … 60 seconds: others of the relay's connections work.
    private func pause(after setbacks: Int) async {
        let end = ContinuousClock.now + min(.seconds(1 << min(setbacks - 1, 6)), Self.longestPause)
        while ContinuousClock.now < end, !floor.isStopping { try? await Task.sleep(for: Self.step) }
    }

    /// - Parameter reader: whose copy it carried last.
    /// - Throws: the failure that ended the connection, when it was the relay's.
    private func carry(
        over session: SMTPSession, forgetting setbacks: inout Int, to reader: inout EmailAddress?
    ) async throws(Failure) {
        floor.join(place)
        var isReplaced = false
        defer { floor.leave(place, isReplaced: isReplaced) }
        var carried = 0
        let end = ContinuousClock.now + plan.connectionAge
        var next = await floor.next(for: place)
        while let job = next {
            reader = job.delivery.recipient
            let begun = ContinuousClock.now
            let isLast = carried + 1 >= plan.messagesPerConnection ?? .max || begun > end
            let following = session.announces && !isLast ? floor.takeReady(place) : nil
            let (outcome, reusable) = await session.deliver(job, following: following)
            switch outcome {
            case .accepted(let reply): outbox.witness(job.delivery.id, .accepted(reply))
            case .failed: outbox.witness(job.delivery.id, .refused)
            case .uncertain: break
            }
            let report = report(outcome, of: job, busy: .now - begun)
            let relayFailure = report.failure.flatMap { $0.scope == .relay && !$0.isComplaint ? $0 : nil }
            guard reusable && relayFailure == nil else {
                floor.note(report, from: place)
                if let following { floor.giveBack(following, from: place) }
                if reusable { await session.quit() } else { session.close() }
                // A connection that worked may be closed by the relay at any time; that is no setback.
                if let relayFailure, relayFailure.reply != nil || carried == 0 { throw relayFailure }
                // One that ends in doubt at its first message is: the others would fare like it.
                if case .uncertain(let what) = outcome, carried == 0 {
                    throw Failure(
                        phase: .content, cause: .network, persistence: .transient, scope: .relay, detail: what
                    )
                }
                return
            }
            carried += 1
            setbacks = 0
            if let following {
                floor.note(report, from: place)
                next = following
            } else if isLast {
                floor.note(report, from: place)
                isReplaced = true
                next = nil
            } else {
                next = await floor.next(for: place, after: report)
            }
        }
        await session.quit()
    }

    private func report(_ outcome: Outcome, of job: SendFloor.Job, busy: Duration) -> SendFloor.Report {
        let delivery = job.delivery
        var (failure, outcome): (Failure?, Outcome) = (nil, outcome)
        if case .failed(var seen) = outcome {
            if job.message.standsAlone { seen = seen.ofItsReader }
            failure = seen
            outcome = .failed(floor.attribute(seen, to: delivery.id, at: place))
        }
        let disposition = retry.disposition(
            of: outcome, attempts: delivery.attempts, doubts: delivery.doubts, age: delivery.age,
            lifetime: delivery.lifetime, chance: .random(in: 0..<1))
        let work = RelayWork(relay: plan.relay.name, mailing: delivery.mailing, busy: busy)
        return SendFloor.Report(
            settlement: Settlement(delivery.id, disposition, work: work), mailing: delivery.mailing,
            failure: failure, standsAlone: job.message.standsAlone,
            throttled: failure?.scope == .domain ? delivery.recipient.domain : nil)
    }
}

extension Failure {
    /// The same where a server's refusal of a message says nothing of other copies.
    fileprivate var ofItsReader: Failure {
        guard scope == .message, reply != nil else { return self }
        return Failure(
            phase: phase, cause: cause, persistence: persistence, scope: .recipient, reply: reply,
            detail: detail)
    }
}
