// SPDX-License-Identifier: Apache-2.0
public import MailFormat
public import Sender

/// The newsroom's session with PostgreSQL: what it lends, what it tells workers of readers, and what comes home.
public struct WireSession {
    let connection: PostgresConnection
    /// The number of the last stop.
    private var lastStop: Int64

    init(_ address: String) throws {
        connection = try PostgresConnection(address)
        let isThere = try connection.run("SELECT to_regclass('wire.form') IS NOT NULL").truth(0, 0)
        if !isThere { try connection.runScript("BEGIN; \(WireSchema.script); COMMIT") }
        try WireSchema.require(connection)
        lastStop = try connection.run("SELECT last_stop FROM wire.newsroom").integer(0, 0)
    }

    /// Makes sure that nobody else's newsroom lends here.
    func require(_ key: [UInt8]) throws {
        let answer = try connection.run("SELECT key IS NULL OR key = $1 FROM wire.newsroom", .bytes(key))
        guard answer.truth(0, 0) else { throw WireFault.otherNewsroom }
    }

    /// Takes the newsroom's part, for as long as the session lasts.
    /// - Parameter key: the newsroom's.
    /// - Returns: false when another process has it.
    /// - Throws: `WireFault.otherNewsroom`.
    public func claim(for key: [UInt8]) throws -> Bool {
        try connection.run("UPDATE wire.newsroom SET key = $1 WHERE key IS NULL", .bytes(key))
        try require(key)
        return try connection.run("SELECT pg_try_advisory_lock(hashtext('daybreak newsroom'))").truth(0, 0)
    }

    /// Says that the newsroom lives, and that workers know of every reader who was not to be mailed a moment ago.
    /// - Parameter round: a number that rises with each round; nil in the midst of one.
    public func signOfLife(_ round: Int64? = nil) throws {
        try connection.run(
            "UPDATE wire.newsroom SET seen_at = wire.now_ms(), round = coalesce($1, round)", .optional(round))
    }

    /// The number of the newsroom's last round that PostgreSQL knows.
    public func round() throws -> Int64 {
        try connection.run("SELECT round FROM wire.newsroom").integer(0, 0)
    }

    // MARK: Lending

    /// Lends deliveries of a mailing that wait, in one transaction. One that is lent already gets them beside those it has.
    /// - Parameters:
    ///   - batchSize: the most deliveries of a batch.
    ///   - next: the next delivery, its state and when it is due, milliseconds since 1970; nil behind the last. Deliveries of the
    ///     same state and time that come one after the other share a batch.
    public func lend(
        _ mailing: LentMailing, batchSize: Int = LentDelivery.mostInABatch,
        _ next: () throws -> (delivery: LentDelivery, state: DeliveryState, due: Int64)?
    ) throws {
        // Committed by itself, because others wait for it.
        try connection.runScript(WireSchema.partitions(of: mailing.id.rawValue), within: .seconds(60))
        do {
            try connection.run("BEGIN")
            let first = try connection.run([
                Self.keep(mailing),
                .init(
                    "SELECT coalesce(max(batch), 0) FROM wire.batch WHERE mailing = $1 AND batch < \(WireSchema.firstOwnBatch)",
                    .integer(mailing.id.rawValue)),
            ])[1].integer(0, 0)
            var batches = LentBatches(
                mailing: mailing.id.rawValue, size: batchSize, last: first, knownStop: lastStop)
            try connection.copy(into: "wire.body (mailing, batch, deliveries)") {
                while let (delivery, state, due) = try next() {
                    if let body = batches.add(delivery, state, due) { return body }
                }
                return batches.close()
            }
            var rows = batches.rows.makeIterator()
            try connection.copy(
                into: "wire.batch (mailing, batch, state, is_doubtful, unsettled, due_at)"
            ) {
                rows.next()
            }
            try connection.run("COMMIT")
        } catch {
            _ = try? connection.run("ROLLBACK")
            throw error
        }
    }

