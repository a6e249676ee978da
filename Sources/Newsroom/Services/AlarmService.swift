// SPDX-License-Identifier: Apache-2.0
public import Logging
import MailFormat
import Sender
public import ServiceLifecycle

/// Looks whether there is something that a person must know, and tells them.
public struct AlarmService: Service {
    private let served: ServedNewsroom
    private let logger: Logger

    /// How often to look.
    private static let poll: Duration = .seconds(10)

    /// A service over a newsroom.
    public init(_ served: ServedNewsroom, logger: Logger) {
        self.served = served
        self.logger = logger
    }

    /// Runs until shut down.
    public func run() async throws {
        var watch = AlarmWatch(served.current)
        let ticks = Ticks(every: Self.poll, by: served.clock.steady, startsAtOnce: true)
        for await _ in ticks.cancelOnGracefulShutdown() where !watch.mayRest(served.current, served.health) {
            await step(&watch)
        }
    }

    /// Looks once, and tells of what is due.
    func step(_ watch: inout AlarmWatch) async {
        let newsroom = served.current
        do {
            let current = try await watch.look(at: newsroom, served.health)
            for change in try await newsroom.alarms.look(current) { log(change) }
            watch.noteKept(isQuiet: try await newsroom.alarms.isQuiet())
            for (channel, fault) in try await newsroom.alarms.tellDue() {
                logger.error(
                    "\(channel) cannot be told of alarms, and is tried again: \(fault)",
                    metadata: ["channel": "\(channel)"])
            }
        } catch {
            guard !Task.isCancelled else { return }
            let why = Explanation.sentence(of: error)
            logger.error("it cannot be seen whether all is well: \(why)")
            await tellPastDatabase(why, &watch)
        }
    }

    /// Tells that alarms cannot be kept, without keeping that.
    private func tellPastDatabase(_ why: String, _ watch: inout AlarmWatch) async {
        let newsroom = served.current
        let pause = newsroom.configuration.alarms.again
        guard watch.noteUnkept(at: served.clock.steady.now(), again: pause) else { return }
        let alarm = Alarm(
            .sending, "database", "the database cannot be used, so mail does not go out: \(why)")
        logger.critical("alarm \(alarm.kind.rawValue): \(alarm.message)")
        for (channel, fault) in await newsroom.alarms.tellAtOnce(alarm) {
            if let fault { logger.error("\(channel) cannot be told of alarms: \(fault)") }
        }
    }

    private func log(_ change: AlarmChange) {
        switch change {
        case .begins(let alarm, isRaised: true), .rises(_, let alarm):
            logger.critical("alarm \(alarm.kind.rawValue): \(alarm.message)", metadata: .alarm(alarm))
        case .clears(let known):
            logger.notice(
                "alarm \(known.alarm.kind.rawValue) of \(known.alarm.subject) is over",
                metadata: .alarm(known.alarm))
        case .begins, .goesOn, .passes: break
        }
    }
}
