// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender
import SenderSupport

@testable import Newsroom
@testable import SQLiteStore

/// The sender of a daemon: the real loop over the real ledger, with relays that are not there. It runs while something is due, and
/// is stopped in between as SIGTERM stops it, because it would look every second.
struct DaemonSender {
    private let daemon: Daemon
    private let newsroom: Newsroom
    private let dice: Dice
    private var world: World { daemon.world }

    /// How long a run goes on at most before another begins.
    private static let longest: Int64 = 180_000
    /// What is due later than in so many milliseconds is for another run.
    private static let soon: Int64 = 8_000

    init(_ daemon: Daemon, _ newsroom: Newsroom) {
        (self.daemon, self.newsroom) = (daemon, newsroom)
        dice = Dice(daemon.world.seed &+ UInt64(daemon.world.clock.elapsed), for: "sender")
    }

    func run() async {
        while !daemon.isDead, !daemon.isStopping {
            do {
                let wait = try await nextDue().map { $0 - world.clock.now } ?? 7_200_000
                guard wait <= Self.soon else {
                    await daemon.nap(.milliseconds(min(wait, 7_200_000)))
                    continue
                }
                try await send()
                await daemon.nap(dice.time(.milliseconds(500), .seconds(60)))
            } catch {
                guard !daemon.isDead else { return }
                world.story.tell("sending has stopped: \(Explanation.sentence(of: error))")
                await daemon.nap(dice.time(.seconds(5), .seconds(120)))
            }
        }
    }

    /// When the next delivery is due that a sender may take, milliseconds since 1970.
    private func nextDue() async throws -> Int64? {
        try await newsroom.context.database.read { db in
            try db.row(
                """
                SELECT min(at) FROM (
                    SELECT min(d.due_at) AS at FROM mailing m JOIN delivery d ON d.mailing_id = m.id
                    WHERE m.state = \(MailingState.sending.rawValue) AND d.due_at IS NOT NULL
                    -- Rows that somebody holds who is gone are due at once.
                    UNION ALL SELECT 0 FROM delivery WHERE worker_id IS NOT NULL)
                """
            ).flatMap { $0[0] as Int64? }
        }
    }

    /// One run.
    private func send() async throws {
        world.model.count("runs")
        let desk = newsroom.mailings
        let outbox = try await SQLiteOutbox(desk.database, retry: desk.configuration.retry)
        let watched = WatchedOutbox(outbox) { [world] in await world.invariants.check(started: $0) }
        var settings = try await desk.settings(end: dice.happens(0.7) ? .never : .nothingDue)
        settings.executors = { [time = world.time] _ in time }
        let journal = MortalJournal(journal: outbox.journal) { [daemon] in daemon.isDead }
        let loop = SendLoop(
            outbox: watched, journal: journal, relays: relays, messages: desk.messages(for: watched),
            settings: settings
        ) { [daemon] in tell($0, of: daemon) }
        guard !daemon.isDead, !daemon.isStopping else { return outbox.leave() }
        (daemon.outbox, daemon.loop) = (outbox, loop)
        defer { (daemon.outbox, daemon.loop) = (nil, nil) }
        let before = world.model.accepted
        do {
            try await run(loop)
        } catch let error as SendLoop.RelaysUnavailable {
            world.story.tell("no relay works: \(error.troubles.map(\.relay))")
        }
        guard !daemon.isDead else { return }
        let accepted = world.model.accepted - before
        if accepted > 0 { world.story.tell("relays took \(counted(accepted, "copy", "copies"))") }
    }

    private func run(_ loop: SendLoop) async throws {
        let watch = Task(executorPreference: world.time) { [self] in
            let end = world.clock.elapsed + Self.longest
            while !Task.isCancelled {
                await world.time.sleep(.seconds(2))
                let due = (try? await nextDue()) ?? nil
                let isIdle = due.map { $0 > world.clock.now + Self.soon } ?? true
                if isIdle || world.clock.elapsed > end { return loop.stop() }
            }
        }
        defer { watch.cancel() }
        _ = try await loop.run()
    }

    private var relays: [RelayLimits] {
        world.relays.map { relay in
            var limits = RelayLimits(relay)
            limits.connections = 3
            limits.messagesPerConnection = 20
            return limits
        }
    }

    private func tell(_ event: SendLoop.Event, of daemon: Daemon) {
        guard !daemon.isDead else { return }
        switch event {
        case .progress: break
        case .trouble(let trouble): daemon.world.story.tell("trouble: \(trouble)")
        case .halted(let mailing, let reason):
            daemon.world.story.tell("mailing \(mailing) is halted: \(reason)")
        case .held(let provider, let failure):
            daemon.world.story.tell("\(provider) is left alone: \(failure)")
        }
    }
}
