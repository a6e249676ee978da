// SPDX-License-Identifier: Apache-2.0
public import Logging
import MailFormat
import Sender
public import ServiceLifecycle

/// Sends whatever is due, for as long as it runs.
public struct SendingService: Service {
    private let served: ServedNewsroom
    private let logger: Logger

    /// How long to wait before sending starts again after the ledger failed.
    private static let pause: Duration = .seconds(5)

    /// A service over a newsroom.
    public init(_ served: ServedNewsroom, logger: Logger) {
        self.served = served
        self.logger = logger
    }

    /// Runs until shut down. When the ledger cannot be written sending stops, and starts again after a pause. When the
    /// newsroom's files are read again it starts anew with what they say.
    public func run() async throws {
        while !Task.isShuttingDownGracefully && !Task.isCancelled { await step() }
    }

    /// Sends until the newsroom's files are read again or the service is shut down; where sending fails, waits for a pause.
    func step() async {
        served.turns.note(.sending)
        do { try await send() } catch {
            // Cancellation ends the run with an error, which is no failure.
            guard !Task.isCancelled else { return }
            let why = Explanation.sentence(of: error)
            served.note { $0.sendingFault = why }
            logger.error("sending has stopped and starts again soon: \(why)")
            await cancelWhenGracefulShutdown { await served.clock.steady.sleep(Self.pause) }
        }
    }

    /// Sends until the newsroom's files are read again.
    private func send() async throws {
        let reading = served.reading
        let loop = try await served.current.mailings.sender(end: .never) { [served, logger] event in
            switch event {
            case .progress:
                served.note { $0.sendingFault = nil }
                served.turns.note(.sending)
            case .trouble(let trouble): logger.tell(trouble)
            case .halted(let mailing, let reason): logger.tell(halted: mailing, because: reason)
            case .held(let provider, let failure):
                AlignmentAlarm(served.current, logger).sound(over: provider, "\(failure)")
            }
        }
        let reloads = Task {
            await served.wait(forReadingAfter: reading)
            if !Task.isCancelled { loop.stop() }
        }
        defer { reloads.cancel() }
        logger.tell(try await loop.runAsService(by: served.clock.steady))
    }
}
