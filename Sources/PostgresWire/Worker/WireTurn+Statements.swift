// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// What a turn writes.
extension WireTurn {
    typealias Statement = PostgresConnection.Statement

    /// The most results of one row of a worker's stream.
    private static let resultsInARow = 128
    /// By what share of its wait a delivery may be late, so that those that wait about as long are one batch.
    private static let coarseness: Int64 = 8

    /// The statements that write it.
    /// - Parameters:
    ///   - holder: whose the batches are.
    ///   - worker: who writes.
    ///   - seq: the number of the last row of the worker's stream; raised for each row.
    func statements(for holder: Int64, by worker: Int64, seq: inout Int64) -> [Statement] {
        var statements = touched.compactMap { key in holdings[key].map { write($0, of: holder) } }
        // Of a mailing that was dropped meanwhile nothing is said any more.
        for (mailing, results) in results where mailings[mailing] != nil {
            for start in stride(from: 0, to: results.count, by: Self.resultsInARow) {
                let portion = results[start..<min(start + Self.resultsInARow, results.count)]
                seq += 1
                statements.append(
                    Statement(
                        "INSERT INTO wire.settlement (mailing, worker, seq, at, results) VALUES ($1, $2, $3, $4, $5)",
                        .integer(mailing), .integer(worker), .integer(seq), .integer(now),
                        .bytes(LentResult.packed(portion))))
            }
        }
        for (mailing, own) in progress.sorted(by: { $0.key < $1.key }) where own != MailingResults() {
            statements.append(
                Statement(
                    """
                    INSERT INTO wire.progress AS p (mailing, worker, tried, settled, bounced, blocked)
                    SELECT id, $2, $3, $4, $5, $6 FROM wire.mailing WHERE id = $1
                    ON CONFLICT (mailing, worker) DO UPDATE SET tried = p.tried + $3, settled = p.settled + $4,
                        bounced = p.bounced + $5, blocked = p.blocked + $6
                    """, .integer(mailing), .integer(worker), .integer(Int64(own.tried)),
                    .integer(Int64(own.settled)), .integer(Int64(own.bounced)), .integer(Int64(own.blocked))))
        }
        for (queue, deliveries) in waiting where mailings[queue.mailing] != nil {
            statements += add(deliveries, to: queue)
        }
        // In one order, so that two workers never wait for each other.
        for (provider, wait) in pauses.sorted(by: { $0.key < $1.key }) {
            statements.append(Self.hold(provider, for: wait))
        }
        for (mailing, reason) in breaches.sorted(by: { $0.key < $1.key }) {
            statements.append(Self.halt(mailing, because: reason))
        }
        return statements
    }

    /// Has all workers leave a provider of mailboxes alone for a time.
    static func hold(_ provider: String, for wait: Duration) -> Statement {
        Statement(
            """
            INSERT INTO wire.provider_hold AS h (provider, until) VALUES ($1, wire.now_ms() + $2)
            ON CONFLICT (provider) DO UPDATE SET until = greatest(h.until, excluded.until)
            """, .text(provider), .integer(wait.milliseconds))
    }

    /// Stops a mailing that is being sent.
    static func halt(_ mailing: Int64, because reason: String) -> Statement {
        Statement(
            """
            UPDATE wire.mailing SET state = \(MailingState.halted.rawValue), reason = $2
            WHERE id = $1 AND state = \(MailingState.sending.rawValue)
            """, .integer(mailing), .text(reason))
    }

    private func write(_ batch: HeldBatch, of holder: Int64) -> Statement {
        let isReleased = released.contains(batch.key)
        let unsettled = Int64(batch.standings.count - batch.count(.settled))
        let isGone = isReleased || unsettled == 0
        let counts = batch.counts
        return Statement(
            """
            UPDATE wire.batch SET worker = $4, due_at = $5, opened = $6, settled = $7, unsettled = $8, in_flight = $9,
                accepted = $10, failed = $11, uncertain = $12, suppressed = $13, cancelled = $14
            WHERE mailing = $1 AND batch = $2 AND worker = $3
            """, .integer(batch.key.mailing), .integer(batch.key.batch), .integer(holder),
            isGone ? .noInteger : .integer(holder), isReleased ? .integer(batch.due) : .noInteger,
            .bytes(isGone ? [] : batch.marks(.inFlight).bytes),
            .bytes(unsettled == 0 ? [] : batch.marks(.settled).bytes),
            .integer(unsettled), .integer(Int64(batch.count(.inFlight))), .integer(counts.accepted),
            .integer(counts.failed), .integer(counts.uncertain), .integer(counts.suppressed),
            .integer(counts.cancelled))
    }

    /// Makes batches of deliveries that wait: as few as their times allow.
    private func add(_ deliveries: [(due: Int64, delivery: LentDelivery)], to queue: Queue) -> [Statement] {
        let order = deliveries.sorted { ($0.due, $0.delivery.id) < ($1.due, $1.delivery.id) }
        var statements: [Statement] = []
        var start = 0
        for end in 1...order.count {
            let isLast = end == order.count
            let latest = order[start].due + max(0, order[start].due - now) / Self.coarseness
            guard isLast || order[end].due > latest || end - start == LentDelivery.mostInABatch else {
                continue
            }
            statements.append(
                Self.add(
                    order[start..<end].map(\.delivery), to: queue, due: order[end - 1].due))
            start = end
        }
        return statements
    }

    /// Adds a batch that waits.
    private static func add(_ deliveries: [LentDelivery], to queue: Queue, due: Int64) -> Statement {
        Statement(
            """
            WITH added AS (
                INSERT INTO wire.batch (mailing, state, is_doubtful, unsettled, due_at) VALUES ($1, $2, $3, $4, $5)
                RETURNING batch)
            INSERT INTO wire.body (mailing, batch, deliveries) SELECT $1, batch, $6 FROM added
            """, .integer(queue.mailing), .integer(Int64(queue.state.rawValue)), .truth(queue.isDoubtful),
            .integer(Int64(deliveries.count)), .integer(due), .bytes(LentDelivery.packed(deliveries)))
    }
}
