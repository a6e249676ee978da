// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat
import Sender
import Subscribers

/// What the ledger says of itself to who watches it.
///
/// | reading | what it costs |
/// | --- | --- |
/// | `figures` | rows by key or by a small index, however many readers and deliveries there are |
/// | `waiting`, `members` | a walk over what waits, or over all subscriptions: for now and then |
public struct MetricStore: Sendable {
    private let database: NewsroomDatabase

    /// The figures of a database.
    public init(_ database: NewsroomDatabase) { self.database = database }

    /// Reads what is known without counting rows of readers or deliveries.
    public func figures() async throws -> LedgerFigures {
        let now = database.now()
        return try await database.read { db in
            var figures = LedgerFigures()
            figures.attempts = try Self.attempts(db)
            for row in try Row.fetchAll(db, sql: MetricStatements.events) {
                figures.events[row[0], default: [:]][row[1]] = row[2]
            }
            figures.mailings = try Self.mailings(now, db)
            figures.alarms = try Self.table(MetricStatements.alarms, [], db)
            figures.nextOccurrences = try Self.table(MetricStatements.nextOccurrences, [now], db)
            figures.nextMailing = try Int64.fetchOne(db, sql: MetricStatements.nextMailing)
            figures.senders = try Int.fetchOne(db, sql: MetricStatements.senders, arguments: [now]) ?? 0
            if let row = try db.row(MetricStatements.lending) {
                (figures.lent, figures.lastRound) = (row[0], row[1])
            }
            let pages = try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            figures.bytes = pages * (try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
            return figures
        }
    }

    /// How many deliveries wait in each mailing that is not over, and how many somebody holds.
    public func waiting() async throws -> [MailingID: LedgerFigures.Waiting] {
        try await database.read { db in
            let open = try Int64.fetchAll(db, sql: MetricStatements.open)
            return try Dictionary(
                uniqueKeysWithValues: open.map { id in
                    let row = try Row.fetchOne(db, sql: MetricStatements.waiting, arguments: [id])
                    return (
                        MailingID(rawValue: id),
                        LedgerFigures.Waiting(due: row?[0] ?? 0, held: row?[1] ?? 0)
                    )
                })
        }
    }

    /// The number of the latest act on anybody's consent: as long as it is the same, so are `members`.
    public func lastAct() async throws -> Int64 {
        try await database.read { try Int64.fetchOne($0, sql: MetricStatements.lastAct) ?? 0 }
    }

    /// How many people stand where with each list.
    public func members() async throws -> [LedgerFigures.Members] {
        try await database.read { db in
            try Row.fetchAll(db, sql: MetricStatements.members).compactMap { row in
                SubscriptionStatus(rawValue: row[1]).map {
                    LedgerFigures.Members(list: row[0], status: $0.name, people: row[2])
                }
            }
        }
    }

    private static func attempts(_ db: Database) throws -> [LedgerFigures.Attempts] {
        var attempts: [LedgerFigures.Attempts] = []
        try HotStatement(db, MetricStatements.attempts).each {
            attempts.append(
                LedgerFigures.Attempts(
                    relay: $0.text(0), provider: $0.text(1), outcome: $0.text(2), cause: $0.text(3),
                    count: $0.integer(4), busy: $0.integer(5)))
        }
        return attempts
    }

    /// Milliseconds for which a mailing that is over is told of.
    private static let memory: Int64 = 3 * 86_400_000

    private static func mailings(_ now: Int64, _ db: Database) throws -> [LedgerFigures.MailingFigures] {
        try Row.fetchAll(db, sql: MetricStatements.mailings, arguments: [now - memory]).map { row in
            var results = MailingResults()
            (results.tried, results.settled) = (row[6] ?? 0, row[7] ?? 0)
            (results.bounced, results.blocked, results.complained) = (row[8] ?? 0, row[9] ?? 0, row[10] ?? 0)
            return LedgerFigures.MailingFigures(
                mailing: MailingID(rawValue: row[0]), list: row[1],
                state: MailingState(rawValue: row[2]) ?? .halted, audience: row[3], publishAt: row[4],
                publishedAt: row[5], results: results, oldestDue: row[11])
        }
    }

    /// The rows of a statement of two columns, of which the first is the key.
    private static func table<Value: DatabaseValueConvertible>(
        _ sql: String, _ arguments: StatementArguments, _ db: Database
    ) throws -> [String: Value] {
        Dictionary(
            uniqueKeysWithValues: try Row.fetchAll(db, sql: sql, arguments: arguments).map { ($0[0], $0[1]) })
    }
}