    private static func keep(_ mailing: LentMailing) -> PostgresConnection.Statement {
        .init(
            """
            INSERT INTO wire.mailing (id, state, published_at, lifetime, canary_end, canary_size, guard, message)
            VALUES ($1, \(MailingState.sending.rawValue), $2, $3, $4, $5, $6, $7)
            ON CONFLICT (id) DO UPDATE SET state = excluded.state, reason = NULL, lifetime = excluded.lifetime,
                canary_end = excluded.canary_end, canary_size = excluded.canary_size, message = excluded.message
            """, .integer(mailing.id.rawValue), .integer(mailing.published),
            .optional(mailing.lifetime?.milliseconds), .optional(mailing.canary?.end),
            .optional((mailing.canary?.size).map(Int64.init)),
            .optional(mailing.guardRails.map(WireJSON.text)),
            .text(mailing.message))
    }

    /// Whether all that workers have of a mailing is in flight.
    public func isAtRest(_ mailing: MailingID) throws -> Bool {
        try connection.run(
            """
            SELECT NOT EXISTS (SELECT 1 FROM wire.batch WHERE mailing = $1 AND worker IS NOT NULL AND unsettled > in_flight)
            """, .integer(mailing.rawValue)
        ).truth(0, 0)
    }

    /// Changes what copies of a mailing are made from.
    /// - Parameter successors: the versions that take the place of earlier ones.
    public func amend(_ mailing: MailingID, message: String, successors: [Int: Int]) throws {
        try connection.run(
            "UPDATE wire.mailing SET message = $2, successors = $3 WHERE id = $1", .integer(mailing.rawValue),
            .text(message), .text(WireJSON.text(successors)))
    }

    /// Tells workers of readers. A transaction that begins after this returns opens nothing that it forbids; what is in flight is
    /// finished.
    public mutating func tell(_ stops: [ReaderStop]) throws {
        var seq = lastStop
        let statements = stops.map { stop in
            seq += 1
            return PostgresConnection.Statement(
                """
                INSERT INTO wire.stop (seq, mailing, subscriber, delivery)
                SELECT $1, id, $3, $4 FROM wire.mailing WHERE id = $2
                """, .integer(seq), .integer(stop.mailing.rawValue), .integer(stop.subscriber.rawValue),
                stop.delivery.map { .bytes(LentDelivery.packed([$0])) } ?? .noBytes)
        }
        let count = PostgresConnection.Statement("UPDATE wire.newsroom SET last_stop = $1", .integer(seq))
        _ = try connection.run([.init("BEGIN")] + statements + [count, .init("COMMIT")])
        lastStop = seq
    }

    /// Has all workers leave providers of mailboxes alone for a time.
    public func hold(_ providers: [String: Duration]) throws {
        _ = try connection.run(
            providers.sorted { $0.key < $1.key }.map { WireTurn.hold($0.key, for: $0.value) })
    }

    // MARK: Coming home

    /// What workers have said of a mailing, in each worker's order.
    /// - Parameters:
    ///   - cursors: the last that is known of each worker.
    ///   - limit: how many portions to return at the most.
    public func results(
        of mailing: MailingID, after cursors: [Int64: Int64], limit: Int = 100
    ) throws -> [ResultPortion] {
        let workers = try connection.run(
            "SELECT DISTINCT worker FROM wire.settlement WHERE mailing = $1 ORDER BY worker",
            .integer(mailing.rawValue))
        var portions: [ResultPortion] = []
        for row in 0..<workers.count where portions.count < limit {
            let worker = workers.integer(row, 0)
            let answer = try connection.run(
                """
                SELECT seq, at, results FROM wire.settlement WHERE mailing = $1 AND worker = $2 AND seq > $3
                ORDER BY seq LIMIT $4
                """, .integer(mailing.rawValue), .integer(worker), .integer(cursors[worker] ?? 0),
                .integer(Int64(limit - portions.count)))
            for row in 0..<answer.count {
                portions.append(
                    ResultPortion(
                        mailing: mailing, worker: worker, seq: answer.integer(row, 0),
                        at: answer.integer(row, 1),
                        results: try LentResult.unpacked(answer.bytes(row, 2), of: mailing)))
            }
        }
        return portions
    }

