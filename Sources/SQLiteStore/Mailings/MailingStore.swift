import GRDB
public import MailFormat
public import Sender

/// Mailings and their deliveries, for the newsroom.
public struct MailingStore: Sendable {
    let database: NewsroomDatabase

    /// The mailings of a database.
    public init(_ database: NewsroomDatabase) { self.database = database }

    /// Mailings whose time has come, earliest first; without those that wait for an operator.
    public func due() async throws -> [Mailing] {
        try await fetch(
            "m.state = 0 AND m.held_at IS NULL AND m.publish_at <= ? ORDER BY m.publish_at, m.id",
            [database.now()])
    }

    /// Mailings that are not published yet, earliest first.
    public func planned() async throws -> [Mailing] {
        try await fetch("m.state = 0 ORDER BY m.publish_at, m.id", [])
    }

    /// Mailings that are not over.
    public func open() async throws -> [Mailing] {
        try await fetch("m.state IN (0, 1, 2, 3) ORDER BY m.id", [])
    }

    /// One mailing.
    public func mailing(_ id: MailingID) async throws -> Mailing? {
        try await fetch("m.id = ?", [id.rawValue]).first
    }

    /// Mailings that should be done at some time, and are being sent or should have been published.
    public func withDeadline() async throws -> [Mailing] {
        try await fetch(
            "m.state IN (0, 1) AND m.deadline IS NOT NULL AND m.publish_at <= ? ORDER BY m.id",
            [database.now()])
    }

    /// All mailings, latest first.
    public func all() async throws -> [Mailing] { try await fetch("true ORDER BY m.id DESC", []) }

    private func fetch(_ condition: String, _ arguments: StatementArguments) async throws -> [Mailing] {
        try await database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT m.id, m.edition_id, l.name, m.state, m.publish_at, m.zone, m.published_at,
                           m.finished_at, m.audience, m.reason, m.override_reason, m.segment,
                           m.expires_after, m.deadline, m.canary_share, m.canary_wait, m.canary, m.held_at
                    FROM mailing m JOIN list l ON l.id = m.list_id WHERE \(condition)
                    """, arguments: arguments
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
                    }, canarySize: row[16])
            }
        }
    }
}
