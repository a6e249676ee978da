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
    public static let all: [OutboxClause] = leases + settlements + mailings + workers + relays + sums

    static let ok = Disposition.accepted(Reply(code: 250, lines: ["2.0.0 Ok"]))
    static let full = Failure(
        phase: .recipient, cause: .mailboxFull, persistence: .transient, scope: .recipient,
        reply: Reply(code: 452, lines: ["4.2.2 full"]))
}
