// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// The port that gives a mailing which goes out another text.
public protocol MailingAmending: Sendable {
    /// Gives everyone whom a mailing has not reached another text, in one transaction. Who is in doubt keeps the old one: their
    /// first copy may have arrived, and a repeat has the same bytes. What is on the wire goes out as it was, and has the new
    /// text should it come back to the queue.
    /// - Parameters:
    ///   - edition: the edition it is of.
    ///   - versions: the whole edition first, then those for choices of sections.
    ///   - override: why it goes out against the proof.
    /// - Returns: nil while a worker holds deliveries that are not on the wire, or more could be leased: the mailing is neither
    ///   held up nor paused nor halted. A hold ends with the amendment.
    func amend(
        _ mailing: MailingID, as edition: EditionID, _ versions: [FrozenVersion], override: String?
    ) async throws -> Amendment?
}
