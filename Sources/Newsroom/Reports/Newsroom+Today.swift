// SPDX-License-Identifier: Apache-2.0
import Composer
import MailFormat
import SQLiteStore
import Sender

extension Newsroom {
    /// The editions that go out today, or still do, in order of their times.
    /// - Returns: each, and the zone by whose clock it is today.
    public func today() async throws -> (zone: NamedZone, days: [EditionDay]) {
        let zone = publications.shownZone
        let now = context.clock.now
        let day = zone.day(at: now)
        let next = CalendarDay(daysSince1970: day.daysSince1970 + 1)
        let start = zone.instant(for: CivilTime(day))?.at ?? now
        let end = (zone.instant(for: CivilTime(next))?.at ?? now) - 1
        let occurrences = try await context.rules.occurrences(from: start, until: end)
        var days: [EditionDay] = []
        for occurrence in occurrences { days.append(try await self.day(of: occurrence)) }
        let known = Set(occurrences.compactMap(\.mailing))
        for mailing in try await mailingsOfToday(from: start, until: end)
        where mailing.edition != nil && !known.contains(mailing.id) {
            days.append(try await self.day(of: mailing))
        }
        return (zone, days.sorted { $0.at < $1.at })
    }

    /// Mailings that go out today, and those that go out since an earlier day.
    private func mailingsOfToday(from start: Int64, until end: Int64) async throws -> [Mailing] {
        let open = try await context.mailings.open().filter { $0.publishAt <= end }
        let over = try await context.mailings.published(since: start).filter(\.isOver)
        return open + over
    }

    private func day(of occurrence: RuleOccurrence) async throws -> EditionDay {
        let rule = try await context.rules.rule(occurrence.rule)
        let plan = rule?.draft.plan ?? EditionPlan()
        var mailing: Mailing?
        if let id = occurrence.mailing { mailing = try await mailings.mailing(id) }
        var steps: [EditionDay.Step] = []
        let assembly = occurrence.at - plan.assembleBefore
        let isOver = [.skipped, .missed].contains(occurrence.state)
        steps.append(
            EditionDay.Step(
                stage: .assembled,
                progress: occurrence.assembledAt == nil ? (isOver ? .failed : .waiting) : .done,
                at: occurrence.assembledAt ?? assembly,
                detail: occurrence.edition.map { "edition \($0)" } ?? ""))
        if let edition = occurrence.edition {
            steps += try await editing(of: edition)
            steps.append(try await proofing(of: edition, rule?.draft.list, mailing))
            steps.append(
                try await approval(of: edition, plan, at: occurrence.at, isLocked: occurrence.lockedAt != nil)
            )
        }
        steps += try await sending(mailing, at: occurrence.at, isOver: isOver)
        return EditionDay(
            schedule: occurrence.ruleName, list: rule?.draft.list ?? "", edition: occurrence.edition,
            subject: try await subject(of: occurrence.edition), mailing: occurrence.mailing,
            at: occurrence.at,
            trouble: mailing?.reason ?? occurrence.reason, steps: steps)
    }

    private func day(of mailing: Mailing) async throws -> EditionDay {
        var steps: [EditionDay.Step] = []
        if let edition = mailing.edition {
            steps += try await editing(of: edition)
            steps.append(try await proofing(of: edition, mailing.list, mailing))
        }
        steps += try await sending(mailing, at: mailing.publishAt, isOver: false)
        return EditionDay(
            schedule: nil, list: mailing.list, edition: mailing.edition,
            subject: try await subject(of: mailing.edition),
            mailing: mailing.id, at: mailing.publishAt, trouble: mailing.reason, steps: steps)
    }

    private func subject(of edition: EditionID?) async throws -> String? {
        guard let edition else { return nil }
        return try await context.editions.edition(edition)?.subject
    }

