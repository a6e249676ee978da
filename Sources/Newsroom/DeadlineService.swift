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

    /// How long to wait before watching starts again after the ledger could not be read.
    private static let pause: Duration = .seconds(5)

    /// Runs until shut down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await newsroom.watchDeadlines { logger.critical("\($0)") }
                } catch {
                    guard !Task.isCancelled else { return }
                    logger.error("deadlines are not watched and will be soon: \(error)")
                    try? await Task.sleep(for: Self.pause)
                }
            }
        }
    }
}
