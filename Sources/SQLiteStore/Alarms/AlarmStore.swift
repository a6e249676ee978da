// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
public import Sender

/// Alarms and the notices of them.
public struct AlarmStore: Sendable {
    private let database: NewsroomDatabase

    /// The alarms of a database.
    public init(_ database: NewsroomDatabase) { self.database = database }

    /// The alarms that somebody was told of and that are not over, the oldest first.
    public func raised() async throws -> [KnownAlarm] {
        try await database.read {
            try Self.alarms("cleared_at IS NULL AND raised_at IS NOT NULL ORDER BY id", [], $0)
        }
    }

    /// Those that are over, the latest first.
    public func past(most: Int) async throws -> [KnownAlarm] {
        try await database.read {
            try Self.alarms(
                "cleared_at IS NOT NULL AND raised_at IS NOT NULL ORDER BY cleared_at DESC LIMIT ?", [most],
                $0)
        }
    }

    /// Notes what is so now, and whom to tell what changed by it.
    /// - Parameters:
    ///   - channels: all ways to tell somebody.
    ///   - pause: after how long an alarm that lasts is told of again.
    /// - Returns: what changed.
    public func look(
        _ current: [Alarm], telling channels: [String], again pause: Duration
    ) async throws -> [AlarmChange] {
        let now = database.now()
        let known = try await database.read { try Self.alarms("cleared_at IS NULL", [], $0) }
        let isQuiet = known.isEmpty && current.isEmpty
        guard !isQuiet else { return [] }
        return try await database.write { db in
            let known = try Self.alarms("cleared_at IS NULL", [], db)
            let changes = AlarmChange.between(known, and: current, at: now)
            for change in changes { try Self.apply(change, at: now, channels, again: pause, db) }
            return changes
        }
    }

    private static func apply(
        _ change: AlarmChange, at now: Int64, _ channels: [String], again pause: Duration, _ db: Database
    ) throws {
        switch change {
        case .begins(let alarm, let isRaised):
            try db.execute(
                sql: """
                    INSERT INTO alarm (kind, subject, message, since, last_seen, raised_at) VALUES (?1, ?2, ?3, ?4, ?4, ?5)
                    """,
                arguments: [alarm.kind.rawValue, alarm.subject, alarm.message, now, isRaised ? now : nil])
            if isRaised { try tell(.raised, db.lastInsertedRowID, channels, at: now, db) }
        case .goesOn(let before, let alarm):
            try note(alarm, as: before.id, at: now, db)
            guard before.raisedAt != nil, try isReminderDue(of: before.id, at: now, pause, db) else { return }
            try tell(.reminder, before.id, channels, at: now, db)
        case .rises(let before, let alarm):
            try note(alarm, as: before.id, at: now, db)
            try db.execute(sql: "UPDATE alarm SET raised_at = ? WHERE id = ?", arguments: [now, before.id])
            try tell(.raised, before.id, channels, at: now, db)
        case .clears(let before):
            try db.execute(sql: "UPDATE alarm SET cleared_at = ? WHERE id = ?", arguments: [now, before.id])
            // Who was not told of it yet is not told that it is over.
            let untold = try String.fetchAll(
                db, sql: "SELECT channel FROM alarm_notice WHERE alarm_id = ? AND event = 'raised'",
                arguments: [before.id])
            try db.execute(sql: "DELETE FROM alarm_notice WHERE alarm_id = ?", arguments: [before.id])
            try tell(.cleared, before.id, channels.filter { !untold.contains($0) }, at: now, db)
        case .passes(let before):
            try db.execute(sql: "DELETE FROM alarm WHERE id = ?", arguments: [before.id])
        }
    }

    private static func note(_ alarm: Alarm, as id: Int64, at now: Int64, _ db: Database) throws {
        try db.change("UPDATE alarm SET last_seen = ?, message = ? WHERE id = ?", [now, alarm.message, id])
    }

    /// Whether it was last told of so long ago that it should be again.
    private static func isReminderDue(
        of id: Int64, at now: Int64, _ pause: Duration, _ db: Database
    ) throws -> Bool {
        let last = try db.row(
            "SELECT max(raised_at, coalesce(reminded_at, 0)) FROM alarm WHERE id = ?", [id]
        ).flatMap { $0[0] as Int64? }
        return last.map { now - $0 >= pause.milliseconds } ?? false
    }

