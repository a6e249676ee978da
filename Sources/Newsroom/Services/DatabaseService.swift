// SPDX-License-Identifier: Apache-2.0
public import Logging
import SQLiteStore
import Sender
public import ServiceLifecycle

/// Ends the process when its database is replaced or removed, because it would read and write a file that nobody sees any more.
/// Whoever runs the process starts it anew with the database there is now.
public struct DatabaseService: Service {
    private let newsroom: Newsroom
    private let logger: Logger

    /// How often to look.
    private static let poll: Duration = .seconds(2)

    /// A service over a newsroom.
    public init(_ newsroom: Newsroom, logger: Logger) {
        self.newsroom = newsroom
        self.logger = logger
    }

    /// Runs until shut down.
    /// - Throws: `StoreError.replaced`.
    public func run() async throws {
        for await _ in Ticks(every: Self.poll, by: newsroom.context.clock.steady).cancelOnGracefulShutdown() {
            try step()
        }
    }

    /// Looks once whether the database was replaced.
    func step() throws {
        do {
            _ = try newsroom.database.dataVersion()
        } catch let error as StoreError where error.isReplacement {
            logger.critical("\(Explanation.sentence(of: error))")
            throw error
        } catch {
            // Other errors are left to those who need the database: they report what is wrong with it.
        }
    }
}
