// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import MailFormat
import Sender
import SenderSupport
import Synchronization

@testable import Newsroom
@testable import SQLiteStore

/// A newsroom and all around it, in virtual time.
///
/// Everything happens on the one thread that calls `VirtualTime.run`, in an order that the seed decides. What is kept here changes
/// on that thread alone, which is why it may be `@unchecked Sendable`.
final class World: @unchecked Sendable {
    let seed: UInt64
    let plan: Plan
    let time = VirtualTime()
    let clock: SimulatedClock
    let zone: NamedZone
    let story: Story
    let model: Model
    let faults: Faults
    let directory: URL
    private(set) var relays: [SimulatedRelay] = []
    /// At which editors and operators say their commands.
    private(set) var office: Newsroom!
    /// The daemon; nil while none runs.
    var daemon: Daemon?
    private(set) var invariants: Invariants!
    private(set) var editors: Editors!
    private(set) var mailbag: Mailbag!
    /// Whether nothing new happens any more, and what is under way comes to its end.
    private(set) var isClosing = false
    /// When the rules were removed, milliseconds since 1970; nil while they are there.
    private(set) var closedAt: Int64?
    /// How often anything has happened by which something may have to be done.
    private(set) var changes = 0
    /// All that go on beside the daemon.
    private var tasks: [Task<Void, Never>] = []
    /// What went wrong, once something has.
    private(set) var violation: Violation?

    init(_ seed: UInt64, _ options: Options, copying template: URL) throws {
        self.seed = seed
        plan = Plan(Dice(seed, for: "plan"), options)
        zone = try NamedZone(plan.zone)
        clock = SimulatedClock(time, at: plan.start)
        story = Story(by: clock, in: zone, isWhole: options.isTold)
        let clock = clock
        model = Model(elapsed: { clock.elapsed }, shown: { clock.highest })
        faults = Faults(Dice(seed, for: "faults"))
        directory = try Template.copy(template)
        try (plan.settings(in: directory)).write(
            to: directory.appending(path: Newsroom.configurationFile), atomically: true, encoding: .utf8)
        for folder in ["new", "cur"] {
            try FileManager.default.createDirectory(
                at: directory.appending(path: "returned/\(folder)"), withIntermediateDirectories: true)
        }
        relays = plan.relays.enumerated().map {
            SimulatedRelay($1, Dice(seed, for: "relay \($0)"), time, model, plan)
        }
        office = try newsroom(reaching: { [faults] in try faults.meet($0) }, by: Dice(seed, for: "office"))
        invariants = Invariants(self)
        editors = Editors(self)
        mailbag = Mailbag(self)
    }

    /// Opens the newsroom as a process of its own does.
    func newsroom(
        reaching reach: @escaping @Sendable (DatabaseAccess.Step) throws -> Void, by dice: Dice
    ) throws -> Newsroom {
        let access = DatabaseAccess(blocks: true) { [weak self] step in
            if step == .committed { self?.noteChange() }
            try reach(step)
        }
        return try Newsroom(
            at: directory, clock: clock.wall(in: zone), random: dice.randomness, access: access,
            known: Template.known)
    }

    /// Takes note of a committed transaction, or of something that no transaction tells of: the clock is set, mail comes back, what
    /// was broken works again.
    func noteChange() { changes += 1 }

    /// Lets the days pass, and then all that is under way come to its end.
    /// - Throws: the violation of an invariant, or what the simulator itself cannot cope with.
    func run() throws {
        try time.run { [self] in
            try await Opening(self).run()
            let lives: [any Life] = [editors, Readers(self), Operators(self), Calamity(self)]
            daemon = Daemon(self)
            daemon?.start()
            if plan.isTale { await Calamity(self).befall() }
            for life in lives {
                tasks.append(Task(executorPreference: time) { [self] in await live(life) })
            }
            let result: Result<Void, any Error>
            do { result = .success(try await pass()) } catch { result = .failure(error) }
            for task in tasks { task.cancel() }
            for task in tasks { await task.value }
            try result.get()
        }
    }

    private func pass() async throws {
        for _ in 1...plan.days {
            await time.sleep(.seconds(86_400))
            await invariants.checkDay()
            if let violation { throw violation }
        }
        try await close()
        if let violation { throw violation }
    }

    /// Lets go of all there is.
    func end() {
        (editors, mailbag, invariants) = (nil, nil, nil)
        try? office.close()
        try? FileManager.default.removeItem(at: directory)
    }

    /// Lets what is under way come to its end.
    private func close() async throws {
        isClosing = true
        faults.end()
        for relay in relays { relay.set(down: false) }
        story.tell("no more news, and nothing breaks any more")
        daemon?.light(nil)
        if let daemon, daemon.isDead {
            await daemon.ended()
            self.daemon = Daemon(self)
            self.daemon?.start()
        }
        closedAt = clock.now
        for rule in try await office.rules.all() { try await office.rules.remove(rule.name) }
        // Longer than anything is tried again.
        for _ in 0..<18 {
            await time.sleep(.seconds(4 * 3600))
            await Operators(self).resumeAll()
            daemon?.wake()
        }
        await daemon?.stop()
        daemon = nil
        await invariants.checkEnd()
    }

    private func live(_ life: any Life) async {
        while !isClosing {
            await time.sleep(life.pause())
            guard !isClosing, !Task.isCancelled else { return }
            let before = changes
            await life.act()
            wake(since: before)
        }
    }

    /// Has the daemon look, if anything has happened since.
    private func wake(since before: Int) {
        if changes != before { daemon?.wake() }
    }

    /// Does something when the clock on the wall shows a time.
    func later(at instant: Int64, _ body: @escaping @Sendable () async -> Void) {
        let task = Task(executorPreference: time) { [self] in
            while clock.now < instant, !Task.isCancelled {
                await time.sleep(.milliseconds(min(instant - clock.now, 600_000)))
            }
            guard !Task.isCancelled else { return }
            let before = changes
            await body()
            wake(since: before)
        }
        tasks.append(task)
    }

    /// Takes note of the first invariant that does not hold.
    func fail(_ invariant: String, _ views: String) {
        guard violation == nil else { return }
        violation = Violation(invariant: invariant, views: views, at: RFC3339.text(clock.now, in: zone))
        story.tell("VIOLATION \(invariant): \(views)")
    }
}

/// An invariant that did not hold.
struct Violation: Error {
    let invariant: String
    /// What the model says, and what the ledger says.
    let views: String
    let at: String
}

/// Somebody who does something now and then.
protocol Life: Sendable {
    /// How long until they do something again.
    func pause() -> Duration
    func act() async
}
