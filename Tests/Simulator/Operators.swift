// SPDX-License-Identifier: Apache-2.0
import Composer
import MailFormat
import Sender

@testable import Newsroom

/// Who looks after mailings and rules: resumes what is halted or held, pauses, cancels, leaves dates out and moves them.
struct Operators: Life {
    private let world: World
    private let dice: Dice
    private var office: Newsroom { world.office }

    init(_ world: World) {
        self.world = world
        dice = Dice(world.seed, for: "operators")
    }

    func pause() -> Duration { dice.time(.seconds(1200), .seconds(4 * 3600)) }

    func act() async {
        do {
            try await lookAfterMailings()
            if dice.happens(0.06) { try await lookAfterRules() }
        } catch {
            world.story.tell("an operator is told: \(Explanation.sentence(of: error))")
        }
    }

    /// Lets everything go on that waits for a person, as who is on duty at the end does.
    func resumeAll() async {
        for mailing in (try? await office.mailings.all()) ?? []
        where [.halted, .paused].contains(mailing.state)
            || mailing.heldAt != nil && mailing.state == .scheduled
        {
            await attempt("resume", mailing.id) { try await office.mailings.resume($0) }
        }
    }

    private func lookAfterMailings() async throws {
        for mailing in try await office.mailings.all() {
            switch mailing.state {
            case .halted, .paused:
                if dice.happens(0.6) {
                    await attempt("resume", mailing.id) { try await office.mailings.resume($0) }
                }
            case .scheduled where mailing.heldAt != nil:
                if dice.happens(0.3) {
                    await attempt("resume", mailing.id) { try await office.mailings.resume($0) }
                } else if dice.happens(0.2) {
                    await attempt("cancel", mailing.id) { try await office.mailings.cancel($0) }
                }
            case .sending:
                if dice.happens(0.03) {
                    await attempt("pause", mailing.id) { try await office.mailings.pause($0) }
                }
                if dice.happens(0.01) {
                    await attempt("cancel", mailing.id) { try await office.mailings.cancel($0) }
                }
                if dice.happens(0.1), let edition = mailing.edition { await amend(mailing.id, of: edition) }
            case .sent:
                if dice.happens(0.004) {
                    await attempt("retry", mailing.id) {
                        try await office.mailings.retry(
                            $0, failed: true, uncertain: dice.happens(0.5), causes: []) > 0
                    }
                }
            case .scheduled, .cancelled: break
            }
        }
    }

    /// Mends an edition that goes out, for those whom it has not reached.
    private func amend(_ mailing: MailingID, of edition: EditionID) async {
        let subject = "Amended \(world.clock.elapsed)"
        // Whoever has a copy by now has it as it was.
        await world.invariants.checkStep()
        await attempt("amend", mailing) { mailing in
            _ = try await office.editorial.change(edition, by: Author("Olga")) { $0.subject = subject }
            world.model.voidApproval(of: edition, at: world.clock.now)
            let amendment = try await office.mailings.amend(mailing)
            try await world.invariants.noteAmendment(of: mailing, saying: subject)
            world.model.count("amendments")
            for _ in 0..<amendment.readers { world.model.count("readers of an amendment") }
            return true
        }
    }

    private func attempt(
        _ what: String, _ mailing: MailingID, _ body: (MailingID) async throws -> Bool
    ) async {
        do {
            let isDone = try await body(mailing)
            world.story.tell("an operator says \(what) of mailing \(mailing): \(isDone)")
            await world.invariants.checkStep()
        } catch {
            world.story.tell(
                "an operator cannot \(what) mailing \(mailing): \(Explanation.sentence(of: error))")
        }
    }

    private func lookAfterRules() async throws {
        let rule = dice.pick(world.plan.recurrences)
        let day = world.zone.day(at: world.clock.now + Int64(dice.number(0...3)) * 86_400_000)
        switch dice.number(1...4) {
        case 1:
            let date = try await office.rules.skip(rule.name, on: "\(day)", by: Author("Olga"))
            world.story.tell("\(rule.name) of \(date.local) is left out")
        case 2:
            let date = try await office.rules.takeUp(rule.name, on: "\(day)")
            world.story.tell("\(rule.name) of \(date.local) is taken up again")
        case 3:
            let (date, time) = try await office.rules.move(rule.name, on: "\(day)", to: "\(day) 12:00")
            world.model.noteMoved("\(rule.name) of \(date.local)")
            world.story.tell("\(rule.name) of \(date.local) is moved to \(RFC3339.text(time.instant))")
        default:
            let isPaused = try await office.rules.rule(named: rule.name).pausedAt != nil
            guard isPaused || dice.happens(0.3) else { return }
            try await office.rules.setPaused(!isPaused, rule.name)
            world.story.tell("\(rule.name) \(isPaused ? "goes on" : "is paused")")
        }
    }
}
