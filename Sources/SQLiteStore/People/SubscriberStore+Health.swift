// SPDX-License-Identifier: Apache-2.0
import GRDB
import Sender
public import Subscribers

/// How lists are doing.
extension SubscriberStore {
    /// Reads a list once from end to end: seconds for a million people.
    /// - Parameters:
    ///   - months: how many, this one included.
    ///   - domains: how many of the largest.
    public func health(of list: String, months: Int, domains: Int) async throws -> ListHealth {
        let summary = try await summary(of: list)
        let now = database.now()
        return try await database.read { db in
            let id = try Self.require(list, db)
            let suppressed = try Int.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM subscription p WHERE p.list_id = ? AND p.status = \(SubscriptionStatus.active.rawValue)
                      AND p.subscriber_id IN (SELECT id FROM subscriber WHERE suppressed = 1)
                    """, arguments: [id])
            return ListHealth(
                list: list, counts: summary.counts, suppressed: suppressed ?? 0,
                months: try Self.months(id, months, now: now, db), domains: try Self.domains(id, domains, db))
        }
    }

    private static func months(
        _ list: ListID, _ count: Int, now: Int64, _ db: Database
    ) throws -> [ListHealth.Month] {
        let names = try String.fetchAll(
            db,
            sql: """
                WITH RECURSIVE back (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM back WHERE n + 1 < ?2)
                SELECT strftime('%Y-%m', ?1 / 1000, 'unixepoch', 'start of month', '-' || n || ' months')
                FROM back ORDER BY 1
                """, arguments: [now, count])
        var months = names.map(ListHealth.Month.init)
        let joined = try perMonth(
            db, "joined_at",
            "FROM subscription WHERE list_id = ? AND status IN (\(([.active, .unsubscribed] as [SubscriptionStatus]).sql))",
            [list])
        let left = try perMonth(
            db, "changed_at",
            "FROM subscription WHERE list_id = ? AND status = \(SubscriptionStatus.unsubscribed.rawValue)",
            [list])
        let members =
            "FROM consent_event e JOIN subscription p ON p.list_id = ? AND p.subscriber_id = e.subscriber_id"
        let bounced = try perMonth(db, "at", "\(members) WHERE e.kind = 'bounce'", [list])
        let complained = try perMonth(db, "at", "\(members) WHERE e.kind = 'complaint'", [list])
        let first = names.first ?? ""
        var present =
            joined.filter { $0.key < first }.values.reduce(0, +)
            - left.filter { $0.key < first }.values.reduce(0, +)
        for index in months.indices {
            let name = months[index].month
            months[index].joined = joined[name] ?? 0
            months[index].left = left[name] ?? 0
            months[index].bounced = bounced[name] ?? 0
            months[index].complained = complained[name] ?? 0
            present += months[index].joined - months[index].left
            months[index].members = present
        }
        return months
    }

    private static func perMonth(
        _ db: Database, _ column: String, _ source: String, _ arguments: StatementArguments
    ) throws -> [String: Int] {
        // Rows are counted by day first, in whole numbers, because naming a month costs more than counting a row.
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT strftime('%Y-%m', day * 86400, 'unixepoch') AS month, sum(n)
                FROM (SELECT \(column) / 86400000 AS day, count(*) AS n \(source) GROUP BY 1) GROUP BY 1
                """, arguments: arguments)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }

    /// How many of the latest mailings count for a domain's results.
    private static let mailings = 5

    private static func domains(_ list: ListID, _ count: Int, _ db: Database) throws -> [ListHealth.Domain] {
        try Row.fetchAll(
            db,
            sql: """
                WITH largest AS (
                    SELECT s.domain AS domain, count(*) AS active, sum(s.suppressed) AS suppressed
                    FROM subscription p JOIN subscriber s ON s.id = p.subscriber_id
                    WHERE p.list_id = :list AND p.status = \(SubscriptionStatus.active.rawValue)
                    GROUP BY s.domain ORDER BY 2 DESC, 1 LIMIT :count),
                results AS (
                    SELECT s.domain AS domain, sum(d.state = \(DeliveryState.accepted.rawValue)) AS accepted,
                        sum(d.state IN (\(([.failed, .bounced] as [DeliveryState]).sql))) AS failed,
                        sum(d.state IN (\(([.queued, .leased, .inFlight, .deferred, .uncertain] as [DeliveryState]).sql))) AS waiting
                    FROM (SELECT id FROM mailing
                        WHERE list_id = :list AND purpose = \(MailingPurpose.edition.rawValue)
                          AND published_at IS NOT NULL ORDER BY id DESC LIMIT :mailings) m
                    JOIN delivery d ON d.mailing_id = m.id JOIN subscriber s ON s.id = d.subscriber_id
                    WHERE s.domain IN (SELECT domain FROM largest) GROUP BY s.domain)
                SELECT l.domain, l.active, l.suppressed, coalesce(r.accepted, 0), coalesce(r.failed, 0),
                    coalesce(r.waiting, 0)
                FROM largest l LEFT JOIN results r ON r.domain = l.domain ORDER BY l.active DESC, l.domain
                """, arguments: ["list": list, "count": count, "mailings": mailings]
        ).map {
            ListHealth.Domain(
                domain: $0[0], active: $0[1], suppressed: $0[2], accepted: $0[3], failed: $0[4],
                waiting: $0[5])
        }
    }
}
