// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
public import MailFormat
public import Sender

extension RuleStore {
    /// A time of a schedule: as it says it, and when that is, in milliseconds since 1970.
    public typealias Time = (local: String, at: Int64)

    /// Gives the times of a rule rows. A time that has one, of which nothing but an edition is made yet and which nobody moved, is
    /// put where the zone's clocks show it now; one that the schedule says no more loses it while nothing is made of it. Where readers or
    /// relays say when it begins, that is so until its edition is assembled or it should have begun.
    /// - Parameters:
    ///   - times: all from one instant on to another.
    ///   - said: what the schedule says, also of dates that do not begin between the two; nil for those of `times`.
    ///   - from: the first instant, milliseconds since 1970.
    ///   - until: the last.
    ///   - isWhole: whether everything from the rule's beginning to the last instant has rows now.
    public func plan(
        _ rule: Rule, _ times: [Time], said: Set<String>? = nil, from: Int64, until: Int64, isWhole: Bool
    ) async throws {
        let now = database.now()
        let known = try await occurrences(of: rule.id, from: from, until: until)
        let said = said ?? Set(times.map(\.local))
        let planned = Dictionary(times.map { ($0.local, $0.at) }) { first, _ in first }
        let isSame =
            Set(known.map(\.local)).isSuperset(of: planned.keys)
            && known.filter { Self.follows($0, rule, at: now) }.allSatisfy { one in
                planned[one.local] ?? (one.state == .assembled || said.contains(one.local) ? one.at : nil)
                    == one.at
            }
        guard !isSame || isWhole && until - rule.plannedUntil > Self.worthNoting else { return }
        let plan = rule.draft.plan
        let locals = try StoredJSON.text(said.sorted())
        try await database.write { db in
            for (local, at) in times {
                try db.change(
                    """
                    INSERT INTO occurrence (rule_id, local, at, state, due_at)
                    VALUES (?1, ?2, ?3, \(OccurrenceState.planned.rawValue), ?3 - ?4)
                    ON CONFLICT (rule_id, local) DO UPDATE SET at = excluded.at,
                        due_at = excluded.at - iif(state = \(OccurrenceState.planned.rawValue), ?4, ?5)
                    WHERE \(Self.follows) AND at <> excluded.at
                        AND (?6 OR state = \(OccurrenceState.planned.rawValue) AND at > ?7)
                    """,
                    [
                        rule.id.rawValue, local, at, plan.assembleBefore, plan.lockBefore,
                        rule.draft.meaning == .start, now,
                    ])
            }
            try db.execute(
                sql: """
                    DELETE FROM occurrence WHERE rule_id = ? AND state = \(OccurrenceState.planned.rawValue)
                        AND is_moved = 0 AND at BETWEEN ? AND ? AND local NOT IN (SELECT value FROM json_each(?))
                    """, arguments: [rule.id.rawValue, from, until, locals])
            guard isWhole else { return }
            try db.execute(
                sql: "UPDATE rule SET planned_until = max(planned_until, ?) WHERE id = ?",
                arguments: [until, rule.id.rawValue])
        }
    }

    /// The condition of an occurrence that goes where its schedule says (`RuleOccurrence.followsSchedule`).
    private static let follows =
        "is_moved = 0 AND state IN (\(OccurrenceState.planned.rawValue), \(OccurrenceState.assembled.rawValue))"

    private static func follows(_ one: RuleOccurrence, _ rule: Rule, at now: Int64) -> Bool {
        one.followsSchedule && (rule.draft.meaning == .start || one.state == .planned && one.at > now)
    }

    /// Milliseconds by which a plan may be ahead of what is noted of it, so that not every look at a rule writes.
    private static let worthNoting: Int64 = 86_400_000

