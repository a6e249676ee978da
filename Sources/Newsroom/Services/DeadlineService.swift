// SPDX-License-Identifier: Apache-2.0
public import Logging
public import ServiceLifecycle

/// Logs an alarm when a mailing will not be done by its deadline.
public struct DeadlineService: Service {
    private let served: ServedNewsroom
    private let logger: Logger

    /// A service over a newsroom.
    public init(_ served: ServedNewsroom, logger: Logger) {
        self.served = served
        self.logger = logger
    }

    /// Runs until shut down.
    public func run() async throws {
        var watch = DeadlineWatch(in: served.current.publications.shownZone)
        for await _ in Ticks(every: DeadlineWatch.poll, by: served.clock.steady).cancelOnGracefulShutdown() {
            await step(&watch)
        }
    }

    /// Looks once whether it is time for an alarm.
    func step(_ watch: inout DeadlineWatch) async {
        do { try await watch.look(over: served.current.mailings) { logger.critical("\($0)") } } catch {
            guard !Task.isCancelled else { return }
            logger.error("deadlines cannot be watched: \(Explanation.sentence(of: error))")
        }
    }
}
