// SPDX-License-Identifier: Apache-2.0
import Glibc
public import Logging
import MailFormat
public import Sender
public import ServiceLifecycle

/// Sends what is lent, for as long as it runs.
public struct FleetSendingService: Service {
    private let sender: FleetSender
    private let end: SendLoop.End
    private let logger: Logger

    /// How long a shutdown waits for relays to answer before what is on the wire is settled as uncertain.
    private static let grace: Duration = .seconds(5)
    /// How long it waits after that until everything is told.
    private static let rest: Duration = .seconds(4)
    /// How long to wait before sending starts again after PostgreSQL failed.
    private static let pause: Duration = .seconds(2)

    /// A service of one sending machine.
    public init(_ sender: FleetSender, end: SendLoop.End, logger: Logger) {
        self.sender = sender
        self.end = end
        self.logger = logger
    }

    /// Runs until shut down, or until nothing is due where it is to end then. When PostgreSQL cannot be reached it tries again
    /// and again.
    public func run() async throws {
        while !Task.isShuttingDownGracefully && !Task.isCancelled {
            do {
                try await send()
                if case .never = end { continue }
                return
            } catch {
                guard !Task.isCancelled else { return }
                logger.error("sending has stopped and starts again soon: \(Explanation.sentence(of: error))")
                if case .never = end {} else { throw error }
                await cancelWhenGracefulShutdown { await sender.steady.sleep(Self.pause) }
            }
        }
    }

    private func send() async throws {
        let (loop, hasLeft) = try await sender.loop(end: end) { [logger] event in
            switch event {
            case .progress: break
            case .trouble(let trouble): logger.warning("\(trouble)", metadata: .trouble(trouble))
            case .halted(let mailing, let reason):
                logger.critical("mailing \(mailing) is halted: \(reason)", metadata: .mailing(mailing))
            case .held(let provider, let failure):
                logger.error("\(provider) is left alone, because it does not believe who we are: \(failure)")
            }
        }
        logger.info("PostgreSQL is reached")
        let result: Result<SendTally, any Error>
        do { result = .success(try await run(loop)) } catch { result = .failure(error) }
        await hasLeft()
        let tally = try result.get()
        guard tally.total > 0 else { return }
        logger.notice(
            "sent \(tally.accepted), failed \(tally.failed), deferred \(tally.deferred), uncertain \(tally.uncertain)",
            metadata: .tally(tally))
    }

    /// Runs to its end, or until it is shut down.
    private func run(_ loop: SendLoop) async throws -> SendTally {
        try await withTaskCancellationOrGracefulShutdownHandler {
            try await loop.run()
        } onCancelOrGracefulShutdown: {
            loop.stop()
            Task { [clock = sender.steady] in
                await clock.sleep(Self.grace)
                loop.abandon()
                // PostgreSQL may answer nothing. What it was not told stands in the journal, for whoever starts next.
                await clock.sleep(Self.rest)
                _exit(75)
            }
        }
    }
}