    /// Whether a rule's dates are not planned up to an instant, or are moved by its readers or relays.
    public func hasUnsteadyDates(until instant: Int64) async throws -> Bool {
        try await database.read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (
                        SELECT 1 FROM rule WHERE removed_at IS NULL AND (planned_until < ? OR meaning <> ?))
                    """, arguments: [instant, try StoredJSON.text(TimeMeaning.start)]) ?? false
        }
    }

    /// The occurrences of a rule between two instants.
    public func occurrences(of rule: RuleID, from: Int64, until: Int64) async throws -> [RuleOccurrence] {
        try await fetch(
            "o.rule_id = ? AND o.at BETWEEN ? AND ? ORDER BY o.at, o.local", [rule.rawValue, from, until])
    }

    /// One occurrence of a rule, by what the schedule calls it.
    public func occurrence(of rule: RuleID, at local: String) async throws -> RuleOccurrence? {
        try await fetch("o.rule_id = ? AND o.local = ?", [rule.rawValue, local]).first
    }

    /// The occurrences of all rules between two instants.
    public func occurrences(from: Int64, until: Int64) async throws -> [RuleOccurrence] {
        try await fetch("o.at BETWEEN ? AND ? ORDER BY o.at, o.id", [from, until])
    }

    /// The occurrences of all rules between two instants of which something may have to be said: an edition is made and no mailing is
    /// planned, or something went wrong.
    public func unsettled(from: Int64, until: Int64) async throws -> [RuleOccurrence] {
        try await fetch(
            """
            o.at BETWEEN ? AND ? AND (o.state = \(OccurrenceState.assembled.rawValue)
                OR (o.state = \(OccurrenceState.planned.rawValue) AND o.reason IS NOT NULL)) ORDER BY o.at, o.id
            """, [from, until])
    }

    /// Whether a rule has an occurrence between two instants.
    public func hasOccurrence(from: Int64, until: Int64) async throws -> Bool {
        try await database.read { db in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM occurrence WHERE at BETWEEN ? AND ?)",
                arguments: [from, until]) ?? false
        }
    }

    /// Those with which something is to be done by an instant, the most urgent first. Those of a rule that is paused are not before
    /// their time is past.
    public func due(by instant: Int64) async throws -> [RuleOccurrence] {
        try await fetch(
            "o.due_at <= ?1 AND (r.paused_at IS NULL OR o.at <= ?1) ORDER BY o.at, o.id", [instant])
    }

    /// When something is to be done next; nil when nothing is planned.
    public func nextDue() async throws -> Int64? {
        try await database.read { try $0.row(Self.nextDue).flatMap { $0[0] as Int64? } }
    }

    /// The index gives the first that is not of a paused rule; of those that are, all are looked at.
    private static let nextDue = """
        SELECT min(time) FROM (
            SELECT * FROM (
                SELECT o.due_at AS time FROM occurrence o JOIN rule r ON r.id = o.rule_id
                WHERE o.due_at IS NOT NULL AND r.paused_at IS NULL ORDER BY o.due_at LIMIT 1)
            UNION ALL
            SELECT max(o.due_at, o.at) FROM rule r CROSS JOIN occurrence o ON o.rule_id = r.id
            WHERE r.paused_at IS NOT NULL AND o.due_at IS NOT NULL)
        """

    /// Those that wait for a person.
    public func held() async throws -> [RuleOccurrence] {
        try await fetch("o.state = \(OccurrenceState.held.rawValue) ORDER BY o.at, o.id", [])
    }

    /// Those that were found missed since an instant.
    public func missed(since instant: Int64) async throws -> [RuleOccurrence] {
        try await fetch(
            "o.state = \(OccurrenceState.missed.rawValue) AND o.locked_at >= ? ORDER BY o.at, o.id", [instant]
        )
    }

    /// Has an occurrence that is held looked at again.
    public func lookAgain(at edition: EditionID) async throws {
        let now = database.now()
        try await database.write { try Self.lookAgain(at: edition, now, $0) }
    }

    /// The occurrence for which an edition was made; nil when nobody's.
    public func occurrence(of edition: EditionID) async throws -> RuleOccurrence? {
        try await fetch("o.edition_id = ? ORDER BY o.id DESC", [edition.rawValue]).first
    }

    /// The occurrence that a mailing is of.
    public func occurrence(of mailing: MailingID) async throws -> RuleOccurrence? {
        try await fetch("o.mailing_id = ?", [mailing.rawValue]).first
    }

    /// Takes an occurrence for a while, so that of two processes one works on it.
    /// - Returns: false when somebody else has it, or it is not where it was.
    public func claim(_ occurrence: RuleOccurrence, for duration: Duration) async throws -> Bool {
        let now = database.now()
        return try await database.write { db in
            try db.execute(
                sql: "UPDATE occurrence SET due_at = ? WHERE id = ? AND state = ? AND due_at <= ?",
                arguments: [now + duration.milliseconds, occurrence.id, occurrence.state.rawValue, now])
            return db.changesCount == 1
        }
    }

    /// Puts an occurrence where nothing is done with it any more.
    /// - Returns: false when it is not where it was.
    public func settle(
        _ occurrence: RuleOccurrence, as state: OccurrenceState, because reason: String
    ) async throws -> Bool {
        let now = database.now()
        return try await database.write { db in
            try db.execute(
                sql: """
                    UPDATE occurrence SET state = ?, reason = ?, due_at = NULL, locked_at = coalesce(locked_at, ?)
                    WHERE id = ? AND state = ? AND mailing_id IS NULL
                    """,
                arguments: [
                    state.rawValue, reason, now, occurrence.id, occurrence.state.rawValue,
                ])
            return db.changesCount == 1
        }
    }

    /// Puts an occurrence that was skipped before anything was made of it back where it was.
    /// - Returns: false when it is not one.
    public func takeUp(_ occurrence: RuleOccurrence, of rule: Rule) async throws -> Bool {
        let (planned, assembled) = (OccurrenceState.planned.rawValue, OccurrenceState.assembled.rawValue)
        let plan = rule.draft.plan
        return try await database.write { db in
            try db.execute(
                sql: """
                    UPDATE occurrence SET state = iif(edition_id IS NULL, \(planned), \(assembled)), reason = NULL,
                        locked_at = NULL, due_at = at - iif(edition_id IS NULL, ?, ?)
                    WHERE id = ? AND state = \(OccurrenceState.skipped.rawValue) AND mailing_id IS NULL
                    """, arguments: [plan.assembleBefore, plan.lockBefore, occurrence.id])
            return db.changesCount == 1
        }
    }

    /// Notes what went wrong with an occurrence so far.
    public func note(_ reason: String?, of occurrence: RuleOccurrence) async throws {
        try await database.write { db in
            try db.execute(
                sql:
                    "UPDATE occurrence SET reason = ?1 WHERE id = ?2 AND reason IS NOT ?1 AND mailing_id IS NULL",
                arguments: [reason, occurrence.id])
        }
    }

    /// Moves an occurrence of which no mailing is planned yet to another time.
    /// - Parameter at: milliseconds since 1970.
    /// - Returns: false when one is, or it does not go out.
    public func move(_ occurrence: RuleOccurrence, of rule: Rule, to at: Int64) async throws -> Bool {
        let plan = rule.draft.plan
        return try await database.write { db in
            try db.execute(
                sql: """
                    UPDATE occurrence SET at = ?1, is_moved = 1,
                        due_at = ?1 - iif(state = \(OccurrenceState.planned.rawValue), ?2, ?3)
                    WHERE id = ?4 AND state IN (\(OccurrenceState.planned.rawValue), \(OccurrenceState.assembled.rawValue))
                    """, arguments: [at, plan.assembleBefore, plan.lockBefore, occurrence.id])
            return db.changesCount == 1
        }
    }

    private func fetch(_ condition: String, _ arguments: StatementArguments) async throws -> [RuleOccurrence]
    {
        try await database.read { try Self.fetch(condition, arguments, $0) }
    }

    /// The occurrences of a condition.
    static func fetch(
        _ condition: String, _ arguments: StatementArguments, _ db: Database
    ) throws -> [RuleOccurrence] {
        try db.rows(
            """
            SELECT o.id, o.rule_id, r.name, o.local, o.at, o.is_moved, o.state, o.edition_id, o.mailing_id,
                   o.assembled_at, o.locked_at, o.reason
            FROM occurrence o JOIN rule r ON r.id = o.rule_id WHERE \(condition)
            """, arguments
        ).map { row in
            RuleOccurrence(
                id: row[0], rule: RuleID(rawValue: row[1]), ruleName: row[2], local: row[3], at: row[4],
                isMoved: row[5], state: OccurrenceState(rawValue: row[6]) ?? .held,
                edition: (row[7] as Int64?).map(EditionID.init),
                mailing: (row[8] as Int64?).map(MailingID.init), assembledAt: row[9], lockedAt: row[10],
                reason: row[11])
        }
    }
}
