// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import SQLiteStore
import SenderSupport

@testable import Newsroom

/// What goes wrong around the newsroom.
struct Calamity: Life {
    private let world: World
    private let dice: Dice

    init(_ world: World) {
        self.world = world
        dice = Dice(world.seed, for: "calamity")
    }

    func pause() -> Duration {
        let hours = world.plan.trouble > 0 ? 12 / world.plan.trouble : 100_000
        return dice.time(.seconds(60), .seconds(Int(hours * 7200)))
    }

    func act() async {
        guard world.plan.trouble > 0 else { return }
        switch dice.number(1...10) {
        case 1...2: await kill(isPowerCut: false)
        case 3: await kill(isPowerCut: true)
        case 4...5: await light()
        case 6: await fill()
        case 7:
            world.faults.lock(dice.number(1...3))
            world.noteChange()
        case 8: await jump()
        default: await unplug()
        }
    }

    /// What befalls the newsroom of a tale: its relay is dead for two hours over a morning, and the daemon is killed while another
    /// goes out.
    func befall() async {
        let start = world.plan.start
        guard let dawn = world.plan.recurrences.first, let abroad = world.plan.recurrences.last else {
            return
        }
        let day = CalendarDay(daysSince1970: Int(start / 86_400_000) + 8)
        let morning = dawn.instant(on: day)
        world.later(at: morning - 120_000) {
            world.story.tell("relay main is down")
            world.relays[0].set(down: true)
        }
        world.later(at: morning + 7_080_000) {
            world.relays[0].set(down: false)
            world.noteChange()
            world.story.tell("relay main is back")
        }
        world.later(at: abroad.instant(on: CalendarDay(daysSince1970: day.daysSince1970 + 1)) + 9_000) {
            world.daemon?.die("now")
            await world.daemon?.ended()
            await world.time.sleep(.seconds(40))
            world.daemon = Daemon(world)
            world.daemon?.start()
        }
    }

    /// Kills the daemon, now or in the middle of a transaction to come, and starts it again some time later.
    private func kill(isPowerCut: Bool) async {
        guard let daemon = world.daemon else { return }
        daemon.die(isPowerCut ? "by a power cut" : "now")
        await daemon.ended()
        if isPowerCut { forgetBoot() }
        await restart()
    }

    private func light() async {
        guard let daemon = world.daemon else { return }
        daemon.light(dice.number(1...400))
        for _ in 0..<dice.number(1...48) where !daemon.isDead && !world.isClosing {
            await world.time.sleep(.seconds(1800))
        }
        guard !world.isClosing else { return }
        daemon.die("now")
        await daemon.ended()
        await restart()
    }

    private func restart() async {
        let wait =
            dice.happens(0.8)
            ? dice.time(.seconds(1), .seconds(300)) : dice.time(.seconds(300), .seconds(4 * 3600))
        await world.time.sleep(wait)
        guard !world.isClosing else { return }
        world.daemon = Daemon(world)
        world.daemon?.start()
    }

    /// After a power cut the files of dead workers name another boot of the system.
    private func forgetBoot() {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: world.directory.path)) ?? []
        for file in files where file.contains("-worker-") {
            guard let handle = FileHandle(forWritingAtPath: world.directory.appending(path: file).path) else {
                continue
            }
            handle.write(Data(repeating: 0, count: 36))
            try? handle.close()
        }
    }

    private func fill() async {
        world.story.tell("the disk is full")
        world.model.count("full disks")
        world.faults.set(full: true)
        await world.time.sleep(dice.time(.seconds(5), .seconds(3 * 3600)))
        world.faults.set(full: false)
        world.noteChange()
        world.story.tell("there is room on the disk")
    }

    private func jump() async {
        let seconds = dice.pick([-7200, -3600, -300, -5, 5, 300, 1200, 3600, 7200])
        world.clock.jump(by: Int64(seconds) * 1000)
        world.noteChange()
        world.model.count("clock jumps")
        world.story.tell("the clock is set by \(seconds) seconds")
    }

    private func unplug() async {
        let relay = dice.pick(world.relays)
        world.story.tell("relay \(relay.name) is down")
        world.model.count("dead relays")
        relay.set(down: true)
        world.noteChange()
        await world.time.sleep(
            dice.happens(0.7)
                ? dice.time(.seconds(10), .seconds(900)) : dice.time(.seconds(900), .seconds(3 * 3600)))
        relay.set(down: false)
        world.noteChange()
        world.story.tell("relay \(relay.name) is back")
    }
}
