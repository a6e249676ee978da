public import Logging
import SQLiteStore
import Sender
public import ServiceLifecycle

/// Ends the process when its database is replaced or removed, so that whoever runs it starts it anew with the
/// one there is now: what it would read and write is in a file that nobody sees any more.
public struct DatabaseService: Service {
    private let newsroom: Newsroom
    private let logger: Logger

    /// How often to look.
    private static let poll: Duration = .seconds(1)

    /// A service over a newsroom.
    public init(_ newsroom: Newsroom, logger: Logger) {
        self.newsroom = newsroom
        self.logger = logger
    }

    /// Runs until shut down.
    /// - Throws: `StoreError.replaced`.
    public func run() async throws {
        for await _ in Ticks(every: Self.poll, by: newsroom.context.clock.steady).cancelOnGracefulShutdown() {
            try await step()
        }
    }

    /// Looks once.
    func step() async throws {
        do {
            try await newsroom.database.requireInPlace()
        } catch let error as StoreError where error.isReplacement {
            logger.critical("\(Explanation.sentence(of: error))")
            throw error
        } catch {
            // Whoever needs the database says what is wrong with it.
        }
    }
}
