// SPDX-License-Identifier: Apache-2.0

/// One sentence of the contract that every ledger keeps which carries a mailing: of its amendments, its reports, and what is
/// known of its copies.
public struct LedgerClause: Sendable, CustomStringConvertible {
    /// The sentence.
    public let description: String
    let check: @Sendable (any LedgerFixture) async throws -> Void

    /// Tries the clause on a fresh ledger.
    public func verify(with fixture: any LedgerFixture) async throws { try await check(fixture) }

    /// The whole contract.
    public static let all: [LedgerClause] = amendments + reports + copies
}
