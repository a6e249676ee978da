// SPDX-License-Identifier: Apache-2.0
import Composer
import MailFormat
import SQLiteStore
import Sender
import Subscribers

/// A mailing with all that publishing it needs, made and proved.
struct ReadyMailing {
    let prepared: PreparedEdition
    let message: FrozenMessage
    /// The blocking findings of its proof, which somebody overrode.
    let blocking: [Finding]
}

extension MailingDesk {
    /// Does all of publishing that changes nothing.
    func readied(_ mailing: Mailing) async throws -> ReadyMailing {
        guard let edition = mailing.edition else {
            throw MailingFault.noEdition(mailing.id, amending: false)
        }
        try await requireApproval(of: mailing, edition)
        // The list may have been given to another publication since the mailing was planned.
        try await checkPublication(of: edition, mailing.list)
        let instant = max(mailing.publishAt, clock.now)
        let prepared = try await editorial.prepared(try await editorial.edition(edition), for: mailing.list)
        let findings = try await editorial.proof(
            of: prepared, to: mailing.list, day: day(of: mailing, at: instant))
        try await check(findings, of: mailing, edition)
        try requireRelays(of: prepared.publication.id)
        _ = try keys.signingIdentities(at: instant, of: prepared.publication.id)
        let message = try await message(
            of: prepared, for: mailing, publishedAt: instant / 1000)
        // Whoever changed it while it was read voided what was approved.
        try await requireApproval(of: mailing, edition)
        return ReadyMailing(
            prepared: prepared, message: message, blocking: findings.filter { $0.severity == .blocking })
    }

    /// Throws when an edition that a rule made was changed since it was approved, unless the rule sends what nobody approved.
    private func requireApproval(of mailing: Mailing, _ edition: EditionID) async throws {
        guard let occurrence = try await rules.occurrence(of: mailing.id),
            let rule = try await rules.rule(occurrence.rule), rule.draft.plan.unapproved != .sendIfClean
        else { return }
        let approval = try await editions.approval(of: edition)
        guard approval?.holds == true else { throw MailingFault.notApproved(edition, approval) }
    }

    /// The day that a mailing is of.
    /// - Parameter instant: milliseconds since 1970; readers' clocks show theirs.
    func day(of mailing: Mailing, at instant: Int64) -> CalendarDay {
        if let time = mailing.timing.readersTime.flatMap(CivilTime.init(ruleText:)) { return time.day }
        return ((try? NamedZone(mailing.zone)) ?? .utc).day(at: instant)
    }

    /// Every version of an edition as it is frozen with a mailing.
    /// - Parameter publishedAt: seconds since 1970.
    func message(
        of prepared: PreparedEdition, for mailing: Mailing, publishedAt: Int64
    ) async throws -> FrozenMessage {
        let list = try await subscribers.list(mailing.list)
        return try prepared.message(
            key: mailings.newMessageKey(), to: (list.name, list.title), publishedAt: publishedAt,
            zone: (try? NamedZone(mailing.zone)) ?? .utc, isDatedByCopy: mailing.goesByReadersClocks,
            configuration: configuration)
    }
}
