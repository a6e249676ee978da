// SPDX-License-Identifier: Apache-2.0
import Sender
import Synchronization

/// What readers wish and what relays have, as one would know it who never saw the newsroom's database.
final class Model: Sendable {
    /// What a reader wants of a list, as far as it is known.
    enum Wish: Equatable {
        case yes
        case no
        /// They said something and do not know whether it was heard, or a server spoke for them.
        case unknown
    }

    /// A reader's wish, and since when, in milliseconds of the simulation.
    struct Say: Equatable {
        var wish: Wish
        var since: Int64
    }

    /// A copy, when it came in milliseconds of the simulation, and the latest time that the clock on the wall had shown by then.
    typealias Kept = (copy: Copy, at: Int64, shown: Int64)

    /// What an editor approved.
    struct Approval {
        var subject: String
        /// When the edition was changed since, as the clock on the wall shows it; nil while it is what was approved.
        var voidedAt: Int64?
    }

    private struct State {
        var wishes: [String: [String: Say]] = [:]
        var copies: [String: [Kept]] = [:]
        var latest: [String: [Copy]] = [:]
        var accepted = 0
        var approvals: [EditionID: Approval] = [:]
        var moved: Set<String> = []
        var counts: [String: Int] = [:]

        mutating func void(_ edition: EditionID, at now: Int64) {
            if approvals[edition]?.voidedAt == nil { approvals[edition]?.voidedAt = now }
        }
    }

    private let state = Mutex(State())
    private let elapsed: @Sendable () -> Int64
    private let shown: @Sendable () -> Int64

    /// - Parameters:
    ///   - elapsed: milliseconds of the simulation.
    ///   - shown: the latest time that the clock on the wall has shown.
    init(elapsed: @escaping @Sendable () -> Int64, shown: @escaping @Sendable () -> Int64) {
        (self.elapsed, self.shown) = (elapsed, shown)
    }

    // MARK: Readers

    /// Takes note of what a reader wants from now on.
    func note(_ wish: Wish, of address: String, on list: String) {
        let now = elapsed()
        state.withLock { $0.wishes[address, default: [:]][list] = Say(wish: wish, since: now) }
    }

    /// Takes note that nobody can say any more what reader gets, whatever they want: somebody says that their mailbox is gone.
    func doubt(_ address: String) {
        let now = elapsed()
        state.withLock { state in
            for (list, say) in state.wishes[address] ?? [:] where say.wish == .yes {
                state.wishes[address]?[list] = Say(wish: .unknown, since: now)
            }
        }
    }

    func say(of address: String, on list: String) -> Say? { state.withLock { $0.wishes[address]?[list] } }

    /// Those who want a list, or do not, since before a time.
    func readers(of list: String, who wish: Wish, before time: Int64 = .max) -> [String] {
        state.withLock { state in
            state.wishes.filter { $0.value[list].map { $0.wish == wish && $0.since < time } ?? false }.keys
                .sorted()
        }
    }

    // MARK: Relays

    /// A relay has a copy.
    func note(_ copy: Copy) {
        let (now, shown) = (elapsed(), shown())
        state.withLock { state in
            state.copies[copy.messageID, default: []].append((copy, now, shown))
            state.latest[copy.recipient, default: []].append(copy)
            if state.latest[copy.recipient, default: []].count > 8 {
                state.latest[copy.recipient]?.removeFirst()
            }
            state.accepted += 1
        }
    }

    /// What relays have under a Message-ID, and when each came, in milliseconds of the simulation.
    func copies(_ messageID: String) -> [Kept] {
        state.withLock { $0.copies[messageID] ?? [] }
    }

    /// How many copies came although there was one already.
    var repeats: Int { state.withLock { $0.copies.values.reduce(0) { $0 + $1.count - 1 } } }

    /// The latest copies that a mailbox has.
    func mail(of address: String) -> [Copy] { state.withLock { $0.latest[address] ?? [] } }

    /// How many copies relays have.
    var accepted: Int { state.withLock(\.accepted) }

    /// Who has mail, in order.
    var mailboxes: [String] { state.withLock { $0.latest.keys.sorted() } }

    // MARK: Editors

    func note(_ approval: Approval, of edition: EditionID) {
        state.withLock { $0.approvals[edition] = approval }
    }

    /// An edition is not any more what was approved.
    func voidApproval(of edition: EditionID, at now: Int64) {
        state.withLock { $0.void(edition, at: now) }
    }

    /// The editions that somebody approved.
    var approved: [EditionID] { state.withLock { $0.approvals.keys.sorted { $0.rawValue < $1.rawValue } } }

    func approval(of edition: EditionID) -> Approval? { state.withLock { $0.approvals[edition] } }

    /// Somebody moved a date of a rule: it is not where the schedule says from now on, or comes to nothing if the rule ends before.
    func noteMoved(_ date: String) { state.withLock { _ = $0.moved.insert(date) } }

    func isMoved(_ date: String) -> Bool { state.withLock { $0.moved.contains(date) } }

    // MARK: Sums

    /// Counts something that the simulation did.
    func count(_ what: String) { state.withLock { $0.counts[what, default: 0] += 1 } }

    var counts: [String: Int] { state.withLock(\.counts) }
}
