// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Newsroom
import NewsroomSupport
import Synchronization

/// What readers and their servers send back, on its way through the newsroom's Maildir.
final class Mailbag: Sendable {
    enum Kind: String {
        case letter, bounce, complaint
    }

    private struct Item {
        let kind: Kind
        let copy: Copy
        let list: String
        let file: String
        /// How often the daemon had been killed when it came.
        let kills: Int
    }

    private let world: World
    private let open = Mutex<[Item]>([])

    init(_ world: World) { self.world = world }

    /// Sends something back about one of the latest copies.
    func post(_ kind: Kind, from dice: Dice) {
        let mailboxes = world.model.mailboxes
        guard !mailboxes.isEmpty, let copy = world.model.mail(of: dice.pick(mailboxes)).last,
            let address = kind == .letter ? copy.unsubscribeAddress : copy.returnPath
        else { return }
        let list = copy.header.contains("abroad.daily-caffeine.example") ? "abroad" : "morning"
        let mail =
            switch kind {
            case .letter:
                ReturnSamples.letter(
                    to: address, subject: "unsubscribe", saying: "No more.", from: copy.recipient)
            case .bounce: ReturnSamples.bounce(to: address, of: copy.recipient)
            case .complaint: ReturnSamples.complaint(to: address, of: copy.header)
            }
        let file = "new/\(world.clock.elapsed).\(kind.rawValue)"
        let url = world.directory.appending(path: "returned/\(file)")
        guard (try? Data(mail).write(to: url)) != nil else { return }
        if kind == .bounce { world.model.doubt(copy.recipient) }
        let item = Item(kind: kind, copy: copy, list: list, file: url.path, kills: kills)
        open.withLock { $0.append(item) }
        world.model.count("returns")
        world.noteChange()
        world.story.tell("a \(kind.rawValue) comes back about the copy of \(copy.recipient)")
    }

    private var kills: Int { world.model.counts["kills"] ?? 0 }

    /// Takes note of what the daemon has just read: it is gone from the Maildir once it is settled.
    func look() async {
        let read = open.withLock { items in
            let gone = items.filter { !FileManager.default.fileExists(atPath: $0.file) }
            items.removeAll { !FileManager.default.fileExists(atPath: $0.file) }
            return gone
        }
        for item in read { await settle(item) }
    }

    private func settle(_ item: Item) async {
        let reader = item.copy.recipient
        // A daemon that is killed between settling and removing reads it again, and in between the reader may have asked anew.
        let isCertain = item.kills == kills
        switch item.kind {
        case .letter: world.model.note(isCertain ? .no : .unknown, of: reader, on: item.list)
        case .bounce: world.model.doubt(reader)
        case .complaint:
            // One that does not prove itself waits for a person.
            let isBanned = try? await EmailAddress(reader).suppression(at: world.office)
            for list in ["morning", "abroad"] where world.model.say(of: reader, on: list) != nil {
                world.model.note(isBanned == true ? .no : .unknown, of: reader, on: list)
            }
        }
        world.story.tell("the \(item.kind.rawValue) about the copy of \(reader) is read")
    }
}

extension EmailAddress {
    /// Whether nobody may mail it.
    fileprivate func suppression(at office: Newsroom) async throws -> Bool {
        try await office.people.suppression(of: self) != nil
    }
}
