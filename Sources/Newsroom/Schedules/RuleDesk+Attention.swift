// SPDX-License-Identifier: Apache-2.0
public import Composer
public import MailFormat
import SQLiteStore
public import Sender
import Subscribers

/// What became of an occurrence that was attended to.
enum RuleEvent: Sendable {
    /// Its edition is made; with how many stories, and what could not be read for it.
    case assembled(EditionID, stories: Int, troubles: [String])
    /// Its mailing is planned.
    case scheduled(MailingID, EditionID)
    /// It waits for a person.
    case held(String)
    /// It does not go out.
    case skipped(String)
    /// It did not go out, because nobody served.
    case missed(String)
    /// It is tried again.
    case failed(String)
}

extension RuleDesk {
    /// Does with each occurrence what its time has come for.
    /// - Parameter report: gets what became of each.
    func attend(_ report: (RuleOccurrence, RuleEvent) -> Void) async throws {
        for occurrence in try await store.due(by: clock.now) {
            guard let rule = try await store.rule(occurrence.rule) else { continue }
            if rule.pausedAt != nil, occurrence.at > clock.now { continue }
            // Whoever is killed meanwhile leaves it to others in a minute.
            guard try await store.claim(occurrence, for: Self.claim) else { continue }
            do {
                if let event = try await attend(to: occurrence, of: rule) { report(occurrence, event) }
            } catch {
                guard !Task.isCancelled else { return }
                let reason = Explanation.sentence(of: error)
                try await store.note(reason, of: occurrence)
                if reason != occurrence.reason { report(occurrence, .failed(reason)) }
            }
        }
    }

    private static let claim: Duration = .seconds(60)

    private func attend(to occurrence: RuleOccurrence, of rule: Rule) async throws -> RuleEvent? {
        if rule.pausedAt != nil, occurrence.state != .held {
            return try await skip(occurrence, because: "the schedule was paused")
        }
        switch occurrence.state {
        case .planned:
            guard !configuration.late.holds(occurrence.at, at: clock.now) else {
                let reason = occurrence.reason ?? "nothing assembled it: “daybreak serve” did not run"
                return try await store.settle(occurrence, as: .missed, because: reason)
                    ? .missed(reason) : nil
            }
            return try await assemble(occurrence, of: rule)
        case .assembled, .held: return try await lock(occurrence, of: rule)
        case .scheduled, .skipped, .missed: return nil
        }
    }

    private func skip(_ occurrence: RuleOccurrence, because reason: String) async throws -> RuleEvent? {
        try await store.settle(occurrence, as: .skipped, because: reason) ? .skipped(reason) : nil
    }

    private func hold(_ occurrence: RuleOccurrence, because reason: String) async throws -> RuleEvent? {
        try await store.settle(occurrence, as: .held, because: reason) ? .held(reason) : nil
    }

    // MARK: Assembling

    /// Reads the rule's feeds and makes an edition of what is new.
    private func assemble(_ occurrence: RuleOccurrence, of rule: Rule) async throws -> RuleEvent? {
        let troubles = await takeFeeds(of: rule.draft.plan)
        var draft: EditionDraft
        do {
            draft = try await editorial.draft(for: rule.draft.publication, by: rule.draft.plan)
        } catch EditorialFault.nothingNew {
            // A feed that cannot be read may have news: it is tried again, and rings.
            guard troubles.isEmpty else { throw RuleFault.feeds(troubles) }
            return try await skip(occurrence, because: "there is no news")
        }
        draft.date = try day(of: occurrence, rule)
        let (id, edition) = try await editorial.add(
            draft, to: rule.draft.publication, by: Author("schedule \(rule.name)"), for: occurrence.id)
        let trouble = troubles.isEmpty ? nil : troubles.joined(separator: "; ")
        try await store.note(trouble, of: occurrence)
        return .assembled(id, stories: edition.stories.count, troubles: troubles)
    }

    /// Takes in what is new in a plan's feeds.
    /// - Returns: what could not be read.
    private func takeFeeds(of plan: EditionPlan) async -> [String] {
        var troubles: [String] = []
        for feed in plan.feeds {
            do {
                let submission = try await editorial.read(feed, as: nil) { throw RuleFault.notAFeed(feed) }
                _ = try await editorial.take(submission, by: Author(feed))
            } catch {
                troubles.append(Explanation.sentence(of: error))
            }
        }
        return troubles
    }

