// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
public import MailFormat
import SQLiteStore
public import Sender

extension MailingDesk {
    /// Amends a mailing that goes out: readers whom it has not reached yet get the edition as it is now.
    ///
    /// The mailing stands still for as long as it takes, and senders wait for it; what is on the wire goes out as it was.
    /// - Parameters:
    ///   - edition: nil for the mailing's own, which was edited meanwhile.
    ///   - override: why it may go out against the proof.
    /// - Throws: `ProofBlocked` when the proof finds what must not go out, and nobody overrides it.
    public func amend(
        _ id: MailingID, with edition: EditionID? = nil, override: String? = nil
    ) async throws -> Amendment {
        let mailing = try await goingOut(id)
        guard let own = mailing.edition else {
            throw MailingFault.noEdition(id, amending: true)
        }
        let edition = edition ?? own
        try await checkPublication(of: edition, mailing.list)
        if override == nil { try await mailings.requireFirst(edition, to: mailing.list, besides: id) }
        return try await numbered(edition) { try await amendNumbered(mailing, with: edition, override) }
    }

    private func amendNumbered(
        _ mailing: Mailing, with edition: EditionID, _ override: String?
    ) async throws -> Amendment {
        let prepared = try await editorial.prepared(try await editorial.edition(edition), for: mailing.list)
        let findings = try await editorial.proof(
            of: prepared, to: mailing.list, day: day(of: mailing, at: clock.now))
        if override == nil { try ProofBlocked.check(findings, edition) }
        let message = try await message(
            of: prepared, for: mailing, publishedAt: clock.now / 1000)
        try await media.publish(prepared.versions.map(\.composed))
        let amendment: Amendment?
        do {
            amendment = try await amendAtRest(
                mailing.id, edition, numbered: prepared.edition.number, message.versions, override)
        } catch {
            try? await mailings.release(mailing.id)
            throw error
        }
        guard let amendment else {
            try await mailings.release(mailing.id)
            throw MailingFault.heldBySender(mailing.id)
        }
        return amendment
    }

    /// Waits for senders to give back what they hold, and amends; nil when they do not give it back in time.
    private func amendAtRest(
        _ id: MailingID, _ edition: EditionID, numbered number: Int, _ versions: [FrozenVersion],
        _ override: String?
    ) async throws -> Amendment? {
        let end = clock.steady.now() + Self.longestWait
        let loan = try await loan(of: id)
        repeat {
            _ = try await goingOut(id)
            // The hold is short, so that the mailing goes on soon should this process be killed.
            try await mailings.hold(id, for: Self.hold)
            try loan?.hold(for: Self.hold)
            if try loan?.isAtRest() ?? true {
                let amendment = try await mailings.amend(
                    id, as: edition, numbered: number, versions, override: override)
                if let amendment {
                    try await tell(loan)
                    return amendment
                }
            }
            await clock.steady.sleep(.milliseconds(50))
            try Task.checkCancellation()
        } while clock.steady.now() < end
        return nil
    }

    private func goingOut(_ id: MailingID) async throws -> Mailing {
        let mailing = try await mailing(id)
        guard mailing.isGoingOut else {
            throw MailingFault.notGoingOut(id, mailing.state)
        }
        return mailing
    }

    private static let longestWait: Duration = .seconds(15)

    private static let hold: Duration = .seconds(5)
}
