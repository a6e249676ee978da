// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
public import MailFormat
public import Sender

/// What came back, and what became of it.
public struct ReturnStore: Sendable {
    private let database: NewsroomDatabase

    /// The returns of a database.
    public init(_ database: NewsroomDatabase) { self.database = database }

    /// What came of a batch.
    public struct Settled: Sendable {
        /// What became of each.
        public let outcomes: [ReturnOutcome]
        /// The mailings that are halted because of it, with reasons.
        public let halted: [MailingID: String]
    }

    /// Settles what came back, in one transaction: the deliveries, the readers' consent, the mailings' guard rails.
    public func settle(_ notices: [ReturnNotice]) async throws -> Settled {
        guard !notices.isEmpty else { return Settled(outcomes: [], halted: [:]) }
        let now = database.now()
        return try await database.writePatiently { db in
            var ledger = ReturnLedger(db: db, now: now)
            let outcomes = try notices.map { try ledger.take($0) }
            return Settled(outcomes: outcomes, halted: ledger.halted)
        }
    }

    /// The copy that a provider speaks of, which is known for who it is: the one of a Message-ID, if it went to that address, else
    /// the last that was accepted for the address before; nil where there is none.
    /// - Parameter time: when it happened, milliseconds since 1970; nil for now.
    public func copy(
        messageID: String?, to address: EmailAddress?, before time: Int64?
    ) async throws -> ReturnNotice.Copy? {
        guard let address else { return nil }
        let local = messageID?.split(separator: "@").first?.split(separator: ".") ?? []
        return try await database.read { db in
            var row: Row?
            if local.count == 2, let subscriber = Int64(local[1]) {
                row = try Row.fetchOne(
                    db,
                    sql: """
                        SELECT d.mailing_id, d.subscriber_id FROM mailing_message m
                        JOIN delivery d ON d.mailing_id = m.mailing_id AND d.subscriber_id = ?
                        JOIN subscriber s ON s.id = d.subscriber_id
                        LEFT JOIN former_value f ON f.subscriber_id = s.id AND f.generation = d.generation
                        WHERE m.message_key = ? AND lower(coalesce(f.address, s.address)) = ?
                        """, arguments: [subscriber, String(local[0]), address.key])
            }
            row =
                try row
                ?? Row.fetchOne(
                    db,
                    sql: """
                        SELECT d.mailing_id, d.subscriber_id FROM subscriber s
                        CROSS JOIN mailing m CROSS JOIN delivery d ON d.mailing_id = m.id AND d.subscriber_id = s.id
                        LEFT JOIN former_value f ON f.subscriber_id = s.id AND f.generation = d.generation
                        WHERE s.address_key = ?1 AND lower(coalesce(f.address, s.address)) = ?1
                            AND d.state IN (\(([.accepted, .bounced] as [DeliveryState]).sql))
                            AND d.settled_at <= coalesce(?2, d.settled_at)
                        ORDER BY d.settled_at DESC LIMIT 1
                        """, arguments: [address.key, time])
            return row.map {
                ReturnNotice.Copy(
                    mailing: MailingID(rawValue: $0[0]), subscriber: SubscriberID(rawValue: $0[1]))
            }
        }
    }

    /// What came back, the latest first, or the oldest first of what is kept.
    /// - Parameters:
    ///   - outcomes: what became of it; empty for whatever did.
    ///   - mailing: whose copies it is about; nil for any.
    ///   - isKept: whether the message has to be kept, and not sent on.
    ///   - most: how many at the most.
    public func records(
        _ outcomes: Set<ReturnOutcome> = [], of mailing: MailingID? = nil, isKept: Bool = false, most: Int
    ) async throws -> [ReturnRecord] {
        try await database.read { db in
            try db.rows(
                """
                \(Self.columns)
                WHERE \(outcomes.isEmpty ? "?1 = '[]'" : "r.outcome IN (SELECT value FROM json_each(?1))")
                    AND (?2 IS NULL OR r.mailing_id = ?2)
                    \(isKept ? "AND r.content IS NOT NULL AND r.sent_on_at IS NULL" : "")
                ORDER BY \(isKept ? "r.at, r.id" : "r.at DESC, r.id DESC") LIMIT ?3
                """, [try StoredJSON.text(outcomes.map(\.rawValue)), mailing?.rawValue, most]
            ).map(ReturnRecord.init)
        }
    }

