// SPDX-License-Identifier: Apache-2.0
public import Logging
import MailFormat
import SQLiteStore
import Sender
public import ServiceLifecycle

/// Publishes planned mailings when their time comes.
public struct PublishingService: Service {
    private let served: ServedNewsroom
    private let logger: Logger

    /// How often to look for what other processes planned.
    private static let poll: Duration = .seconds(2)

    /// A service over a newsroom.
    public init(_ served: ServedNewsroom, logger: Logger) {
        self.served = served
        self.logger = logger
    }

    /// How long to leave a mailing alone that could not be published.
    private static let patience: Duration = .seconds(20)
    /// How often to try planned mailings before their time.
    private static let rehearsals: Duration = .seconds(300)

    /// The latest attempts, and when they were made.
    struct Attempts {
        fileprivate var publications: [MailingID: ContinuousClock.Instant] = [:]
        fileprivate var rehearsal: ContinuousClock.Instant?
    }

    /// Runs until shut down. A mailing that cannot be published is tried again until it is too late; why is kept with it, and
    /// logged once. Planned mailings are tried before their time, so that there is time to mend what is wrong.
    public func run() async throws {
        var attempts = Attempts()
        var lookout = Lookout()
        var next: Int64?
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            if lookout.isDue(at: served.current) {
                await step(&attempts)
                next = await nextTime()
                lookout.note(due: next)
            }
            let pause = pause(before: next)
            await cancelWhenGracefulShutdown { [clock = served.clock.steady] in await clock.sleep(pause) }
        }
    }

    /// When the next mailing is due, or was and could not be published; milliseconds since 1970. A schedule that cannot be read is
    /// read again at once.
    private func nextTime() async -> Int64? {
        do {
            return try await served.current.mailings.planned().filter { $0.heldAt == nil }.map(\.publishAt)
                .min()
        } catch { return 0 }
    }

    /// How long to wait: until the next mailing is due, but no longer than others may have to wait for what they plan now.
    func pause(before next: Int64?) -> Duration {
        guard let next, case let wait = next - served.clock.now, wait > 0 else { return Self.poll }
        return min(Self.poll, .milliseconds(wait))
    }

    /// Publishes what is due, and rehearses what is planned when that is due.
    func step(_ attempts: inout Attempts) async {
        let desk = served.current.mailings
        served.turns.note(.publishing)
        do {
            for mailing in try await desk.due() {
                served.turns.note(.publishing)
                let now = served.clock.steady.now()
                if let last = attempts.publications[mailing.id], now - last < Self.patience { continue }
                attempts.publications[mailing.id] = now
                log(try await desk.publishOnTime(mailing), of: mailing)
            }
            let now = served.clock.steady.now()
            guard attempts.rehearsal.map({ now - $0 >= Self.rehearsals }) ?? true else { return }
            attempts.rehearsal = now
            try await desk.replan()
            for (mailing, reason, isNew) in try await desk.rehearse() where isNew {
                logger.error(
                    "mailing \(mailing.id) could not be published as things stand: \(reason)",
                    metadata: .mailing(mailing.id).with("list", mailing.list))
            }
        } catch {
            guard !Task.isCancelled else { return }
            logger.error("the schedule cannot be read: \(Explanation.sentence(of: error))")
        }
    }

    /// - Parameter mailing: as it was before.
    private func log(_ outcome: PublishingOutcome?, of mailing: Mailing) {
        let fields = Logger.Metadata.mailing(mailing.id).with("list", mailing.list)
        switch outcome {
        case .published(let audience):
            let readers = counted(audience, "reader", "readers")
            logger.notice(
                "mailing \(mailing.id) is published to \(readers) of \(mailing.list)",
                metadata: fields.with("audience", Int64(audience)))
        case .held(let reason):
            logger.critical("mailing \(mailing.id) is held: \(reason)", metadata: fields)
        case .refused(let reason) where reason != mailing.reason:
            logger.error("mailing \(mailing.id) cannot be published: \(reason)", metadata: fields)
        case .refused, nil: break
        }
    }
}
