// SPDX-License-Identifier: Apache-2.0
public import MailFormat
public import Sender

/// A ledger under test that can be amended, reports, and knows what copies are made from.
public protocol LedgerFixture: OutboxFixture {
    /// The ledger itself.
    var ledger: any MailingAmending & MailingReporting & MailingCopying { get }
    /// What a mailing carries, as it is published and amended.
    func versions(saying text: String) throws -> [FrozenVersion]
    /// The edition that a mailing carries.
    func edition(of mailing: MailingID) async throws -> EditionID
}

extension LedgerFixture {
    func amend(_ mailing: MailingID, saying text: String) async throws -> Amendment? {
        try await ledger.amend(
            mailing, as: try await edition(of: mailing), try versions(saying: text), override: nil)
    }
}
