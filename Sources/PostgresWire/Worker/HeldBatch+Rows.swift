// SPDX-License-Identifier: Apache-2.0
import Sender

/// Batches as PostgreSQL has them.
extension HeldBatch {
    private static let columns = """
        b.batch, b.state, p.due_at, b.opened, b.settled, b.accepted, b.failed, b.uncertain, b.suppressed, b.cancelled
        """

    /// Leases batches of a mailing that are due, whole; what others lease at this moment is passed over.
    static func lease(
        _ limit: Int, of mailing: Int64, dueBy horizon: Int64, for worker: Int64
    ) -> PostgresConnection.Statement {
        .init(
            """
            WITH picked AS MATERIALIZED (
                SELECT batch, due_at FROM wire.batch WHERE mailing = $1 AND due_at <= $2
                ORDER BY due_at, batch LIMIT $3 FOR UPDATE SKIP LOCKED),
            taken AS (
                UPDATE wire.batch b SET worker = $4, due_at = NULL FROM picked p
                WHERE b.mailing = $1 AND b.batch = p.batch
                RETURNING \(columns))
            SELECT t.*, y.deliveries FROM taken t JOIN wire.body y ON y.mailing = $1 AND y.batch = t.batch
            ORDER BY t.due_at, t.batch
            """, .integer(mailing), .integer(horizon), .integer(Int64(limit)), .integer(worker))
    }

    /// Selects what a worker holds of a mailing; it was due when the mailing was published.
    static func held(by worker: Int64, of mailing: WireMailing) -> PostgresConnection.Statement {
        .init(
            """
            SELECT \(columns), y.deliveries
            FROM wire.batch b JOIN wire.body y USING (mailing, batch)
            CROSS JOIN (SELECT $3::bigint AS due_at) p
            WHERE b.mailing = $1 AND b.worker = $2
            """, .integer(mailing.id), .integer(worker), .integer(mailing.published))
    }

    /// Reads what `lease` or `held` returned.
    static func read(_ answer: PostgresAnswer, of mailing: Int64) throws(PostgresFault) -> [HeldBatch] {
        var batches: [HeldBatch] = []
        for row in 0..<answer.count {
            let deliveries = try LentDelivery.unpacked(answer.bytes(row, 10))
            let (opened, settled) = (Marks(answer.bytes(row, 3)), Marks(answer.bytes(row, 4)))
            batches.append(
                HeldBatch(
                    key: Key(mailing: mailing, batch: answer.integer(row, 0)),
                    state: DeliveryState(rawValue: Int(answer.integer(row, 1))) ?? .queued,
                    due: answer.integer(row, 2), rows: deliveries,
                    standings: deliveries.indices.map {
                        settled[$0] ? .settled : opened[$0] ? .inFlight : .reserved
                    },
                    counts: Counts(
                        accepted: answer.integer(row, 5), failed: answer.integer(row, 6),
                        uncertain: answer.integer(row, 7), suppressed: answer.integer(row, 8),
                        cancelled: answer.integer(row, 9))))
        }
        return batches
    }
}
