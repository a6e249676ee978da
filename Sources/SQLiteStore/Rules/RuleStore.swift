// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import MailFormat
public import Sender
import Subscribers

/// The rules of a newsroom and their occurrences.
public struct RuleStore: Sendable {
    let database: NewsroomDatabase

    /// The rules of a database.
    public init(_ database: NewsroomDatabase) { self.database = database }

    /// Keeps a new rule.
    /// - Throws: `StoreError.ruleExists`, `StoreError.noSuchList`, `SegmentFault`.
    public func add(_ rule: Rule.Draft, by author: String) async throws -> RuleID {
        let now = database.now()
        return try await database.write { db in
            let taken = try Bool.fetchOne(
                db,
                sql: "SELECT EXISTS (SELECT 1 FROM rule WHERE name = ? AND removed_at IS NULL)",
                arguments: [rule.name])
            guard taken == false else { throw StoreError.ruleExists(rule.name) }
            if let segment = rule.segment { _ = try SegmentCompiler.people(Segment(segment), db, now: now) }
            try db.execute(
                sql: """
                    INSERT INTO rule (name, schedule, zone, publication, list_id, segment, plan, expires_after, deadline,
                        canary_share, canary_wait, meaning, created_at, author, planned_until)
                    SELECT ?, ?, ?, ?, id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM list WHERE name = ?
                    """,
                arguments: [
                    rule.name, rule.schedule, rule.zone, rule.publication, rule.segment,
                    try StoredJSON.text(rule.plan), rule.terms.lifetime?.milliseconds,
                    rule.terms.deadline?.milliseconds, rule.terms.canary?.share,
                    rule.terms.canary?.wait.milliseconds, try StoredJSON.text(rule.meaning), now, author, now,
                    rule.list,
                ])
            guard db.changesCount == 1 else { throw StoreError.noSuchList(rule.list) }
            return RuleID(rawValue: db.lastInsertedRowID)
        }
    }

    /// The rules that are not removed, by name.
    public func all() async throws -> [Rule] { try await rules("r.removed_at IS NULL ORDER BY r.name", []) }

    /// One rule.
    /// - Throws: `StoreError.noSuchRule`.
    public func rule(named name: String) async throws -> Rule {
        guard let rule = try await rules("r.removed_at IS NULL AND r.name = ?", [name]).first else {
            throw StoreError.noSuchRule(name)
        }
        return rule
    }

    /// One rule, also one that is removed.
    public func rule(_ id: RuleID) async throws -> Rule? { try await rules("r.id = ?", [id.rawValue]).first }

    /// Pauses a rule, or lets it go on.
    /// - Returns: false when it was so already.
    public func setPaused(_ isPaused: Bool, _ id: RuleID) async throws -> Bool {
        let now = isPaused ? database.now() : nil
        return try await database.write { db in
            try db.execute(
                sql:
                    "UPDATE rule SET paused_at = ?1 WHERE id = ?2 AND (paused_at IS NULL) = (?1 IS NOT NULL)",
                arguments: [now, id.rawValue])
            return db.changesCount == 1
        }
    }

    /// Ends a rule: what is not assembled yet never is.
    public func remove(_ id: RuleID) async throws {
        let now = database.now()
        try await database.write { db in
            try db.execute(sql: "UPDATE rule SET removed_at = ? WHERE id = ?", arguments: [now, id.rawValue])
            try db.execute(
                sql:
                    "DELETE FROM occurrence WHERE rule_id = ? AND state = \(OccurrenceState.planned.rawValue)",
                arguments: [id.rawValue])
        }
    }

    private func rules(_ condition: String, _ arguments: StatementArguments) async throws -> [Rule] {
        try await database.read { db in
            try db.rows(
                """
                SELECT r.id, r.name, r.schedule, r.zone, r.publication, l.name, r.segment, r.plan, r.expires_after,
                       r.deadline, r.canary_share, r.canary_wait, r.planned_until, r.paused_at, r.meaning
                FROM rule r JOIN list l ON l.id = r.list_id WHERE \(condition)
                """, arguments
            ).map { row in
                let canary = (row[10] as Double?).map {
                    MailingTerms.Canary(share: $0, wait: .milliseconds(row[11] as Int64))
                }
                let draft = Rule.Draft(
                    name: row[1], schedule: row[2], zone: row[3], publication: row[4], list: row[5],
                    segment: row[6], meaning: try StoredJSON.value(row[14]),
                    plan: try StoredJSON.value(row[7]),
                    terms: MailingTerms(
                        lifetime: (row[8] as Int64?).map { .milliseconds($0) },
                        deadline: (row[9] as Int64?).map { .milliseconds($0) }, canary: canary,
                        guardRails: nil))
                return Rule(id: RuleID(rawValue: row[0]), draft, plannedUntil: row[12], pausedAt: row[13])
            }
        }
    }
}