    private static func tell(
        _ event: AlarmNotice.Event, _ alarm: Int64, _ channels: [String], at now: Int64, _ db: Database
    ) throws {
        if event == .reminder {
            try db.change("UPDATE alarm SET reminded_at = ? WHERE id = ?", [now, alarm])
        }
        for channel in channels {
            try db.execute(
                sql:
                    "INSERT INTO alarm_notice (alarm_id, event, channel, at, due_at) VALUES (?, ?, ?, ?4, ?4)",
                arguments: [alarm, event.rawValue, channel, now])
        }
    }

    /// Whether no alarm lasts, not even one of which nobody was told yet, and there is no notice.
    public func isQuiet() async throws -> Bool {
        try await database.read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT NOT EXISTS (SELECT 1 FROM alarm WHERE cleared_at IS NULL)
                        AND NOT EXISTS (SELECT 1 FROM alarm_notice)
                    """) ?? false
        }
    }

    /// The notices whose time has come, in order.
    public func due() async throws -> [AlarmNotice] {
        let now = database.now()
        return try await database.read { db in
            try db.rows(
                """
                SELECT n.id, n.event, n.channel, n.at, n.attempts, \(Self.columns)
                FROM alarm_notice n JOIN alarm a ON a.id = n.alarm_id WHERE n.due_at <= ? ORDER BY n.id
                """, [now]
            ).map { row in
                AlarmNotice(
                    id: row[0], Self.alarm(row, from: 5), AlarmNotice.Event(rawValue: row[1]) ?? .raised,
                    by: row[2], at: row[3], attempts: row[4])
            }
        }
    }

    /// Ends notices that were told.
    public func told(_ notices: [AlarmNotice]) async throws {
        try await database.write { db in
            for notice in notices {
                try db.execute(sql: "DELETE FROM alarm_notice WHERE id = ?", arguments: [notice.id])
            }
        }
    }

    /// Puts off notices that could not be told, for longer each time; after a day they are given up.
    public func failed(_ notices: [AlarmNotice], because fault: String) async throws {
        let now = database.now()
        try await database.write { db in
            for notice in notices {
                guard now - notice.at < Self.patience else {
                    try db.execute(sql: "DELETE FROM alarm_notice WHERE id = ?", arguments: [notice.id])
                    continue
                }
                let pause = Self.firstPause << Int64(min(notice.attempts, 5))
                try db.execute(
                    sql:
                        "UPDATE alarm_notice SET due_at = ?, attempts = attempts + 1, fault = ? WHERE id = ?",
                    arguments: [now + pause, fault, notice.id])
            }
        }
    }

    /// Milliseconds after which a notice is given up.
    private static let patience: Int64 = 86_400_000
    /// Milliseconds between the first two tries; it doubles up to 32 times that.
    private static let firstPause: Int64 = 30_000

    /// Forgets alarms that are long over.
    public func prune() async throws {
        let limit = database.now() - Self.memory
        try await database.write { db in
            try db.execute(sql: "DELETE FROM alarm WHERE cleared_at < ?", arguments: [limit])
        }
    }

    /// Milliseconds for which an alarm that is over is remembered: a year.
    private static let memory: Int64 = 365 * 86_400_000

    private static func alarms(
        _ condition: String, _ arguments: StatementArguments, _ db: Database
    ) throws -> [KnownAlarm] {
        try db.rows("SELECT \(columns) FROM alarm a WHERE \(condition)", arguments).map { alarm($0, from: 0) }
    }

    private static let columns =
        "a.id, a.kind, a.subject, a.message, a.since, a.last_seen, a.raised_at, a.cleared_at"

    private static func alarm(_ row: Row, from place: Int) -> KnownAlarm {
        KnownAlarm(
            id: row[place],
            Alarm(Alarm.Kind(rawValue: row[place + 1]) ?? .service, row[place + 2], row[place + 3]),
            since: row[place + 4], lastSeen: row[place + 5], raisedAt: row[place + 6],
            clearedAt: row[place + 7])
    }
}
