import MailFormat

/// One connection's life: waits to be called, connects, carries messages, says goodbye, again and again.
///
/// Runs on a thread of its own; every call into its connection blocks.
struct ConnectionWorker {
    let index: Int
    let relay: any Relay
    let floor: SendFloor
    let outbox: any Outbox
    let settings: SendLoop.Settings
    let trouble: RelayTrouble

    func run() async {
        var setbacks = 0
        while await floor.isCalled(index) {
            do throws(Failure) {
                let connection = try relay.connect { floor.isStopping }
                let session = SMTPSession(connection, settings: settings, outbox: outbox) {
                    floor.isAbandoned
                }
                try await carry(over: session, forgetting: &setbacks)
            } catch {
                setbacks += 1
                floor.miss()
                if error.isThrottling { floor.slowDown() }
                await trouble.face(error, setbacks: setbacks)
            }
        }
    }

    /// - Throws: the failure that ended the connection, when it was the relay's.
    private func carry(over session: SMTPSession, forgetting setbacks: inout Int) async throws(Failure) {
        floor.join()
        var isReplaced = false
        defer { floor.leave(isReplaced: isReplaced) }
        var carried = 0
        let end = ContinuousClock.now + settings.connectionAge
        var next = await floor.next(for: index)
        while let job = next {
            let isLast = carried + 1 >= settings.messagesPerConnection ?? .max || ContinuousClock.now > end
            let following = session.announces && !isLast ? floor.takeReady(index) : nil
            let (outcome, reusable) = session.deliver(job, following: following)
            if case .accepted(let reply) = outcome { outbox.witness(job.delivery.id, .accepted(reply)) }
            let report = report(outcome, of: job.delivery)
            let relayFailure = report.failure.flatMap { $0.scope == .relay ? $0 : nil }
            guard reusable && relayFailure == nil else {
                floor.note(report)
                if let following { floor.giveBack(following) }
                if reusable { session.quit() } else { session.close() }
                // A connection that worked may be closed by the relay at any time; that is no setback.
                if let relayFailure, relayFailure.reply != nil || carried == 0 { throw relayFailure }
                return
            }
            carried += 1
            setbacks = 0
            if let following {
                floor.note(report)
                next = following
            } else if isLast {
                floor.note(report)
                isReplaced = true
                next = nil
            } else {
                next = await floor.next(for: index, after: report)
            }
        }
        session.quit()
    }

    private func report(_ outcome: Outcome, of delivery: LeasedDelivery) -> SendFloor.Report {
        let failure: Failure? = if case .failed(let failure) = outcome { failure } else { nil }
        let disposition = settings.retry.disposition(
            of: outcome, attempts: delivery.attempts, doubts: delivery.doubts, age: delivery.age,
            lifetime: delivery.lifetime, chance: .random(in: 0..<1))
        return SendFloor.Report(
            settlement: Settlement(delivery.id, disposition), mailing: delivery.mailing, failure: failure,
            throttled: failure?.scope == .domain ? delivery.recipient.domain : nil)
    }
}
