// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat
public import Sender

/// Mailings and their deliveries in SQLite: all ports of the ledger but `Outbox`, one a file.
public struct MailingStore: Sendable {
    let database: NewsroomDatabase

    /// The mailings of a database.
    public init(_ database: NewsroomDatabase) { self.database = database }
}

extension MailingStore: MailingCatalog {
    /// See `MailingCatalog`.
    public func mailing(_ id: MailingID) async throws -> Mailing? {
        try await fetch("m.id = ?", [id.rawValue]).first
    }

    /// See `MailingCatalog`.
    public func all() async throws -> [Mailing] { try await fetch("true ORDER BY m.id DESC", []) }

    /// See `MailingCatalog`.
    public func open() async throws -> [Mailing] {
        try await fetch("m.state IN (\(Self.unfinished.sql)) ORDER BY m.id", [])
    }

    /// See `MailingCatalog`.
    public func planned() async throws -> [Mailing] {
        try await fetch("\(Self.isPlanned) ORDER BY m.publish_at, m.id", [])
    }

    /// See `MailingCatalog`.
    public func due() async throws -> [Mailing] {
        try await fetch(
            "\(Self.isPlanned) AND m.held_at IS NULL AND m.publish_at <= ? ORDER BY m.publish_at, m.id",
            [database.now()])
    }

    /// See `MailingCatalog`.
    public func withDeadline() async throws -> [Mailing] {
        let waiting: [MailingState] = [.scheduled, .sending]
        return try await fetch(
            """
            m.state IN (\(waiting.sql)) AND (m.deadline IS NOT NULL OR m.deliver_by IS NOT NULL) AND m.publish_at <= ?
            ORDER BY m.id
            """,
            [database.now()])
    }

    /// The mailings that were published since an instant.
    /// - Parameter time: milliseconds since 1970.
    public func published(since time: Int64) async throws -> [Mailing] {
        // Most are over, and the index by state finds those by when they were to be published.
        try await fetch(
            "m.state IN (\(MailingState.allCases.sql)) AND m.publish_at >= ?1 AND m.published_at >= ?1 ORDER BY m.id",
            [time])
    }

    /// Where a mailing stands that is not over.
    static let unfinished: [MailingState] = [.scheduled, .sending, .paused, .halted]

    private static let isPlanned = "m.state = \(MailingState.scheduled.rawValue)"

    private func fetch(_ condition: String, _ arguments: StatementArguments) async throws -> [Mailing] {
        try await database.read { try Self.fetch(condition, arguments, $0) }
    }

    /// The mailings of a condition.
    static func fetch(
        _ condition: String, _ arguments: StatementArguments, _ db: Database
    ) throws -> [Mailing] {
        try db.rows(
            """
            SELECT m.id, m.edition_id, l.name, m.state, m.publish_at, m.zone, m.published_at,
                   m.finished_at, m.audience, m.reason, m.override_reason, m.segment,
                   m.expires_after, m.deadline, m.canary_share, m.canary_wait, m.canary, m.held_at,
                   m.readers_time, m.past_zones, m.deliver_by,
                   (SELECT max(w.due_at) FROM mailing_wave w WHERE w.mailing_id = m.id)
            FROM mailing m JOIN list l ON l.id = m.list_id WHERE \(condition)
            """, arguments
        ).map { row in
            Mailing(
                id: MailingID(rawValue: row[0]), edition: (row[1] as Int64?).map(EditionID.init),
                list: row[2],
                state: MailingState(rawValue: row[3]) ?? .halted, publishAt: row[4], zone: row[5],
                publishedAt: row[6], finishedAt: row[7], audience: row[8], reason: row[9],
                heldAt: row[17],
                override: row[10], segment: row[11],
                lifetime: (row[12] as Int64?).map { .milliseconds($0) },
                deadline: (row[13] as Int64?).map { .milliseconds($0) },
                canary: (row[14] as Double?).map {
                    MailingTerms.Canary(share: $0, wait: .milliseconds(row[15] as Int64))
                }, canarySize: row[16], timing: timing(row[18], row[19], row[20]), lastWaveAt: row[21])
        }
    }

    private static func timing(_ readersTime: String?, _ past: String?, _ deliverBy: Int64?) -> MailingTiming
    {
        if let readersTime {
            return .readersClocks(local: readersTime, past: past.flatMap(PastZones.init) ?? .now)
        }
        return deliverBy.map { .deliveredBy($0) } ?? .start
    }
}

extension MailingTiming {
    /// The values of the columns `readers_time`, `past_zones` and `deliver_by`.
    var columns: StatementArguments { [readersTime, meaning.past?.rawValue, deliverBy] }
}
