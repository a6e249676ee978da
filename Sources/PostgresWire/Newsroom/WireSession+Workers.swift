// SPDX-License-Identifier: Apache-2.0
public import Sender

/// The processes that send.
extension WireSession {
    /// Every worker that is known, the oldest first.
    public func workers() throws -> [FleetWorker] {
        let answer = try connection.run(
            """
            SELECT w.id, w.host, w.process, wire.now_ms() - w.seen_at, w.is_drained, coalesce(b.held, 0)::bigint,
                coalesce(b.in_flight, 0)::bigint, coalesce(p.settled, 0)::bigint
            FROM wire.worker w
            LEFT JOIN (SELECT worker, sum(unsettled) AS held, sum(in_flight) AS in_flight FROM wire.batch
                WHERE worker IS NOT NULL GROUP BY worker) b ON b.worker = w.id
            LEFT JOIN (SELECT worker, sum(settled) AS settled FROM wire.progress GROUP BY worker) p ON p.worker = w.id
            ORDER BY w.id
            """)
        return (0..<answer.count).map { row in
            FleetWorker(
                id: Int(answer.integer(row, 0)), host: answer.text(row, 1),
                process: Int(answer.integer(row, 2)),
                silence: .milliseconds(answer.integer(row, 3)), isDrained: answer.truth(row, 4),
                held: Int(answer.integer(row, 5)), inFlight: Int(answer.integer(row, 6)),
                settled: Int(answer.integer(row, 7)))
        }
    }

    /// Has a worker give back what it holds and take nothing more, or take up its work again; false when it is not known.
    public func drain(_ worker: Int64, _ isDrained: Bool) throws -> Bool {
        try connection.run(
            "UPDATE wire.worker SET is_drained = $2 WHERE id = $1", .integer(worker), .truth(isDrained)
        ).changed == 1
    }
}
