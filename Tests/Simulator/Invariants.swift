// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Synchronization

@testable import Newsroom
@testable import SQLiteStore

/// What must be true of the newsroom, whatever befalls it: held against what readers and relays know of themselves.
final class Invariants: Sendable {
    /// A mailing that was seen published.
    struct Tracked {
        let mailing: Mailing
        /// How many readers it goes to.
        var rows = 0
        /// The Message-ID of each reader's copies.
        var copies: [String: SubscriberID] = [:]
        /// The subject of each version, as it was approved or amended; nil where it may be any.
        var subjects: [Int: String?] = [:]
    }

    struct State {
        var tracked: [MailingID: Tracked] = [:]
        /// Mailings whose ledger does not change any more.
        var closed: Set<MailingID> = []
        var mailingOfCopy: [String: MailingID] = [:]
        /// When all was looked at last, in milliseconds of the simulation.
        var lastLook: Int64 = 0
        /// When the alarms first saw for certain that the relay is down.
        var relaySeen: Int64?
        /// What had changed by then.
        var lastChange = -1
    }

    let state = Mutex(State())
    unowned let world: World

    init(_ world: World) { self.world = world }

    var desk: MailingDesk { world.office.mailings }

    /// After each step of the daemon, and each command that publishes. Where nothing was committed since the last step, all is as it
    /// was.
    func checkStep() async {
        await world.mailbag.look()
        defer { state.withLock { $0.lastLook = world.clock.elapsed } }
        let changes = world.changes
        guard state.withLock({ $0.lastChange != changes }) else { return }
        do {
            let open = try await checkSums()
            for mailing in open { try await checkPublished(mailing) }
            state.withLock { $0.lastChange = changes }
        } catch { world.fail("what a simulator may always ask is answered", "\(error)") }
    }

    /// At the end of each day.
    func checkDay() async {
        await checkStep()
        do {
            try await checkLedgers(all: false)
            if world.daemon?.isWell == true { try await checkDates(isEnd: false) }
        } catch { world.fail("what a simulator may always ask is answered", "\(error)") }
    }

    /// When nothing is under way any more.
    func checkEnd() async {
        await checkStep()
        do {
            for mailing in try await desk.all() where mailing.publishedAt != nil {
                try await checkPublished(mailing, isLate: true)
            }
            try await checkLedgers(all: true)
            try await checkDates(isEnd: true)
            try await checkNothingWaits()
            checkNoCopyIsOfNobody()
        } catch { world.fail("what a simulator may always ask is answered", "\(error)") }
    }

    // MARK: Publication

    /// Looks at a mailing when it is first seen published.
    /// - Parameter isLate: whether it may have been published long ago: a daemon that is killed the moment after publishes it unseen,
    ///   and an operator may have cancelled it before another runs. Nobody knows any more what readers wished then.
    private func checkPublished(_ mailing: Mailing, isLate: Bool = false) async throws {
        guard mailing.edition != nil, !state.withLock({ $0.tracked[mailing.id] != nil }),
            let published = mailing.publishedAt
        else { return }
        if published < mailing.publishAt {
            world.fail("nothing goes out before its hour", "mailing \(mailing.id): \(mailing)")
        }
        let subject = try await checkApproval(of: mailing)
        let audience = try await track(mailing, saying: subject)
        world.story.tell("mailing \(mailing.id) goes out to \(audience.count) of \(mailing.list)")
        world.model.count("mailings")
        if mailing.goesByReadersClocks { world.model.count("mailings by readers' clocks") }
        if !isLate { checkAudience(audience, of: mailing) }
    }

    /// Takes note of whose copies the Message-IDs of a mailing are, and of what its versions say that were not known.
    /// - Parameter subject: what it says; nil where that may be anything.
    /// - Returns: the readers' addresses.
    @discardableResult
    private func track(_ mailing: Mailing, saying subject: String?) async throws -> [String] {
        var (audience, readers): ([String], [(SubscriberID, Int)]) = ([], [])
        try await desk.deliveries(of: mailing.id) { row in
            audience.append(row.address)
            readers.append((row.subscriber, row.version))
        }
        let identify = try await desk.messageID(of: mailing.id)
        state.withLock { [readers] state in
            var one = state.tracked[mailing.id] ?? Tracked(mailing: mailing)
            one.rows = readers.count
            for (reader, version) in readers {
                if one.subjects[version] == nil { one.subjects[version] = .some(subject) }
                guard let id = identify?(reader, version) else { continue }
                one.copies[id] = reader
                state.mailingOfCopy[id] = mailing.id
            }
            state.tracked[mailing.id] = one
        }
        return audience
    }

    /// Takes note that whoever a mailing has not reached gets another text.
    func noteAmendment(of mailing: MailingID, saying subject: String) async throws {
        guard let known = state.withLock({ $0.tracked[mailing]?.mailing }) else { return }
        try await track(known, saying: subject)
    }

    /// Everybody who wants a list gets its mailing, and nobody who said no. Who changed their mind since the last look is left out
    /// of it.
    private func checkAudience(_ audience: [String], of mailing: Mailing) {
        let last = state.withLock(\.lastLook)
        let known = Set(audience)
        let forgotten = world.model.readers(of: mailing.list, who: .yes, before: last + 1)
            .filter { !known.contains($0) && !mayBeSkipped($0, mailing) }
        let unwilling = world.model.readers(of: mailing.list, who: .no, before: last + 1)
            .filter { known.contains($0) }
        if !forgotten.isEmpty {
            world.fail(
                "everybody who wants a list gets it", "mailing \(mailing.id) has no row of \(forgotten)")
        }
        if !unwilling.isEmpty {
            world.fail("nobody who said no is in an audience", "mailing \(mailing.id) has \(unwilling)")
        }
    }

    /// - Returns: the subject that was approved, where somebody had to approve it.
    private func checkApproval(of mailing: Mailing) async throws -> String? {
        guard let edition = mailing.edition,
            let date = try await desk.rules.occurrence(of: mailing.id),
            let rule = try await desk.rules.rule(date.rule)
        else { return nil }
        guard rule.draft.plan.unapproved != .sendIfClean else { return nil }
        let approval = world.model.approval(of: edition)
        // A mailing may be seen long after it was published, and its edition be changed meanwhile.
        let published = mailing.publishedAt ?? .max
        guard let approval, approval.voidedAt.map({ $0 >= published }) ?? true else {
            world.fail(
                "what has to be approved goes out as it was approved",
                "mailing \(mailing.id) of edition \(edition): \(approval.map { "\($0)" } ?? "nobody approved it")"
            )
            return nil
        }
        return approval.subject
    }

    // MARK: Going out

    /// Looks at deliveries that are in flight from now on.
    func check(started deliveries: [LeasedDelivery]) async {
        for delivery in deliveries {
            let known = state.withLock { $0.tracked[delivery.mailing]?.mailing }
            var found = known
            if found == nil { found = (try? await desk.mailings.mailing(delivery.mailing)) ?? nil }
            guard let mailing = found, mailing.edition != nil else { continue }
            let address = delivery.recipient.description
            if let say = world.model.say(of: address, on: mailing.list), say.wish == .no {
                world.fail(
                    "nobody gets anything after their no",
                    "mailing \(mailing.id) goes to \(address), who said no \((world.clock.elapsed - say.since) / 1000) s ago"
                )
            }
        }
    }
}
