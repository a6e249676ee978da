// SPDX-License-Identifier: Apache-2.0
import OutboxContract
import Testing

@Suite("The in-memory outbox keeps the contract")
struct InMemoryOutboxTests {
    @Test("clause", arguments: OutboxClause.all)
    func keeps(_ clause: OutboxClause) async throws {
        try await clause.verify(with: InMemoryLedger())
    }
}
