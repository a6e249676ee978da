// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// The port that finds mailings by where they stand. It changes nothing.
public protocol MailingCatalog: Sendable {
    /// One mailing; nil when there is none.
    func mailing(_ id: MailingID) async throws -> Mailing?

    /// All mailings, latest first.
    func all() async throws -> [Mailing]

    /// Mailings that are not over.
    func open() async throws -> [Mailing]

    /// Mailings that are not published yet, earliest first.
    func planned() async throws -> [Mailing]

    /// Planned mailings whose time has come, earliest first; without those that wait for an operator.
    func due() async throws -> [Mailing]

    /// Mailings that should be done at some time, and are being sent or should have been published.
    func withDeadline() async throws -> [Mailing]
}
