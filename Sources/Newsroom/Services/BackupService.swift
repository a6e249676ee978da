// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Logging
import SQLiteStore
import Sender
public import ServiceLifecycle

/// Backs up the database when it is time to, and looks through a backup now and then.
public struct BackupService: Service {
    private let served: ServedNewsroom
    private let logger: Logger

    private static let poll: Duration = .seconds(60)

    /// A service over a newsroom.
    public init(_ served: ServedNewsroom, logger: Logger) {
        self.served = served
        self.logger = logger
    }

    /// Runs until shut down. What cannot be backed up now is tried again in a minute, and rings an alarm.
    public func run() async throws {
        for await _ in Ticks(every: Self.poll, by: served.clock.steady, startsAtOnce: true)
            .cancelOnGracefulShutdown()
        { await step() }
    }

    /// Looks once whether it is time.
    func step() async {
        let newsroom = served.current
        guard let settings = newsroom.configuration.backup else { return }
        let backups = KeptBackups(settings, of: newsroom.context.database)
        let now = served.clock.now
        do {
            if backups.isDue(at: now) {
                let made = try await backups.make(at: now)
                logger.notice("the database is backed up as \(made.path)")
            }
            served.note { $0.backupFault = nil }
        } catch {
            guard !Task.isCancelled else { return }
            let why = Explanation.sentence(of: error)
            if why != served.health.backupFault { logger.error("no backup: \(why)") }
            served.note { $0.backupFault = why }
        }
        guard let backup = backups.unverified(at: now) else { return }
        do {
            try await backups.verify(backup, clock: served.clock, random: served.random)
            logger.notice("\(backup.path) can be restored: it was tried elsewhere")
            served.note { $0.restoreFault = nil }
        } catch {
            guard !Task.isCancelled else { return }
            let why = Explanation.sentence(of: error)
            logger.error("the backup cannot be restored: \(why)")
            served.note { $0.restoreFault = why }
            try? backups.postpone(at: now)
        }
    }
}
