// SPDX-License-Identifier: Apache-2.0
import Glibc
import MailFormat
import Sender

/// One sending process at the wire: its connection, what it holds, and what it knows of the newsroom.
actor WireWorker {
    private let address: String
    let directory: String
    let retry: RetryPolicy
    var connection: PostgresConnection
    let key: String
    let record: OutboxWorker

    private var holdings = Holdings()
    var stops = Stops()
    /// What this worker noted last for each mailing, and its number.
    private var recipes: [Int64: (id: RecipeID, recipe: CopyRecipe)] = [:]
    /// Acceptances that are committed and still in the journal, and how many.
    private var remembered: [[Settlement]] = []
    private var count = 0
    /// The number of the last row of its stream.
    var seq: Int64 = 0
    /// The number of its last transaction.
    private var ticks: Int64 = 0

    /// How long a worker's lease lasts, milliseconds: longer than the wait for the reply to a dot, so that nobody takes over a
    /// delivery that is being answered.
    private static let lease: Int64 = 15 * 60 * 1000
    /// How long after the newsroom was last heard nothing more is opened, milliseconds.
    static let newsroomSilence: Int64 = 60_000
    /// How soon to look again, in milliseconds, for something of which no time is known.
    private static let poll: Int64 = 1000
    /// How soon to look again, in milliseconds, for something that is held up.
    private static let moment: Int64 = 100
    /// The most acceptances that are kept after they were committed, and the places of a journal that has them.
    private static let mostRemembered = 16_000
    private static let places = 32_768
    /// The most batches that one transaction leases.
    private static let mostBatches = 64

    /// Registers a worker.
    /// - Parameters:
    ///   - address: PostgreSQL's, see `PostgresConnection`.
    ///   - directory: where its journal stands, and those of workers of this machine that are gone.
    ///   - host: what this machine is called.
    init(_ address: String, directory: String, host: String, retry: RetryPolicy) throws {
        self.address = address
        self.directory = directory
        self.retry = retry
        connection = try PostgresConnection(address)
        try WireSchema.require(connection)
        key = String(UInt64.random(in: .min ... .max), radix: 36)
        let path = Self.path(of: key, in: directory)
        guard let lock = FileLock(path: path) else { throw WireFault.cannotLock(path) }
        let journal: AcceptanceJournal
        do { journal = try AcceptanceJournal(lock, places: Self.places) } catch {
            throw WireFault.cannotJournal(error.path, error.code)
        }
        let registered = try connection.run(
            """
            INSERT INTO wire.worker (id, key, host, process, lease_until, seen_at)
            VALUES ($5, $1, $2, $3, wire.now_ms() + $4, wire.now_ms()) RETURNING id
            """, .text(key), .text(host), .integer(Int64(getpid())), .integer(Self.lease),
            .integer(.random(in: 1 << 40..<1 << 52)))
        record = OutboxWorker(id: registered.integer(0, 0), lock: lock, journal: journal)
    }

    nonisolated var journal: AcceptanceJournal { record.journal }

    /// What the names of journals begin with.
    static let journalPrefix = "worker-"

    static func path(of key: String, in directory: String) -> String { "\(directory)/\(journalPrefix)\(key)" }

    // MARK: Transactions

    /// What a transaction begins with.
    struct Sight {
        let now: Int64
        let mailings: [WireMailing]
        let isNewsroomHeard: Bool
        let isDrained: Bool
    }

    /// Begins a transaction: keeps the lease, and reads what the newsroom has said since.
    private func begin() throws -> Sight {
        let answers = try connection.run([
            .init("BEGIN"),
            .init(
                """
                UPDATE wire.worker SET lease_until = wire.now_ms() + $2, seen_at = wire.now_ms(), tick = $3
                WHERE id = $1 AND tick = $3 - 1
                RETURNING wire.now_ms(), wire.now_ms() - (SELECT seen_at FROM wire.newsroom), is_drained
                """, .integer(record.id), .integer(Self.lease), .integer(ticks + 1)),
            WireMailing.all,
            // Read after the mailings, so that of each the stops are known.
            stops.statement,
        ])
        // Nobody knows it any more, or commits of it were lost with a server.
        guard answers[1].count == 1 else { throw PostgresOutbox.Evicted() }
        let mailings = try WireMailing.read(answers[2])
        try stops.take(answers[3], mailings: mailings.lazy.map(\.id))
        return Sight(
            now: answers[1].integer(0, 0), mailings: mailings,
            isNewsroomHeard: answers[1].integer(0, 1) <= Self.newsroomSilence,
            isDrained: answers[1].truth(0, 2))
    }

    func turn(
        _ sight: Sight, holding holdings: Holdings, madeWith recipes: [Int64: RecipeID]
    ) -> WireTurn {
        WireTurn(
            now: sight.now, mailings: sight.mailings, stops: stops, isNewsroomHeard: sight.isNewsroomHeard,
            recipes: recipes, holdings: holdings)
    }

    /// Ends a transaction that failed, and lets go of a connection that is of no more use.
    private func rollBack(after fault: any Error) {
        let isUsable = (fault as? PostgresFault)?.isOfConnection != true
        if !isUsable || (try? connection.run("ROLLBACK")) == nil, let fresh = try? PostgresConnection(address)
        {
            connection = fresh
        }
    }

    /// Carries out one transaction. When its last answer is lost with the connection, another connection tells whether it was
    /// committed.
    func transaction<Value>(_ body: (Sight) throws -> (Value, [PostgresConnection.Statement])) throws
        -> Value
    {
        var isEnding = false
        var value: Value?
        do {
            let sight = try begin()
            let (result, statements) = try body(sight)
            value = result
            isEnding = true
            _ = try connection.run(statements + [.init("COMMIT")])
            ticks += 1
            return result
        } catch {
            let isLost = isEnding && (error as? PostgresFault)?.isOfConnection == true
            rollBack(after: error)
            guard isLost, let value, try isCommitted(ticks + 1) else { throw error }
            ticks += 1
            return value
        }
    }

    private func isCommitted(_ tick: Int64) throws(PostgresFault) -> Bool {
        let answer = try connection.run("SELECT tick FROM wire.worker WHERE id = $1", .integer(record.id))
        return answer.count == 1 && answer.integer(0, 0) >= tick
    }

    // MARK: The port

    func tick(_ orders: OutboxOrders) throws -> OutboxReport {
        do {
            let report = try carryOut(orders)
            record.note(isBehind: false)
            remember(orders.settle)
            if orders.lease > 0, report.leased.isEmpty { try recover() }
            return report
        } catch {
            // What this worker noted is read by its successor, also where others have taken over what it held.
            record.note(isBehind: true)
            throw error
        }
    }

    /// Keeps the latest acceptances in the journal for a while after they were committed: a server that fails may take them along.
    private func remember(_ settlements: [Settlement]) {
        var accepted = settlements
        let others = accepted.partition { if case .accepted = $0.disposition { true } else { false } }
        record.journal.forget(Array(accepted[..<others]))
        accepted.removeFirst(others)
        guard !accepted.isEmpty else { return }
        remembered.append(accepted)
        count += accepted.count
        while count > Self.mostRemembered {
            let oldest = remembered.removeFirst()
            count -= oldest.count
            record.journal.forget(oldest)
        }
    }

    private func carryOut(_ orders: OutboxOrders) throws -> OutboxReport {
        var rows = seq
        let (report, after) = try transaction { sight in
            var turn = turn(sight, holding: holdings, madeWith: recipes.mapValues(\.id))
            var report = OutboxReport()
            report.lost = orders.settle.filter { !turn.settle($0) }.map(\.delivery)
            (report.started, report.withdrawn) = turn.start(orders.start)
            let wanted = sight.isDrained ? 0 : orders.lease
            if wanted > 0 {
                report.leased = try lease(wanted, &turn, sight)
                report.held = try heldProviders(sight.now)
            }
            turn.release()
            for claim in orders.claims.sorted(by: { $0.relay < $1.relay }) {
                report.grants[claim.relay] = try WireRelays(connection: connection, now: sight.now).grant(
                    claim)
            }
            for (mailing, reason) in turn.breaches { report.halted[MailingID(rawValue: mailing)] = reason }
            var statements = turn.statements(for: record.id, by: record.id, seq: &rows)
            if orders.lease > 0, report.leased.isEmpty { statements.append(Self.finish) }
            turn.forget()
            return ((report, turn.holdings), statements)
        }
        holdings = after
        seq = rows
        return report
    }

    private func lease(_ limit: Int, _ turn: inout WireTurn, _ sight: Sight) throws -> [LeasedDelivery] {
        var leased = turn.hand(limit)
        for mailing in sight.mailings where turn.isOpen(mailing.id) {
            var (taken, portion) = (
                0, (limit - leased.count + LentDelivery.mostInABatch - 1) / LentDelivery.mostInABatch
            )
            while leased.count < limit, taken < Self.mostBatches {
                let answer = try connection.run([
                    HeldBatch.lease(
                        portion, of: mailing.id, dueBy: mailing.horizon(at: sight.now), for: record.id)
                ])[0]
                for batch in try HeldBatch.read(answer, of: mailing.id) { turn.add(batch) }
                leased += turn.hand(limit - leased.count)
                taken += answer.count
                if answer.count < portion { break }
                // Batches of what is due again are small.
                portion = min(portion * 2, Self.mostBatches - taken)
            }
        }
        return leased
    }

    private func heldProviders(_ now: Int64) throws(PostgresFault) -> [String: Duration] {
        let answer = try connection.run(
            "SELECT provider, until FROM wire.provider_hold WHERE until > $1", .integer(now))
        var held: [String: Duration] = [:]
        for row in 0..<answer.count {
            held[answer.text(row, 0)] = .milliseconds(answer.integer(row, 1) - now)
        }
        return held
    }

    /// Ends the mailings of which nothing waits and nothing is held.
    private static let finish = PostgresConnection.Statement(
        """
        UPDATE wire.mailing m SET state = \(MailingState.sent.rawValue)
        WHERE state = \(MailingState.sending.rawValue) AND held_until <= wire.now_ms()
            AND NOT EXISTS (SELECT 1 FROM wire.batch b WHERE b.mailing = m.id AND b.due_at IS NOT NULL)
            AND NOT EXISTS (SELECT 1 FROM wire.batch b WHERE b.mailing = m.id AND b.worker IS NOT NULL)
        """)

    func outlook() throws -> OutboxOutlook {
        let answers = try connection.run([
            .init("SELECT wire.now_ms(), wire.now_ms() - (SELECT seen_at FROM wire.newsroom)"),
            WireMailing.all,
            .init(
                """
                SELECT m.id, (SELECT min(due_at) FROM wire.batch b WHERE b.mailing = m.id AND b.due_at IS NOT NULL)
                FROM wire.mailing m WHERE m.state = \(MailingState.sending.rawValue)
                """),
            .init("SELECT EXISTS (SELECT 1 FROM wire.worker WHERE id <> $1)", .integer(record.id)),
        ])
        let now = answers[0].integer(0, 0)
        let isNewsroomHeard = answers[0].integer(0, 1) <= Self.newsroomSilence
        let mailings = Dictionary(
            uniqueKeysWithValues: try WireMailing.read(answers[1]).map { ($0.id, $0) })
        var next: Int64?
        var isHeldUp = false
        for row in 0..<answers[2].count {
            guard let mailing = mailings[answers[2].integer(row, 0)],
                var due = answers[2].optionalInteger(row, 1)
            else { continue }
            if due <= now, mailing.isHeld || !isNewsroomHeard {
                isHeldUp = true
                due = now + Self.moment
            } else if due <= now, due > mailing.horizon(at: now) {
                due = now + Self.poll
            }
            next = min(next ?? due, due)
        }
        return OutboxOutlook(
            untilDue: next.map { .milliseconds(max(0, $0 - now)) }, isHeldUp: isHeldUp,
            isEmpty: answers[2].count == 0 && !answers[3].truth(0, 0))
    }

    func note(_ recipe: CopyRecipe, of mailing: MailingID) throws {
        guard recipes[mailing.rawValue]?.recipe != recipe else { return }
        let answer = try connection.run(
            """
            INSERT INTO wire.recipe (mailing, worker, since, token_key, signing)
            SELECT id, $2, greatest(wire.now_ms(), 1 + coalesce((
                SELECT max(since) FROM wire.recipe WHERE mailing = $1 AND worker = $2), 0)), $3, $4
            FROM wire.mailing WHERE id = $1 RETURNING since
            """, .integer(mailing.rawValue), .integer(record.id), .integer(Int64(recipe.tokenKey)),
            .optional(recipe.signing.map(WireJSON.text)))
        guard answer.count == 1 else { return }
        recipes[mailing.rawValue] = (RecipeID(worker: record.id, number: answer.integer(0, 0)), recipe)
    }

    func message(of mailing: MailingID) throws -> (text: String, recipes: [RecipeID: CopyRecipe])? {
        let answers = try connection.run([
            .init("SELECT message FROM wire.mailing WHERE id = $1", .integer(mailing.rawValue)),
            CopyRecipe.all(of: mailing),
        ])
        guard answers[0].count == 1 else { return nil }
        return (answers[0].text(0, 0), try CopyRecipe.read(answers[1]))
    }

    func halt(_ mailing: MailingID, because reason: String) throws {
        _ = try connection.run([WireTurn.halt(mailing.rawValue, because: reason)])
    }

    func leave() {
        // PostgreSQL is not waited for where it was not there a moment ago. Who still holds something leaves its journal.
        let isForgotten =
            !record.isBehind
            && (try? connection.run(
                """
                DELETE FROM wire.worker w WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM wire.batch b WHERE b.worker = $1)
                """, .integer(record.id)))?.changed == 1
        record.note(isBehind: !isForgotten)
        record.leave()
    }
}
