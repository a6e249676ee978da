// SPDX-License-Identifier: Apache-2.0
public import Logging
public import Sender
public import ServiceLifecycle

/// A service that is started again when it ends though nobody asked it to, while the others go on.
///
/// What takes the whole process with it, a trap or a signal, is for whoever runs the process: that is why the web and sending can be two.
public struct SupervisedService: Service {
    private let service: any Service
    private let name: String
    private let clock: SendClock
    private let endsProcess: @Sendable (any Error) -> Bool
    private let alarm: ServiceAlarm
    private let logger: Logger

    /// - Parameters:
    ///   - name: what it is called in the log.
    ///   - clock: what it waits and measures by.
    ///   - endsProcess: whether starting it again would not help.
    ///   - alarm: who is told each time besides the log.
    public init(
        _ service: any Service, named name: String, by clock: SendClock,
        endsProcess: @escaping @Sendable (any Error) -> Bool = { _ in false },
        alarm: @escaping ServiceAlarm = { _ in }, logger: Logger
    ) {
        self.service = service
        self.name = name
        self.clock = clock
        self.endsProcess = endsProcess
        self.alarm = alarm
        self.logger = logger
    }

    /// Runs until shut down.
    /// - Throws: what ends the process.
    public func run() async throws {
        var delays = RestartDelays()
        while true {
            let start = clock.now()
            let reason = try await reasonToStartAgain()
            guard let reason else { return }
            let pause = delays.next(after: clock.now() - start)
            let failure = ServiceFailure(
                service: name, reason: reason, restarts: delays.restarts, pause: pause)
            logger.critical(
                "\(name) failed and starts again in \(pause.components.seconds) s (\(failure.restarts) in a row): \(reason)"
            )
            await cancelWhenGracefulShutdown {
                await alarm(failure)
                await clock.sleep(pause)
            }
            if isEnding { return }
        }
    }

    /// Runs it to its end.
    /// - Returns: why that was too early; nil when it was not.
    private func reasonToStartAgain() async throws -> String? {
        do {
            try await service.run()
            return isEnding ? nil : "it ended by itself"
        } catch {
            if isEnding || endsProcess(error) { throw error }
            return Explanation.sentence(of: error)
        }
    }

    private var isEnding: Bool { Task.isShuttingDownGracefully || Task.isCancelled }
}
