// SPDX-License-Identifier: Apache-2.0
public import Logging
import MailFormat
import SQLiteStore
import Sender
public import ServiceLifecycle

/// Plans the dates of recurring editions, assembles their editions, and plans the mailings of those that may go out.
public struct RuleService: Service {
    private let served: ServedNewsroom
    private let logger: Logger

    /// How often to ask whether a date needs something.
    private static let poll: Duration = .seconds(5)
    /// How often to look at the schedules anew, which is also how soon a change of the system's time zones is known.
    private static let planning: Duration = .seconds(3600)
    /// The same while dates are missing, as those of a schedule whose maker was killed, or are moved by readers or relays.
    private static let shortPlanning: Duration = .seconds(600)

    /// A service over a newsroom.
    public init(_ served: ServedNewsroom, logger: Logger) {
        self.served = served
        self.logger = logger
    }

    /// Runs until shut down.
    public func run() async throws {
        var planned: ContinuousClock.Instant?
        var lookout = Lookout()
        let ticks = Ticks(every: Self.poll, by: served.clock.steady, startsAtOnce: true)
        for await _ in ticks.cancelOnGracefulShutdown() where lookout.isDue(at: served.current) {
            await step(&planned)
            lookout.note(due: await nextTime())
        }
    }

    /// When there is something to do for a date, milliseconds since 1970. Schedules that cannot be read are read again at once.
    private func nextTime() async -> Int64? {
        do { return try await served.current.context.rules.nextDue() } catch { return 0 }
    }

    /// Plans when it is time to, and attends to what is due.
    /// - Parameter planned: when it planned last.
    func step(_ planned: inout ContinuousClock.Instant?) async {
        let desk = served.current.rules
        let now = served.clock.steady.now()
        do {
            if try await isTimeToPlan(since: planned.map { now - $0 }, desk) {
                planned = now
                let faults = try await desk.plan()
                served.note { $0.ruleFaults = faults }
            }
            try await desk.attend { occurrence, event in log(event, of: occurrence) }
        } catch {
            guard !Task.isCancelled else { return }
            logger.error("the schedules cannot be attended to: \(Explanation.sentence(of: error))")
        }
    }

    private func isTimeToPlan(since last: Duration?, _ desk: RuleDesk) async throws -> Bool {
        guard let last, last < Self.planning else { return true }
        guard last >= Self.shortPlanning else { return false }
        return try await desk.hasUnsteadyDates()
    }

    private func log(_ event: RuleEvent, of occurrence: RuleOccurrence) {
        let name = "\(occurrence.ruleName) of \(occurrence.local)"
        let fields = Logger.Metadata.occurrence(occurrence)
        switch event {
        case .assembled(let edition, let stories, let troubles):
            logger.notice(
                "\(name): edition \(edition) is assembled of \(counted(stories, "story", "stories"))",
                metadata: fields.with("edition", edition.rawValue))
            for trouble in troubles { logger.error("\(name): \(trouble)", metadata: fields) }
        case .scheduled(let mailing, let edition):
            logger.notice(
                "\(name): edition \(edition) is planned as mailing \(mailing)",
                metadata: fields.with("edition", edition.rawValue).with("mailing", mailing.rawValue))
        case .held(let reason): logger.critical("\(name) is held: \(reason)", metadata: fields)
        case .skipped(let reason): logger.warning("\(name) is skipped: \(reason)", metadata: fields)
        case .missed(let reason): logger.critical("\(name) did not go out: \(reason)", metadata: fields)
        case .failed(let reason): logger.error("\(name) cannot be made: \(reason)", metadata: fields)
        }
    }
}
