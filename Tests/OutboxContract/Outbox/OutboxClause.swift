// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// One sentence of the contract that every outbox keeps.
public struct OutboxClause: Sendable, CustomStringConvertible {
    /// The sentence.
    public let description: String
    let check: @Sendable (any OutboxFixture) async throws -> Void

    /// Tries the clause on a fresh ledger.
    public func verify(with fixture: any OutboxFixture) async throws { try await check(fixture) }

    /// The whole contract.
    public static let all: [OutboxClause] =
        leases + settlements + copies + mailings + terms + operations + workers + relays + sums

    static let ok = Disposition.accepted(Reply(code: 250, lines: ["2.0.0 Ok"]))
    static let unknown = Failure(
        phase: .recipient, cause: .unknownUser, persistence: .permanent, scope: .recipient,
        reply: Reply(code: 550, lines: ["5.1.1 nobody"]))
    /// Says nothing of a mailbox, so that its owner may be mailed again.
    static let refused = Failure(
        phase: .recipient, cause: .policy, persistence: .permanent, scope: .recipient,
        reply: Reply(code: 550, lines: ["5.7.1 no"]))
    static let full = Failure(
        phase: .recipient, cause: .mailboxFull, persistence: .transient, scope: .recipient,
        reply: Reply(code: 452, lines: ["4.2.2 full"]))
}
