// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import Sender

@testable import Newsroom
@testable import SQLiteStore

/// The services of a daemon but its sender: the real ones, each made to look when it has something to do. They would look every
/// half second, which nobody would notice but the simulator's processor.
struct DaemonDesks {
    private let daemon: Daemon
    private let served: ServedNewsroom
    private let dice: Dice
    private var world: World { daemon.world }

    /// Milliseconds after which it looks although nothing is to be done that it knows of.
    private static let longest: Int64 = 4 * 3_600_000

    init(_ daemon: Daemon, _ served: ServedNewsroom) {
        (self.daemon, self.served) = (daemon, served)
        dice = Dice(daemon.world.seed &+ UInt64(daemon.world.clock.elapsed), for: "desks")
    }

    func run() async {
        let logger = daemon.logger
        let (rules, publishing) = (
            RuleService(served, logger: logger), PublishingService(served, logger: logger)
        )
        let (returns, pruning) = (
            ReturnService(served, logger: logger), PruningService(served, logger: logger)
        )
        var planned: ContinuousClock.Instant?
        let relays = RelayWatch { [world] access in
            world.relays.first { $0.name == access.name }?.visit()
                ?? .success(RelayVisit(address: nil, isEncrypted: false, keywords: []))
        }
        var watch = AlarmWatch(served.current, relays: relays, site: SiteWatch { _ in nil })
        var attempts = PublishingService.Attempts()
        var looks = ReturnService.Looks()
        var pruned: Int64 = .min
        while !daemon.isDead, !daemon.isStopping {
            daemon.isWell = true
            let before = world.changes
            world.model.count("looks")
            await rules.step(&planned)
            await publishing.step(&attempts)
            await returns.step(&looks)
            if world.clock.elapsed > pruned + 86_400_000 || pruned == .min {
                pruned = world.clock.elapsed
                await pruning.step()
            }
            guard !daemon.isDead else { return }
            await look(&watch)
            guard !daemon.isDead else { return }
            await world.invariants.checkStep()
            await world.editors.look()
            // What is published now is due now, and a sender looks every second.
            if world.changes != before { daemon.wake() }
            await daemon.nap(await untilNext())
        }
    }

    /// Looks for alarms, as the service does; what rings is held to what is so.
    private func look(_ watch: inout AlarmWatch) async {
        do {
            let newsroom = served.current
            let before = try await world.invariants.dueAlarms()
            let changes = try await newsroom.alarms.look(try await watch.look(at: newsroom, served.health))
            guard !daemon.isDead else { return }
            for change in changes {
                if case .begins(let alarm, isRaised: true) = change {
                    world.story.tell("alarm: \(alarm.message)")
                }
            }
            await world.invariants.checkAlarms(since: before)
        } catch {
            guard !daemon.isDead else { return }
            world.story.tell("alarms cannot be looked for: \(error)")
        }
    }

    /// How long nothing is to be done.
    private func untilNext() async -> Duration {
        // The services look every half second and every five; where in between they are is chance.
        let phase = dice.time(.zero, .seconds(5))
        do {
            let context = served.current.context
            // Whether a relay is back is for the alarms to see.
            var wait = world.relays[0].place.isDown ? 300_000 : Self.longest
            if let due = try await context.rules.nextDue() { wait = min(wait, due - world.clock.now) }
            for row in try await context.rules.occurrences(
                from: world.clock.now, until: world.clock.now + Self.longest + 1_800_000)
            where row.state == .assembled && row.at - 1_800_000 > world.clock.now {
                wait = min(wait, row.at - 1_800_000 - world.clock.now)
            }
            for mailing in try await context.mailings.planned() where mailing.heldAt == nil {
                wait = min(wait, max(mailing.publishAt - world.clock.now, -1), 600_000)
            }
            // What could not be done is tried again, and at once when somebody does something about it.
            return (wait < 0 ? dice.time(.seconds(20), .seconds(600)) : .milliseconds(wait)) + phase
        } catch {
            return .seconds(30) + phase
        }
    }
}
