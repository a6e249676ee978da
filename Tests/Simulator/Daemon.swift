// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import Sender
import SenderSupport

@testable import Newsroom
@testable import SQLiteStore

/// A “serve” that runs, until it is stopped or killed. Its state changes on the one thread of the world alone.
///
/// A killed process does nothing more: its transactions fail before they begin, its journal keeps what it had, its relays hear
/// nothing. So its tasks come to their ends by themselves, and nobody sees it.
final class Daemon: @unchecked Sendable {
    /// What comes of whatever a dead process tries.
    struct Killed: Error {}

    let world: World
    private(set) var served: ServedNewsroom?
    private(set) var isDead = false
    private(set) var isStopping = false
    /// Whether all it looked at last was without a fault.
    var isWell = false
    /// The steps of its database after which it is killed; nil for none.
    private var fuse: Int?
    private let dice: Dice
    private var running: Task<Void, Never>?
    private var naps: [Int: Task<Void, Never>] = [:]
    private var lastNap = 0
    /// What it sends with, while it does.
    var loop: SendLoop?
    var outbox: SQLiteOutbox?

    init(_ world: World) {
        self.world = world
        dice = Dice(world.seed &+ UInt64(world.clock.elapsed), for: "daemon")
    }

    /// Runs it. What keeps it from its database is tried again as whoever runs it starts it again.
    func start() {
        running = Task(executorPreference: world.time) { [self] in
            while !isDead, !isStopping {
                do {
                    let newsroom = try world.newsroom(reaching: { try self.reach($0) }, by: dice)
                    served = ServedNewsroom(newsroom)
                    world.story.tell("serve runs")
                    await run(newsroom)
                    try newsroom.close()
                } catch {
                    world.story.tell("serve cannot start: \(error)")
                    await nap(.seconds(30))
                }
            }
        }
    }

    private func run(_ newsroom: Newsroom) async {
        guard let served else { return }
        await withDiscardingTaskGroup { group in
            group.addTask { await DaemonDesks(self, served).run() }
            group.addTask { await DaemonSender(self, newsroom).run() }
        }
    }

    /// Meets a step of its database.
    private func reach(_ step: DatabaseAccess.Step) throws {
        if isDead { throw Killed() }
        if let left = fuse {
            fuse = left - 1
            if left == 0 {
                die("at a transaction's “\(step)”")
                throw Killed()
            }
        }
        do { try world.faults.meet(step) } catch {
            isWell = false
            throw error
        }
    }

    /// Has it killed after some steps of its database; nil for never.
    func light(_ fuse: Int?) { self.fuse = fuse }

    /// Is killed.
    func die(_ how: String) {
        guard !isDead else { return }
        isDead = true
        isWell = false
        world.model.count("kills")
        world.story.tell("serve is killed \(how)")
        // What the system does with the locks of a process that is gone.
        outbox?.worker.note(isBehind: true)
        outbox?.leave()
        loop?.abandon()
        running?.cancel()
        for nap in naps.values { nap.cancel() }
    }

    /// Waits until nothing of it is left.
    func ended() async { await running?.value }

    /// Ends as SIGTERM ends it.
    func stop() async {
        world.story.tell("serve is stopped")
        isStopping = true
        loop?.stop()
        for nap in naps.values { nap.cancel() }
        await running?.value
    }

    /// Waits for some time, or until somebody wakes it.
    func nap(_ time: Duration) async {
        guard !isDead, !isStopping, time > .zero else { return }
        let nap = Task(executorPreference: world.time) { [world] in await world.time.sleep(time) }
        lastNap += 1
        let number = lastNap
        naps[number] = nap
        await nap.value
        naps[number] = nil
    }

    /// Has it look at once whether something is to be done: it would within a moment, and the simulation saves itself the looks.
    func wake() { for nap in naps.values { nap.cancel() } }

    var logger: Logger {
        Logger(label: "serve") { [self] _ in
            ToldLog(process: "serve") { [self] level, message in
                guard !isDead else { return }
                world.story.tell("serve [\(level)] \(message)")
                if level >= .error { isWell = false }
            }
        }
    }
}
