// SPDX-License-Identifier: Apache-2.0
public import Logging
import MailFormat
import Sender
public import ServiceLifecycle

/// Looks into the mailboxes to which mail comes back, for as long as it runs.
public struct ReturnService: Service {
    private let served: ServedNewsroom
    private let logger: Logger

    /// How often to ask whether it is time for a look.
    private static let poll: Duration = .seconds(1)

    /// A service over a newsroom.
    public init(_ served: ServedNewsroom, logger: Logger) {
        self.served = served
        self.logger = logger
    }

    /// Runs until shut down.
    public func run() async throws {
        var looks = Looks()
        let ticks = Ticks(every: Self.poll, by: served.clock.steady, startsAtOnce: true)
        for await _ in ticks.cancelOnGracefulShutdown() { await step(&looks) }
    }

    /// When it looked last, and of which providers it has said that they do not believe who we are.
    struct Looks {
        fileprivate var last: ContinuousClock.Instant?
        fileprivate var told: Set<String> = []
    }

    /// Looks, if it is time.
    func step(_ looks: inout Looks) async {
        let newsroom = served.current
        guard let settings = newsroom.configuration.returns else { return }
        let now = served.clock.steady.now()
        if let last = looks.last, now - last < settings.interval { return }
        looks.last = now
        do {
            log(try await newsroom.returns.poll { logger.error("\($0)") })
            let letters = try await newsroom.returns.sendLettersOn()
            if letters > 0 { logger.notice("sent \(counted(letters, "letter", "letters")) on to the desk") }
            let held = try await newsroom.returns.heldProviders()
            for (provider, reply) in held where !looks.told.contains(provider) {
                AlignmentAlarm(newsroom, logger).sound(over: provider, reply)
            }
            looks.told = Set(held.keys)
        } catch {
            guard !Task.isCancelled else { return }
            logger.error("mail that came back cannot be settled: \(Explanation.sentence(of: error))")
        }
    }

    private func log(_ tally: ReturnTally) {
        if tally.total > 0 { logger.notice("came back: \(tally.line)") }
        if let held = tally.counts[.held] {
            logger.critical(
                "\(counted(held, "reader is", "readers are")) held for a person: say “daybreak bounce list --only held”"
            )
        }
    }
}