    /// What people changed of an edition; nothing when nobody did.
    private func editing(of edition: EditionID) async throws -> [EditionDay.Step] {
        // Nobody is the author of a number that an edition was given.
        let changes = try await context.editions.history(of: edition).dropFirst().filter {
            !$0.author.isEmpty
        }
        guard let last = changes.last else { return [] }
        return [
            EditionDay.Step(
                stage: .edited, progress: .done, at: last.at,
                detail: "\(counted(changes.count, "time", "times")), last by \(last.author)")
        ]
    }

    private func proofing(
        of edition: EditionID, _ list: String?, _ mailing: Mailing?
    ) async throws -> EditionDay.Step {
        if let published = mailing?.publishedAt {
            return EditionDay.Step(stage: .proofed, progress: .done, at: published, detail: "")
        }
        let findings = try await editorial.proof(edition, list: list)
        let blocking = findings.count { $0.severity == .blocking }
        let advice = findings.count - blocking
        let words = [
            blocking == 0 ? nil : "\(blocking) must be mended", advice == 0 ? nil : "\(advice) advice",
        ].compactMap(\.self)
        return EditionDay.Step(
            stage: .proofed, progress: blocking == 0 ? .done : .failed, at: nil,
            detail: words.isEmpty ? "clean" : words.joined(separator: ", "))
    }

    private func approval(
        of edition: EditionID, _ plan: EditionPlan, at: Int64, isLocked: Bool
    ) async throws -> EditionDay.Step {
        let approval = try await context.editions.approval(of: edition)
        if let approval, approval.holds {
            return EditionDay.Step(
                stage: .approved, progress: .done, at: approval.at,
                detail: "revision \(approval.revision), by \(approval.author)")
        }
        let isNeeded = plan.unapproved != .sendIfClean
        return EditionDay.Step(
            stage: .approved, progress: isLocked && isNeeded ? .failed : .waiting, at: at - plan.lockBefore,
            detail: approval == nil
                ? (isNeeded ? "nobody has" : "need not be")
                : "changed since revision \(approval?.revision ?? 0)")
    }

    /// What is known of when the readers of a mailing get it.
    private func plan(of mailing: Mailing?) async throws -> String {
        guard let mailing else { return "" }
        let name = "mailing \(mailing.id)"
        switch mailing.timing {
        case .start: return name
        case .deliveredBy(let instant):
            return "\(name), to be done by \(ZonedTime.text(instant, in: mailing.zone))"
        case .readersClocks:
            let waves = try await mailings.waves(of: mailing.id)
            let last = waves.compactMap(\.dueAt).max().map {
                ", the last at \(ZonedTime.text($0, in: mailing.zone))"
            }
            let out = waves.filter { $0.dueAt == nil }.reduce(0) { $0 + $1.readers }
            return
                "\(name), in \(counted(waves.count { $0.dueAt != nil }, "wave", "waves")) by readers' clocks\(last ?? "")"
                + (out == 0 ? "" : ", not to \(counted(out, "reader", "readers")) whose clocks were past it")
        }
    }

    private func sending(_ mailing: Mailing?, at: Int64, isOver: Bool) async throws -> [EditionDay.Step] {
        let due = EditionDay.Step(
            stage: .due, progress: isOver ? .failed : at <= context.clock.now ? .done : .waiting, at: at,
            detail: try await plan(of: mailing))
        guard let mailing, let published = mailing.publishedAt else { return [due] }
        let status = try await mailings.status(of: mailing.id)
        let reached = status.counts[.accepted] ?? 0
        let out = EditionDay.Step(
            stage: .goingOut, progress: [.halted, .cancelled].contains(mailing.state) ? .failed : .done,
            at: published,
            detail: "\(reached) of \(counted(mailing.audience, "reader", "readers")) accepted")
        let done = EditionDay.Step(
            stage: .done, progress: mailing.finishedAt == nil ? .waiting : .done,
            at: mailing.finishedAt ?? status.expectedAt, detail: mailing.state.name)
        return [due, out, done]
    }
}