    // MARK: Locking

    /// Plans the mailing of an edition that is approved and clean; else does what the rule says.
    private func lock(_ occurrence: RuleOccurrence, of rule: Rule) async throws -> RuleEvent? {
        guard let edition = occurrence.edition else { return nil }
        let approval = try await editions.approval(of: edition)
        let isApproved = approval?.holds == true
        let course = rule.draft.plan.unapproved
        guard isApproved || course == .sendIfClean else {
            let reason = Self.notApproved(edition, approval)
            if course == .skip { return try await skip(occurrence, because: reason) }
            let event = try await hold(occurrence, because: reason)
            // Somebody may have approved it since that was asked.
            if try await editions.approval(of: edition)?.holds == true {
                try await store.lookAgain(at: edition)
            }
            return event
        }
        guard !configuration.late.holds(occurrence.at, at: clock.now) else {
            return try await hold(
                occurrence,
                because: (occurrence.reason.map { "\($0); " } ?? "")
                    + "its time is past: “daybreak mailing schedule \(edition) --list \(rule.draft.list) --now” sends it"
            )
        }
        do {
            return .scheduled(try await schedule(edition, of: occurrence, rule), edition)
        } catch let blocked as ProofBlocked {
            return try await hold(occurrence, because: blocked.sentence)
        }
    }

    /// Plans the mailing of an occurrence.
    private func schedule(
        _ edition: EditionID, of occurrence: RuleOccurrence, _ rule: Rule
    ) async throws -> MailingID {
        let zone = try schedule(of: rule).zone
        let meaning = rule.draft.meaning
        var time = LocalTime(instant: max(occurrence.at, clock.now), in: zone)
        if meaning != .start, let local = CivilTime(ruleText: occurrence.local) {
            time = LocalTime(local, in: zone) ?? time
        }
        return try await mailings.schedule(
            edition, to: rule.draft.list, at: time, meaning: meaning,
            segment: try rule.draft.segment.map { try Segment($0) }, terms: rule.draft.terms,
            for: occurrence.id)
    }

    static func notApproved(_ edition: EditionID, _ approval: Approval?) -> String {
        guard let approval else {
            return "nobody approved edition \(edition): “daybreak edition approve \(edition)”"
        }
        return
            "edition \(edition) was changed since \(approval.author) approved revision \(approval.revision): “daybreak edition approve \(edition)”"
    }

    // MARK: Approving

    /// Approves an edition as it is. When its occurrence was held because nobody had, its mailing is planned.
    /// - Parameter revision: the one that was looked at; nil for the latest.
    /// - Throws: `RuleFault.blocked` when its proof finds what must not go out, `RuleFault.revised`.
    /// - Returns: the approval, and the mailing that was planned because of it.
    public func approve(
        _ edition: EditionID, revision: Int? = nil, by author: Author = .loginName
    ) async throws -> (Approval, MailingID?) {
        try await editorial.checkIsOpen(edition)
        let latest = try await editorial.latest(edition).revision
        let looked = revision ?? latest
        guard looked == latest else { throw RuleFault.revised(edition, looked: looked, latest: latest) }
        let occurrence = try await store.occurrence(of: edition)
        var rule: Rule?
        var day: CalendarDay?
        if let occurrence, let known = try await store.rule(occurrence.rule) {
            (rule, day) = (known, try self.day(of: occurrence, known))
        }
        let findings = try await editorial.proof(edition, list: rule?.draft.list, day: day)
        if let first = findings.first(where: { $0.severity == .blocking }) {
            let count = findings.count { $0.severity == .blocking }
            throw RuleFault.blocked(edition, count, first: first.message)
        }
        guard let approval = try await editions.approve(edition, revision: looked, by: author) else {
            throw RuleFault.revised(
                edition, looked: looked, latest: try await editorial.latest(edition).revision)
        }
        guard let occurrence, let rule, occurrence.state == .held else { return (approval, nil) }
        do {
            if case .scheduled(let mailing, _) = try await lock(occurrence, of: rule) {
                return (approval, mailing)
            }
        } catch StoreError.alreadyMailed, StoreError.occurrenceOver {
            // “serve” planned it at the same moment.
            return (approval, try await store.occurrence(of: edition)?.mailing)
        }
        return (approval, nil)
    }
}
