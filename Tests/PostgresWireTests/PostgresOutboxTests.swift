// SPDX-License-Identifier: Apache-2.0
import OutboxContract
import Testing

@testable import PostgresWire

@Suite("What is lent to PostgreSQL")
struct PostgresOutboxTests {
    @Test("keeps the contract with a delivery a batch: clause", arguments: OutboxClause.all)
    func keeps(_ clause: OutboxClause) async throws {
        try await clause.verify(with: WireFixture(batchSize: 1))
    }

    /// Clauses that tell how rows are spread: a worker holds the rest of its batches as well, until it has nothing of them in use.
    private static let ofRows: Set = [
        "two workers never hold the same delivery", "a tick that fails changes nothing",
        "of a cancelled mailing nothing more is sent, and what is on the wire is finished",
    ]

    @Test(
        "keeps the contract with many deliveries a batch: clause",
        arguments: OutboxClause.all.filter { !ofRows.contains($0.description) })
    func keepsInBatches(_ clause: OutboxClause) async throws {
        try await clause.verify(with: WireFixture(batchSize: 256))
    }
}
