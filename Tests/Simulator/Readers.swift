// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Newsroom
import Subscribers

/// Readers, who come and go, and their mail servers, which report.
struct Readers: Life {
    private let world: World
    private let dice: Dice

    init(_ world: World) {
        self.world = world
        dice = Dice(world.seed, for: "readers")
    }

    func pause() -> Duration { dice.time(.seconds(600), .seconds(16 * 3600)) }

    /// Somebody does something, as soon as the newsroom answers.
    func act() async {
        switch dice.number(1...15) {
        case 1...3: await leave()
        case 4...6: await ask(for: "abroad")
        case 7...8: await ask(for: "morning")
        case 9...10: await confirm()
        case 11: world.mailbag.post(.letter, from: dice)
        case 12...14: await rename()
        default: world.mailbag.post(dice.pick([.bounce, .bounce, .complaint]), from: dice)
        }
    }

    private var desk: ReaderDesk? {
        guard let daemon = world.daemon, !daemon.isDead, !daemon.isStopping else { return nil }
        return daemon.served.map { ReaderDesk($0) }
    }

    private func reader() -> Copy? {
        let mailboxes = world.model.mailboxes
        return mailboxes.isEmpty ? nil : world.model.mail(of: dice.pick(mailboxes)).last
    }

    private func list(of copy: Copy) -> String {
        copy.header.contains("abroad.daily-caffeine.example") ? "abroad" : "morning"
    }

    /// Follows the link that ends a subscription.
    private func leave() async {
        guard let desk, let copy = reader(), let token = copy.unsubscribe else { return }
        let list = list(of: copy)
        do {
            if world.plan.sabotage != .lostWish {
                guard try await desk.unsubscribe(token, because: Evidence("a link")) != nil else {
                    // Who did not confirm in time is forgotten.
                    if copy.confirm != nil { return }
                    return world.fail(
                        "a link that ends a subscription works", "that of \(copy.messageID) does not")
                }
            }
            world.model.note(.no, of: copy.recipient, on: list)
            world.model.count("unsubscribed")
            world.story.tell("\(copy.recipient) leaves \(list)")
        } catch {
            // Nobody heard whether it was committed.
            world.model.note(.unknown, of: copy.recipient, on: list)
            world.story.tell("\(copy.recipient) wants to leave \(list), and gets no answer")
        }
    }

    /// Asks for a list on its page.
    private func ask(for list: String) async {
        guard let desk else { return }
        let address =
            dice.happens(0.4) ? "new\(world.clock.elapsed)@inbox.test" : dice.pick(world.plan.readers)
        do {
            guard let found = try await desk.publicList(list), let known = try? EmailAddress(address) else {
                return
            }
            let answer = try await desk.signUp(
                known, firstName: TypedName(""), to: found, because: Evidence("a page"))
            world.story.tell("\(address) asks for \(list): \(answer)")
            guard list == "morning" else { return }
            // Whose mailbox is gone is not subscribed, and a stranger who asks is not told so.
            let isBanned = try await isBanned(address)
            if world.model.say(of: address, on: list)?.wish != .yes || isBanned {
                world.model.note(isBanned ? .no : .yes, of: address, on: list)
            }
        } catch {
            if list == "morning" { world.model.note(.unknown, of: address, on: list) }
            world.story.tell("\(address) asks for \(list), and gets no answer")
        }
    }

    private func isBanned(_ address: String) async throws -> Bool {
        try await world.office.people.suppression(of: EmailAddress(address)) != nil
    }

    /// Changes a name: copies from then on have it, and a repeat of one that was in doubt has not.
    private func rename() async {
        guard let desk, let copy = reader(), let token = copy.preferences else { return }
        let letters = (0..<6).map { _ in String(UnicodeScalar(UInt8(dice.number(97...122)))) }.joined()
        do {
            let kept = try await desk.rename(
                first: TypedName(letters.capitalized), last: TypedName(""), preferences: token)
            world.model.count("renamed")
            world.story.tell(
                "\(copy.recipient) is called \(kept?.reader?.firstName ?? "nothing") from now on")
        } catch {
            world.story.tell("\(copy.recipient) wants another name, and gets no answer")
        }
    }

    /// Follows the link that confirms a subscription.
    private func confirm() async {
        guard let desk else { return }
        let asked = world.model.mailboxes.compactMap { address in
            world.model.mail(of: address).last { $0.confirm != nil }
        }
        guard !asked.isEmpty, case let copy = dice.pick(asked), let token = copy.confirm else { return }
        do {
            let place = try await desk.confirm(token, because: Evidence("a link"))
            let now = try await desk.place(confirm: token)
            if now?.status == .active {
                // A mailbox that was said to be gone is not mailed, whoever answers from it, until an operator says so.
                let isBanned = try await isBanned(copy.recipient)
                world.model.note(isBanned ? .no : .yes, of: copy.recipient, on: "abroad")
                world.model.count("confirmed")
            }
            world.story.tell(
                "\(copy.recipient) confirms: \(place == nil ? "too late" : "\(now?.status.rawValue ?? 0)")")
        } catch {
            world.model.note(.unknown, of: copy.recipient, on: "abroad")
        }
    }
}