    /// One of those that came back; nil when there is none of that number.
    public func record(_ id: Int64) async throws -> ReturnRecord? {
        try await database.read { db in
            try Row.fetchOne(db, sql: "\(Self.columns) WHERE r.id = ?", arguments: [id]).map(
                ReturnRecord.init)
        }
    }

    private static let columns = """
        SELECT r.id, r.at, r.source, r.matter, r.outcome, r.times, r.mailing_id, s.address, r.provider, r.class,
            r.persistence, r.code, r.status, r.reply, r.sender, r.subject, r.content IS NOT NULL, r.digest,
            r.recipient
        FROM returned r LEFT JOIN subscriber s ON s.id = r.subscriber_id
        """

    /// How much came back, the most first. Copies to try are left out.
    public func totals(
        by key: ReturnTotal.Key, _ outcomes: Set<ReturnOutcome> = [], of mailing: MailingID? = nil
    ) async throws -> [ReturnTotal] {
        let column =
            switch key {
            case .outcome: "outcome"
            case .class: "class"
            case .provider: "provider"
            case .mailing: "mailing_id"
            }
        return try await database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT CAST(coalesce(\(column), '') AS TEXT), count(*) FROM returned
                    WHERE (?1 = '[]' OR outcome IN (SELECT value FROM json_each(?1)))
                        AND (?2 IS NULL OR mailing_id = ?2) AND outcome <> '\(ReturnOutcome.test.rawValue)'
                    GROUP BY 1 ORDER BY 2 DESC, 1
                    """, arguments: [try StoredJSON.text(outcomes.map(\.rawValue)), mailing?.rawValue]
            ).map { ReturnTotal($0[0], $0[1]) }
        }
    }

    /// The message of one that is kept; nil when it is not.
    public func message(_ id: Int64) async throws -> [UInt8]? {
        try await database.read { db in
            try Data.fetchOne(db, sql: "SELECT content FROM returned WHERE id = ?", arguments: [id])
                .map { [UInt8]($0) }
        }
    }

    /// How long it is believed who runs the mailboxes of a domain: milliseconds.
    private static let lifeOfProviders: Int64 = 30 * 86_400_000

    /// Who runs the mailboxes of domains, as far as it was found of late.
    public func providers() async throws -> [String: String] {
        let limit = database.now() - Self.lifeOfProviders
        return try await database.read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT domain, name FROM provider WHERE found_at > ?",
                arguments: [limit])
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    /// Keeps who runs the mailboxes of some domains.
    public func note(providers: [(domain: String, provider: String)]) async throws {
        let now = database.now()
        try await database.writePatiently { db in
            for (domain, name) in providers {
                try db.execute(
                    sql: """
                        INSERT INTO provider (domain, name, found_at) VALUES (?, ?, ?)
                        ON CONFLICT DO UPDATE SET name = excluded.name, found_at = excluded.found_at
                        """, arguments: [domain, name, now])
            }
        }
    }

    /// Providers to which nothing goes because of a report, and what it quotes.
    public func heldProviders() async throws -> [String: String] {
        let now = database.now()
        return try await database.read { db in
            let rows = try db.rows("SELECT provider, reply FROM provider_hold WHERE until > ?", [now])
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    /// What operators said that texts mean.
    public func phrases() async throws -> [TaughtPhrase] {
        try await database.read { db in
            try Row.fetchAll(db, sql: "SELECT phrase, class, persistence FROM taught_phrase ORDER BY phrase")
                .compactMap { row in
                    guard let cause = Failure.Cause(rawValue: row[1]),
                        let persistence = Failure.Persistence(rawValue: row[2])
                    else { return nil }
                    return TaughtPhrase(row[0] as String, cause, persistence)
                }
        }
    }

    /// Keeps what a text means.
    public func teach(_ phrase: TaughtPhrase) async throws {
        let now = database.now()
        try await database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO taught_phrase (phrase, class, persistence, at) VALUES (?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET class = excluded.class, persistence = excluded.persistence, at = excluded.at
                    """,
                arguments: [phrase.phrase, phrase.cause.rawValue, phrase.persistence.rawValue, now])
        }
    }

    /// Forgets what a text means; false when nobody said it.
    public func unteach(_ phrase: String) async throws -> Bool {
        try await database.write { db in
            try db.execute(sql: "DELETE FROM taught_phrase WHERE phrase = ?", arguments: [phrase])
            return db.changesCount == 1
        }
    }

    /// Does to a reader what was held until a person said so; false when nothing of that number is held.
    public func approve(_ id: Int64) async throws -> Bool {
        let now = database.now()
        return try await database.write { try ReturnLedger(db: $0, now: now).approve(id) }
    }

    /// Ends the look at something that changed nobody, and forgets its message; false when nothing of that number waits for one.
    public func dismiss(_ id: Int64) async throws -> Bool {
        try await database.write { db in
            try db.execute(
                sql: """
                    UPDATE returned SET outcome = ?, content = NULL, suppresses = 0
                    WHERE id = ? AND outcome IN (SELECT value FROM json_each(?))
                    """,
                arguments: [
                    ReturnOutcome.dismissed.rawValue, id,
                    try StoredJSON.text(
                        [ReturnOutcome.held, .letter, .unattributed, .unknown].map(\.rawValue)),
                ])
            return db.changesCount == 1
        }
    }

    /// Forgets messages that were kept for longer than anybody looks, and what came back that long ago.
    /// - Parameter time: how long what became of them is kept; nil for ever.
    public func prune(olderThan time: Duration?) async throws {
        let now = database.now()
        try await database.write { db in
            try db.execute(
                sql: "UPDATE returned SET content = NULL WHERE content IS NOT NULL AND at < ?",
                arguments: [now - Self.lifeOfMessages])
            try db.execute(
                sql: """
                    UPDATE returned SET content = NULL WHERE id IN (
                        SELECT id FROM (
                            SELECT id, sum(length(content)) OVER (ORDER BY id DESC) AS size FROM returned
                            WHERE content IS NOT NULL)
                        WHERE size > ?)
                    """, arguments: [Self.roomForMessages])
            guard let time else { return }
            try db.execute(
                sql: "DELETE FROM returned WHERE at < ?", arguments: [now - time.milliseconds])
        }
    }

    /// Bytes of messages that are kept: strangers can write any number, and the oldest give way.
    private static let roomForMessages = 500_000_000
    /// How long messages are kept for somebody to look at them: milliseconds.
    private static let lifeOfMessages: Int64 = 90 * 86_400_000

    /// Keeps that the desk has a letter.
    public func noteSentOn(_ id: Int64) async throws {
        let now = database.now()
        try await database.write {
            try $0.execute(sql: "UPDATE returned SET sent_on_at = ? WHERE id = ?", arguments: [now, id])
        }
    }
}

extension ReturnRecord {
    fileprivate init(_ row: Row) {
        self.init(
            id: row[0], at: row[1], source: row[2], matter: row[3],
            outcome: ReturnOutcome(rawValue: row[4]) ?? .unknown, times: row[5],
            mailing: (row[6] as Int64?).map(MailingID.init(rawValue:)), address: row[7], provider: row[8],
            cause: row[9], persistence: row[10], code: row[11], status: row[12], reply: row[13],
            sender: row[14], subject: row[15], isKept: row[16], digest: [UInt8](row[17] as Data),
            recipient: row[18])
    }
}
