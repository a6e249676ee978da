public import Logging
public import ServiceLifecycle

/// Logs an alarm when a mailing will not be done by its deadline.
public struct DeadlineService: Service {
    private let newsroom: Newsroom
    private let logger: Logger

    /// A service over a newsroom.
    public init(_ newsroom: Newsroom, logger: Logger) {
        self.newsroom = newsroom
        self.logger = logger
    }

    /// Runs until shut down.
    public func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await newsroom.watchDeadlines { logger.critical("\($0)") }
        }
    }
}
