// SPDX-License-Identifier: Apache-2.0
import MailFormat
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

    /// How many workers were heard of within a time.
    public func workersHeard(within time: Duration) throws -> Int {
        Int(
            try connection.run(
                "SELECT count(*) FROM wire.worker WHERE seen_at > wire.now_ms() - $1",
                .integer(time.milliseconds)
            ).integer(0, 0))
    }

    /// What is known of the server: its version, 150018 for 15.18; whether its commits wait for a standby; and its clock,
    /// milliseconds since 1970.
    public func server() throws -> (version: Int, hasSynchronousStandby: Bool, now: Int64) {
        let answer = try connection.run(
            """
            SELECT current_setting('synchronous_standby_names') <> '' AND current_setting('synchronous_commit') <> 'local',
                (extract(epoch FROM clock_timestamp()) * 1000)::bigint
            """)
        return (connection.version, answer.truth(0, 0), answer.integer(0, 1))
    }

    /// Has a worker give back what it holds and take nothing more, or take up its work again; false when it is not known.
    public func drain(_ worker: Int64, _ isDrained: Bool) throws -> Bool {
        try connection.run(
            "UPDATE wire.worker SET is_drained = $2 WHERE id = $1", .integer(worker), .truth(isDrained)
        ).changed == 1
    }
}
