// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import Sender
import Synchronization

@testable import Newsroom
@testable import SQLiteStore

/// Who files articles, and who approves editions: in time, late, or never; and who changes them afterwards.
struct Editors: Life {
    private let world: World
    private let dice: Dice
    private let state = Seen()

    private final class Seen: Sendable {
        let editions = Mutex<Set<EditionID>>([])
        let articles = Mutex<[String]>([])
    }

    /// What an editor is going to do about an edition, in milliseconds from its time on.
    private enum Intention {
        case approve(at: Int64, edits: Bool)
        case approveAndChange(at: Int64, changed: Int64, again: Int64?)
        case never
    }

    init(_ world: World) {
        self.world = world
        dice = Dice(world.seed, for: "editors")
    }

    private var office: Newsroom { world.office }

    // MARK: Articles

    func pause() -> Duration { dice.time(.seconds(3600), .seconds(20 * 3600)) }

    /// Files an article, or corrects one.
    func act() async {
        let known = state.articles.withLock { $0 }
        do {
            if let slug = known.last, dice.happens(0.1) {
                try await correct(slug)
            } else {
                try await file("story-\(known.count + 1)")
            }
        } catch {
            world.story.tell("an article cannot be kept: \(Explanation.sentence(of: error))")
        }
    }

    private func file(_ slug: String) async throws {
        let text = """
            ---
            slug: \(slug)
            section: \(dice.pick(["Food", "City", "Sport"]))
            headline: News of \(slug)
            date: \(world.zone.day(at: world.clock.now))
            url: https://example.com/\(slug)
            ---
            All of it about \(slug), told in a sentence that is long enough.

            """
        let article = try await office.editorial.read("-", as: .markdown) { Data(text.utf8) }
        _ = try await office.editorial.take(article, by: Author("Rob"))
        state.articles.withLock { $0.append(slug) }
        world.story.tell("\(slug) is filed")
    }

    private func correct(_ slug: String) async throws {
        let mark = world.clock.elapsed
        _ = try await office.editorial.change(article: slug, in: world.directory, by: Author("Rob")) {
            $0.standfirst = "Corrected at \(mark)."
        }
        for edition in world.model.approved
        where try await office.editorial.edition(edition).stories.contains(where: { $0.article == slug }) {
            world.model.voidApproval(of: edition, at: world.clock.now)
        }
        world.story.tell("\(slug) is corrected")
    }

    // MARK: Editions

    /// Looks whether there is an edition that nobody has looked at yet.
    func look() async {
        let now = world.clock.now
        let dates = try? await office.rules.store.occurrences(
            from: now - 2 * 86_400_000, until: now + 2 * 86_400_000)
        for date in dates ?? [] {
            guard let edition = date.edition, state.editions.withLock({ $0.insert(edition).inserted }) else {
                continue
            }
            await follow(edition, of: date)
        }
    }

    private func follow(_ edition: EditionID, of date: RuleOccurrence) async {
        switch intention() {
        case .approve(let wait, let edits):
            world.later(at: date.at + wait) {
                if edits { await change(edition) }
                await approve(edition)
            }
        case .approveAndChange(let wait, let changed, let again):
            world.later(at: date.at + wait) { await approve(edition) }
            world.later(at: date.at + changed) { await change(edition) }
            if let again { world.later(at: date.at + again) { await approve(edition) } }
        case .never: world.model.count("missed approvals")
        }
    }

    private func intention() -> Intention {
        func minutes(_ range: ClosedRange<Int>) -> Int64 { Int64(dice.number(range)) * 60_000 }
        switch dice.number(1...20) {
        case 1...10: return .approve(at: minutes(-110...(-16)), edits: dice.happens(0.5))
        case 11...13: return .approve(at: minutes(-14...40), edits: dice.happens(0.3))
        case 14: return .approve(at: minutes(46...200), edits: false)
        case 15...18:
            let again = dice.happens(0.7) ? minutes(-12...60) : nil
            return .approveAndChange(at: minutes(-100...(-30)), changed: minutes(-29...5), again: again)
        default: return .never
        }
    }

    private func approve(_ edition: EditionID) async {
        do {
            let subject = try await office.editorial.edition(edition).subject
            let (approval, mailing) = try await office.rules.approve(edition, by: Author("Ann"))
            if world.plan.sabotage != .lostApproval {
                world.model.note(Model.Approval(subject: subject), of: edition)
            }
            let planned = mailing.map { ", which plans mailing \($0)" } ?? ""
            world.story.tell("Ann approves edition \(edition), revision \(approval.revision)\(planned)")
            world.model.count("approvals")
        } catch {
            // The approval is kept before its mailing is planned, so that it may hold although the command failed.
            world.story.tell("Ann cannot approve edition \(edition): \(Explanation.sentence(of: error))")
            if let kept = try? await office.context.editions.approval(of: edition), kept.holds,
                let subject = try? await office.editorial.edition(edition).subject
            {
                world.model.note(Model.Approval(subject: subject), of: edition)
            }
        }
    }

    private func change(_ edition: EditionID) async {
        let subject = "Subject \(world.clock.elapsed)"
        do {
            _ = try await office.editorial.change(edition, by: Author("Ben")) {
                $0.subject = subject
                $0.introduction = "Good morning, {{reader.first_name | friend}}."
            }
            world.model.voidApproval(of: edition, at: world.clock.now)
            world.story.tell("Ben changes edition \(edition)")
        } catch {
            world.story.tell("Ben cannot change edition \(edition): \(Explanation.sentence(of: error))")
        }
    }
}
