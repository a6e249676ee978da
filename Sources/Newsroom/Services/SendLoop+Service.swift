// SPDX-License-Identifier: Apache-2.0
import Logging
import MailFormat
import Sender
import ServiceLifecycle

/// A run of a sender as a part of a service.
extension SendLoop {
    /// How long a shutdown waits for relays to answer before what is on the wire is settled as uncertain.
    private static let grace: Duration = .seconds(5)

    /// Runs to its end, or until the service is shut down.
    /// - Parameter giveUp: what is done when relays have not answered in time.
    func runAsService(
        by clock: SendClock, giveUp: @escaping @Sendable () async -> Void = {}
    ) async throws -> SendTally {
        try await withTaskCancellationOrGracefulShutdownHandler {
            try await run()
        } onCancelOrGracefulShutdown: {
            self.stop()
            Task {
                await clock.sleep(Self.grace)
                self.abandon()
                await giveUp()
            }
        }
    }
}

extension Logger {
    /// Tells of what happens to all of a sender's mail.
    func tell(_ trouble: RelayTrouble) { warning("\(trouble)", metadata: .trouble(trouble)) }

    /// Tells that a mailing has stopped.
    func tell(halted mailing: MailingID, because reason: String) {
        critical("mailing \(mailing) is halted: \(reason)", metadata: .mailing(mailing))
    }

    /// Tells what a run came to, if it came to anything.
    func tell(_ tally: SendTally) {
        guard tally.total > 0 else { return }
        notice(
            "sent \(tally.accepted), failed \(tally.failed), deferred \(tally.deferred), uncertain \(tally.uncertain)",
            metadata: .tally(tally))
    }
}
