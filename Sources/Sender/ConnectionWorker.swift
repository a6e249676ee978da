/// One connection's life: waits to be called, connects, carries messages, says goodbye, again and again.
///
/// Runs on a thread of its own; every call into its connection blocks.
struct ConnectionWorker {
    let index: Int
    let relay: any Relay
    let floor: SendFloor
    let settings: SendLoop.Settings
    let trouble: RelayTrouble

    func run() async {
        var setbacks = 0
        while await floor.isCalled(index) {
            do throws(Failure) {
                let connection = try relay.connect { floor.isStopping }
                let session = SMTPSession(connection, settings: settings) { floor.isAbandoned }
                try await carry(over: session, forgetting: &setbacks)
            } catch {
                setbacks += 1
                await trouble.face(error, setbacks: setbacks)
            }
        }
    }

    /// - Throws: the failure that ended the connection, when it was the relay's.
    private func carry(over session: SMTPSession, forgetting setbacks: inout Int) async throws(Failure) {
        floor.join()
        defer { floor.leave() }
        var isFresh = true
        while let job = await floor.take() {
            let (outcome, reusable) = session.deliver(job.delivery, of: job.message)
            let failure: Failure? = if case .failed(let failure) = outcome { failure } else { nil }
            let disposition = settings.retry.disposition(
                of: outcome, attempts: job.delivery.attempts, doubts: job.delivery.doubts,
                age: job.delivery.age, chance: .random(in: 0..<1))
            floor.report(
                Settlement(job.delivery.id, disposition), of: job.delivery.mailing, failure: failure)
            guard reusable else {
                session.close()
                // A connection that worked may be closed by the relay at any time; that is no setback.
                if let failure, failure.scope == .relay, failure.reply != nil || isFresh { throw failure }
                return
            }
            if let failure, failure.scope == .relay {
                session.quit()
                throw failure
            }
            isFresh = false
            setbacks = 0
        }
        session.quit()
    }
}
