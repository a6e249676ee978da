// SPDX-License-Identifier: Apache-2.0
public import Logging
import MailFormat
import SQLiteStore
public import ServiceLifecycle

/// Drops what may be kept no longer, at its start and every hour. It does so at its start because the hour would never come
/// where `serve` is started anew more often.
public struct PruningService: Service {
    private let served: ServedNewsroom
    private let logger: Logger

    private static let pause: Duration = .seconds(3600)

    /// A service over a newsroom.
    public init(_ served: ServedNewsroom, logger: Logger) {
        self.served = served
        self.logger = logger
    }

    /// Runs until shut down. What cannot be pruned now is pruned in an hour.
    public func run() async throws {
        for await _ in Ticks(every: Self.pause, by: served.clock.steady, startsAtOnce: true)
            .cancelOnGracefulShutdown()
        { await step() }
    }

    /// Prunes once.
    func step() async {
        do {
            let pruned = try await served.current.database.prune()
            guard pruned.requests + pruned.deliveries + pruned.events + pruned.pictures > 0 else { return }
            logger.notice(
                """
                dropped \(counted(pruned.requests, "request", "requests")), \
                \(counted(pruned.deliveries, "delivery", "deliveries")), \
                \(counted(pruned.events, "consent event", "consent events")), \
                \(counted(pruned.pictures, "picture", "pictures"))
                """,
                metadata: [
                    "requests": .stringConvertible(pruned.requests),
                    "deliveries": .stringConvertible(pruned.deliveries),
                    "events": .stringConvertible(pruned.events),
                    "pictures": .stringConvertible(pruned.pictures),
                ])
        } catch {
            guard !Task.isCancelled else { return }
            logger.error("old rows cannot be dropped: \(Explanation.sentence(of: error))")
        }
    }
}