    /// Copies that relays took of workers whose deliveries others had taken over, and the numbers that `forgetLate` takes.
    public func late(limit: Int = 2_000) throws -> (acceptances: [LateAcceptance], numbers: [Int64]) {
        let answer = try connection.run(
            "SELECT id, delivery, worker, at, code, reply FROM wire.late ORDER BY id LIMIT $1",
            .integer(Int64(limit)))
        let acceptances = (0..<answer.count).map { row in
            LateAcceptance(
                delivery: DeliveryID(rawValue: answer.integer(row, 1)), worker: answer.integer(row, 2),
                at: answer.integer(row, 3),
                reply: Reply(code: Int(answer.integer(row, 4)), lines: [answer.text(row, 5)]))
        }
        return (acceptances, (0..<answer.count).map { answer.integer($0, 0) })
    }

    /// Forgets such copies of which the newsroom knows.
    public func forgetLate(_ numbers: [Int64]) throws {
        _ = try connection.run(numbers.map { .init("DELETE FROM wire.late WHERE id = $1", .integer($0)) })
    }

    /// What workers make copies of a mailing with.
    public func recipes(of mailing: MailingID) throws -> [RecipeID: CopyRecipe] {
        try CopyRecipe.read(try connection.run([CopyRecipe.all(of: mailing)])[0])
    }

    /// Whether nothing of a mailing waits and nobody holds any of it: no more will be said of it.
    public func isSettled(_ mailing: MailingID) throws -> Bool {
        try connection.run(
            """
            SELECT NOT EXISTS (SELECT 1 FROM wire.batch WHERE mailing = $1 AND due_at IS NOT NULL)
                AND NOT EXISTS (SELECT 1 FROM wire.batch WHERE mailing = $1 AND worker IS NOT NULL)
            """, .integer(mailing.rawValue)
        ).truth(0, 0)
    }

    /// The mailings that PostgreSQL has.
    public func mailings() throws -> [MailingID] {
        let answer = try connection.run("SELECT id FROM wire.mailing")
        return (0..<answer.count).map { MailingID(rawValue: answer.integer($0, 0)) }
    }

    /// Drops everything of a mailing whose results are home.
    public func end(_ mailing: MailingID) throws {
        try connection.runScript(
            "BEGIN; \(WireSchema.end(of: mailing.rawValue)) COMMIT", within: .seconds(60))
    }

    // MARK: Looking

    /// Where a mailing stands, and why it was halted; nil when it is not lent.
    public func standing(of mailing: MailingID) throws -> (state: MailingState, reason: String?)? {
        let answer = try connection.run(
            "SELECT state, reason FROM wire.mailing WHERE id = $1", .integer(mailing.rawValue))
        guard answer.count == 1, let state = MailingState(rawValue: Int(answer.integer(0, 0))) else {
            return nil
        }
        return (state, answer.optionalText(0, 1))
    }

    /// How many deliveries that were lent are in each state; those that wait in another batch count there.
    public func counts(of mailing: MailingID) throws -> [DeliveryState: Int] {
        let answer = try connection.run(
            """
            SELECT state, sum(CASE WHEN worker IS NULL THEN unsettled ELSE 0 END)::bigint,
                sum(in_flight)::bigint, sum(CASE WHEN worker IS NULL THEN 0 ELSE unsettled - in_flight END)::bigint,
                sum(accepted)::bigint, sum(failed)::bigint, sum(uncertain)::bigint, sum(suppressed)::bigint,
                sum(cancelled)::bigint
            FROM wire.batch WHERE mailing = $1 GROUP BY state
            """, .integer(mailing.rawValue))
        let columns: [DeliveryState] = [
            .inFlight, .leased, .accepted, .failed, .uncertain, .suppressed, .cancelled,
        ]
        var counts: [DeliveryState: Int] = [:]
        for row in 0..<answer.count {
            let waiting = DeliveryState(rawValue: Int(answer.integer(row, 0))) ?? .queued
            counts[waiting, default: 0] += Int(answer.integer(row, 1))
            for (column, state) in columns.enumerated() {
                counts[state, default: 0] += Int(answer.integer(row, column + 2))
            }
        }
        return counts.filter { $0.value > 0 }
    }
}
