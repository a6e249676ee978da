// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
public import MailFormat
import SQLiteStore
public import Sender
public import Subscribers

extension MailingDesk {
    /// Publishes a planned mailing: proves, composes, freezes, and gives everyone on the list a row of the ledger.
    /// - Returns: the audience; nil when someone else published or cancelled it meanwhile.
    /// - Throws: `ProofBlocked` when the proof finds what must not go out, and nobody overrode it.
    public func publish(_ id: MailingID) async throws -> Int? {
        let mailing = try await mailing(id)
        guard mailing.state == .scheduled, let edition = mailing.edition else { return nil }
        return try await numbered(edition) { try await publishNumbered(mailing) }
    }

    /// Gives an edition the next number of its publication and does what sends it out with that number; again when another process
    /// takes the number meanwhile.
    func numbered<Outcome: Sendable>(
        _ edition: EditionID, _ send: @Sendable () async throws -> Outcome
    ) async throws -> Outcome {
        await turn.take()
        do {
            let outcome = try await numberedInTurn(edition, send)
            await turn.give()
            return outcome
        } catch {
            await turn.give()
            throw error
        }
    }

    private func numberedInTurn<Outcome: Sendable>(
        _ edition: EditionID, _ send: @Sendable () async throws -> Outcome
    ) async throws -> Outcome {
        let publication = try await editorial.edition(edition).publication
        let first = try publications.publication(publication).firstNumber
        for attempt in 1...Self.patience {
            do {
                try await editions.claimNumber(of: edition, from: first)
                return try await send()
            } catch StoreError.numberTaken {
                // Another process published an edition meanwhile, so this one is the next but one. Where both go on, chance
                // says who waits longer.
                try Task.checkCancellation()
                await clock.steady.sleep(.milliseconds(Int64(random.read() % UInt64(300 * attempt))))
            }
        }
        throw EditorialFault.contested(edition)
    }

    /// How often an edition is composed for a number that another takes.
    private static let patience = 10

    private func publishNumbered(_ mailing: Mailing) async throws -> Int? {
        let ready = try await readied(mailing)
        let overridden = ready.blocking.isEmpty ? nil : try Self.text(of: ready.blocking)
        try await media.publish(ready.prepared.versions.map(\.composed))
        return try await mailings.publish(
            mailing.id, ready.message, numbered: ready.prepared.edition.number,
            optional: ready.prepared.optional,
            silent: ready.prepared.silent, waves: try await plannedWaves(of: mailing), overridden: overridden)
    }

    /// Publishes an edition to a list now; a mailing that cannot be published leaves nothing behind.
    public func publishNow(
        _ edition: EditionID, to list: String, segment: Segment?, terms: MailingTerms, override: String?
    ) async throws -> MailingID {
        let mailing = try await schedule(
            edition, to: list, at: nil, segment: segment, terms: terms, override: override)
        do {
            // A “serve” that runs beside this process may have published it first.
            if try await publish(mailing) == nil, try await self.mailing(mailing).publishedAt == nil {
                throw MailingFault.cancelledMeanwhile(mailing)
            }
        } catch {
            try await mailings.discard(mailing)
            throw error
        }
        return mailing
    }

    /// Publishes a mailing whose time has come, or keeps with it why it could not be published.
    /// - Parameter now: milliseconds since 1970; nil for what the clock says.
    /// - Returns: nil when somebody else published, held or cancelled it meanwhile.
    func publishOnTime(_ mailing: Mailing, at now: Int64? = nil) async throws -> PublishingOutcome? {
        let now = now ?? clock.now
        if configuration.late.holds(mailing.publishAt, at: now) {
            let reason = MailingFault.late(
                mailing.id, at: mailing.publishAt, zone: mailing.zone, by: now - mailing.publishAt,
                because: mailing.reason
            ).sentence
            return try await mailings.holdBack(mailing.id, because: reason) ? .held(reason) : nil
        }
        do {
            return try await publish(mailing.id).map { .published(audience: $0) }
        } catch {
            let reason = Explanation.sentence(of: error)
            _ = try await mailings.note(reason, of: mailing.id)
            return .refused(reason)
        }
    }

    /// Publishes what is due, as “serve” does by itself.
    /// - Returns: what became of each, except those that somebody else published, held or cancelled meanwhile.
    public func publishDue() async throws -> [(mailing: MailingID, outcome: PublishingOutcome)] {
        var outcomes: [(mailing: MailingID, outcome: PublishingOutcome)] = []
        for mailing in try await due() {
            if let outcome = try await publishOnTime(mailing) { outcomes.append((mailing.id, outcome)) }
        }
        return outcomes
    }

    /// Lets a mailing go on: one that is paused or halted, or one whose time has come or that waits for an operator, which is
    /// published now.
    /// - Returns: false when it is none of these.
    public func resume(_ id: MailingID) async throws -> Bool {
        let mailing = try await mailing(id)
        if mailing.state == .halted, mailing.publishedAt == nil, mailing.publishAt <= clock.now {
            guard try await mailings.resume(id) else { return false }
            // The mailing's time is past, so it waits for an operator while it cannot be published.
            _ = try await mailings.holdBack(id, because: mailing.reason ?? "it was halted")
            return try await publish(id) != nil
        }
        guard mailing.state == .scheduled else { return try await mailings.resume(id) }
        guard mailing.heldAt != nil || mailing.publishAt <= clock.now else { return false }
        return try await publish(id) != nil
    }
}
