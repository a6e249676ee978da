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

    /// How long a shutdown waits, when relays have not answered in time, until everything is told.
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
            case .trouble(let trouble): logger.tell(trouble)
            case .halted(let mailing, let reason): logger.tell(halted: mailing, because: reason)
            case .held(let provider, let failure):
                logger.error("\(provider) is left alone, because it does not believe who we are: \(failure)")
            }
        }
        logger.info("PostgreSQL is reached")
        let tally: Result<SendTally, any Error>
        do {
            tally = .success(
                try await loop.runAsService(by: sender.steady) { [clock = sender.steady] in
                    // PostgreSQL may answer nothing. What it was not told stands in the journal, for whoever starts next.
                    await clock.sleep(Self.rest)
                    _exit(75)
                })
        } catch {
            tally = .failure(error)
        }
        await hasLeft()
        logger.tell(try tally.get())
    }
}
