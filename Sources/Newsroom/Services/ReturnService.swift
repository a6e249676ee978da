// SPDX-License-Identifier: Apache-2.0
public import Logging
import MailFormat
import Sender
public import ServiceLifecycle

/// Looks into the mailboxes to which mail comes back, for as long as it runs.
public struct ReturnService: Service {
    private let served: ServedNewsroom
    private let logger: Logger

    /// The least and the most time between two questions whether it is time for a look: the files may have been read again meanwhile.
    private static let (shortest, longest): (Duration, Duration) = (.seconds(1), .seconds(10))

    /// A service over a newsroom.
    public init(_ served: ServedNewsroom, logger: Logger) {
        self.served = served
        self.logger = logger
    }

    /// Runs until shut down.
    public func run() async throws {
        var looks = Looks()
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            await step(&looks)
            let pause = pause(after: looks)
            await cancelWhenGracefulShutdown { [clock = served.clock.steady] in await clock.sleep(pause) }
        }
    }

    private func pause(after looks: Looks) -> Duration {
        guard let settings = served.current.configuration.returns, let last = looks.last else {
            return Self.longest
        }
        return min(max(Self.shortest, last + settings.interval - served.clock.steady.now()), Self.longest)
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
            try await read(newsroom.returns)
            try await tell(of: newsroom, &looks)
        } catch {
            guard !Task.isCancelled else { return }
            logger.error("mail that came back cannot be settled: \(Explanation.sentence(of: error))")
        }
    }

    private func read(_ desk: ReturnDesk) async throws {
        let tally = try await desk.poll()
        if tally.total > 0 {
            logger.notice(
                "came back: \(tally.line)", metadata: ["returns": .stringConvertible(tally.total)])
        }
        for fault in tally.faults { logger.error("\(fault)") }
        served.note { $0.returnsFault = tally.faults.first.map { "\($0)" } }
        for (mailing, reason) in tally.halted {
            logger.critical("mailing \(mailing) is halted: \(reason)", metadata: .mailing(mailing))
        }
        let letters = try await desk.sendLettersOn()
        if letters.sent > 0 {
            logger.notice("sent \(counted(letters.sent, "letter", "letters")) on to the desk")
        }
        if let refusal = letters.refusal { logger.error("letters cannot be sent on to the desk: \(refusal)") }
    }

    /// Says which providers do not believe who we are.
    private func tell(of newsroom: Newsroom, _ looks: inout Looks) async throws {
        let held = try await newsroom.returns.heldProviders()
        for (provider, reply) in held where !looks.told.contains(provider) {
            AlignmentAlarm(newsroom, logger).sound(over: provider, reply)
        }
        looks.told = Set(held.keys)
    }
}
