import Foundation
import GRDB
public import MailFormat
public import Sender
public import Subscribers

/// Mailings and their deliveries, for the newsroom.
public struct MailingStore: Sendable {
    let database: NewsroomDatabase

    /// The mailings of a database.
    public init(_ database: NewsroomDatabase) { self.database = database }

    /// Plans a mailing.
    /// - Parameters:
    ///   - publishAt: milliseconds since 1970; nil for now.
    ///   - segment: who of the list gets it.
    ///   - terms: how long it is of use, when it should be done, whom it goes to first, and what stops it.
    ///   - override: why it may go out against the proof, or once more.
    /// - Throws: `StoreError.alreadyMailed` when the edition goes to the list already and nothing overrides it.
    public func schedule(
        edition: EditionID, list: String, publishAt: Int64?, zone: String, segment: Segment? = nil,
        terms: MailingTerms = MailingTerms(), override: String? = nil
    ) async throws -> MailingID {
        let now = database.now()
        return try await database.write { db in
            if override == nil, let earlier = try Self.earlier(edition, list, db) {
                throw StoreError.alreadyMailed(list: list, mailing: earlier)
            }
            if let segment { _ = try SegmentCompiler.people(segment, db, now: now) }
            try db.execute(
                sql: """
                    INSERT INTO mailing (id, edition_id, list_id, state, publish_at, zone, segment, override_reason,
                        expires_after, deadline, canary_share, canary_wait, guard)
                    SELECT \(NumberEpoch.nextMailing), ?, id, 0, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM list WHERE name = ?
                    """,
                arguments: [
                    edition.rawValue, publishAt ?? now, zone, segment?.text, override,
                    terms.lifetime?.milliseconds, terms.deadline?.milliseconds, terms.canary?.share,
                    terms.canary?.wait.milliseconds, try terms.guardRails.map { try StoredJSON.text($0) },
                    list,
                ])
            guard db.changesCount == 1 else { throw StoreError.noSuchList(list) }
            return MailingID(rawValue: db.lastInsertedRowID)
        }
    }

    /// A mailing of the edition to the list that was not cancelled.
    private static func earlier(_ edition: EditionID, _ list: String, _ db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT m.id FROM mailing m JOIN list l ON l.id = m.list_id
                WHERE m.edition_id = ? AND l.name = ? AND m.state != ? LIMIT 1
                """, arguments: [edition.rawValue, list, MailingState.cancelled.rawValue])
    }

    /// Publishes a scheduled mailing in one transaction: the message is frozen and everyone on the list who
    /// may be mailed gets a row, with the version that leaves out what they do without. Who would be left with no
    /// story gets none. The commit is the instant of publication.
    /// - Parameters:
    ///   - sections: those of the edition that readers can do without.
    ///   - silent: choices among them that leave no story.
    ///   - overridden: findings of the proof it is published against, as JSON.
    /// - Returns: the audience, or nil when it was published or cancelled meanwhile.
    /// - Throws: `StoreError.nobody` when there is none: what is sent to nobody would keep the edition from being sent.
    public func publish(
        _ mailing: MailingID, _ message: FrozenMessage, optional sections: [String] = [],
        silent: [Set<String>] = [], overridden: String? = nil
    ) async throws -> Int? {
        let now = database.now()
        return try await database.writeTrustingReferences { db in
            try db.execute(
                sql: """
                    UPDATE mailing SET state = 1, published_at = ?, overridden = ?, reason = NULL, held_at = NULL
                    WHERE id = ? AND state = 0
                    """,
                arguments: [now, overridden, mailing.rawValue])
            guard db.changesCount == 1 else { return nil }
            try Self.freeze(message, with: mailing, db)
            let segment = try Self.segment(of: mailing, db)
            let people = try segment.map { try SegmentCompiler.people($0, db, now: now) }
            let only = people.map { "AND p.subscriber_id IN (\($0.sql))" } ?? ""
            var arguments = StatementArguments(["mailing": mailing.rawValue, "now": now])
            if let people { arguments += StatementArguments(people.arguments) }
            if sections.isEmpty {
                try db.execute(sql: "\(Self.addressAudience) \(only) \(Self.inOrder)", arguments: arguments)
            } else {
                let versions = Dictionary(
                    uniqueKeysWithValues: message.versions.enumerated().map { ($1.key, $0 + 1) }
                        + silent.map { (SectionSet.key($0), 0) })
                arguments += [
                    "sections": try StoredJSON.text(sections), "versions": try StoredJSON.text(versions),
                ]
                try db.execute(sql: "\(Self.addressVersions) \(only) \(Self.inOrder)", arguments: arguments)
            }
            let audience = db.changesCount
            guard audience > 0 else { throw StoreError.nobody(list: try Self.list(of: mailing, db)) }
            try db.execute(
                sql: "UPDATE mailing SET audience = ? WHERE id = ?", arguments: [audience, mailing.rawValue])
            try Self.chooseCanary(of: mailing, among: audience, at: now, by: database.random, db)
            return audience
        }
    }

    /// Makes as many readers due at once as the canary has, whom chance chooses: its share of the audience, rounded up.
    private static func chooseCanary(
        of mailing: MailingID, among audience: Int, at now: Int64, by random: RandomBits, _ db: Database
    ) throws {
        let share = try Double.fetchOne(
            db, sql: "SELECT canary_share FROM mailing WHERE id = ? AND canary_share IS NOT NULL",
            arguments: [mailing.rawValue])
        guard let share else { return }
        // A share like 0.29 of 100 is 28.999… or 29.000…1 as it comes.
        let count = Int((share * Double(audience) - 1e-9).rounded(.up))
        let all = try Int64.fetchAll(
            db, sql: "SELECT id FROM delivery WHERE mailing_id = ? ORDER BY subscriber_id",
            arguments: [mailing.rawValue])
        let update = try HotStatement(db, "UPDATE delivery SET due_at = ? WHERE id = ?")
        for place in random.sample(count, below: all.count).sorted() {
            try update.run(.integer(now), .integer(all[place]))
        }
        try db.execute(
            sql: "UPDATE mailing SET canary = ? WHERE id = ?", arguments: [count, mailing.rawValue])
    }

    private static func list(of mailing: MailingID, _ db: Database) throws -> String {
        try String.fetchOne(
            db, sql: "SELECT l.name FROM mailing m JOIN list l ON l.id = m.list_id WHERE m.id = ?",
            arguments: [mailing.rawValue]) ?? ""
    }

    private static func segment(of mailing: MailingID, _ db: Database) throws -> Segment? {
        try String.fetchOne(
            db, sql: "SELECT segment FROM mailing WHERE id = ? AND segment IS NOT NULL",
            arguments: [mailing.rawValue]
        ).map { try Segment($0) }
    }

    static func freeze(_ message: FrozenMessage, with mailing: MailingID, _ db: Database) throws {
        try noteFields(of: message.versions, db)
        for (index, version) in message.versions.enumerated() {
            if index == 0 {
                try db.execute(
                    sql: """
                        INSERT INTO mailing_message (mailing_id, message_key, content, layout, edition)
                        VALUES (?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        mailing.rawValue, message.key, Data(version.template.content),
                        try StoredJSON.text(MessageLayout(version.template)), version.edition,
                    ])
            } else {
                try insert(version, as: index + 1, text: 1, of: mailing, db)
            }
        }
    }

    /// From now on it is kept what these fields of readers were before they change.
    static func noteFields(of versions: [FrozenVersion], _ db: Database) throws {
        for field in Set(versions.flatMap(\.template.fields)) where field.isOfReader {
            try db.execute(
                sql: "INSERT OR IGNORE INTO merged_field VALUES (?)", arguments: [field.rawValue])
        }
    }

    static func insert(
        _ version: FrozenVersion, as number: Int, text: Int, of mailing: MailingID, _ db: Database
    ) throws {
        try db.execute(
            sql: """
                INSERT INTO mailing_version (mailing_id, version, text_number, without, content, layout, edition)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                mailing.rawValue, number, text, try StoredJSON.text(version.without.sorted()),
                Data(version.template.content), try StoredJSON.text(MessageLayout(version.template)),
                version.edition,
            ])
    }

    /// One row for each active subscription whose address is not suppressed.
    private static let addressAudience = """
        INSERT INTO delivery (mailing_id, subscriber_id, due_at)
        SELECT m.id, p.subscriber_id, \(dueAt)
        FROM mailing m JOIN subscription p ON p.list_id = m.list_id AND p.status = 1
        WHERE m.id = :mailing AND p.subscriber_id NOT IN (SELECT id FROM subscriber WHERE suppressed = 1)
        """

    /// The same with each reader's version. A choice made since the versions were composed gets the whole edition.
    private static let addressVersions = """
        INSERT INTO delivery (mailing_id, subscriber_id, due_at, version)
        SELECT m.id, p.subscriber_id, \(dueAt), coalesce(v.value, 1)
        FROM mailing m JOIN subscription p ON p.list_id = m.list_id AND p.status = 1
        LEFT JOIN json_each(:versions) v ON v.key = coalesce(\(SectionSet.keyOfSubscriber), '')
        WHERE m.id = :mailing AND p.subscriber_id NOT IN (SELECT id FROM subscriber WHERE suppressed = 1)
          AND coalesce(v.value, 1) > 0
        """

    /// At once, or after the canary, which is chosen when all are there.
    private static let dueAt = ":now + iif(m.canary_share IS NULL, 0, m.canary_wait)"

    /// In the order of the list, which is the order of the ledger's key.
    private static let inOrder = "ORDER BY p.subscriber_id"

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

    /// How many deliveries of a mailing are in each state, those of erased people and pruned ledgers
    /// included. Walks a mailing that goes on; one that is over is walked once.
    public func counts(of mailing: MailingID) async throws -> [DeliveryState: Int] {
        let (counts, isNew) = try await database.read { db in
            let kept = KeptCounts(of: mailing.rawValue, db)
            if let counts = try kept.read() { return (counts, false) }
            return (try Self.walk(mailing, db), try kept.canBeKept())
        }
        // Whoever only looks need not be able to write, and does not wait for who writes.
        if isNew {
            try? await database.writeIfFree { try KeptCounts(of: mailing.rawValue, $0).keep(counts) }
        }
        return counts
    }

    private static func walk(_ mailing: MailingID, _ db: Database) throws -> [DeliveryState: Int] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT state, sum(n) FROM (
                    SELECT state, count(*) AS n FROM delivery WHERE mailing_id = ?1 GROUP BY state
                    UNION ALL SELECT state, count FROM mailing_total WHERE mailing_id = ?1)
                GROUP BY state
                """, arguments: [mailing.rawValue])
        return Dictionary(
            uniqueKeysWithValues: rows.compactMap { row in
                DeliveryState(rawValue: row[0]).map { ($0, row[1]) }
            })
    }

    /// What a mailing has come to; what went wrong counts since it was last resumed after a halt.
    public func results(of mailing: MailingID) async throws -> MailingResults {
        try await database.read { try MailingGuard.results(of: mailing.rawValue, $0) ?? MailingResults() }
    }

    /// When the last of a mailing's waiting deliveries is due, milliseconds since 1970; nil when none waits.
    public func lastDue(in mailing: MailingID) async throws -> Int64? {
        try await database.read { db in
            try Int64.fetchOne(
                db, sql: "SELECT max(due_at) FROM delivery WHERE mailing_id = ? AND due_at IS NOT NULL",
                arguments: [mailing.rawValue])
        }
    }

    /// How many deliveries of a mailing are due, wait for their time or are held by a worker.
    public func remaining(in mailing: MailingID) async throws -> Int {
        try await database.read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT (SELECT count(*) FROM delivery WHERE mailing_id = ?1 AND due_at IS NOT NULL)
                        + (SELECT count(*) FROM delivery WHERE mailing_id = ?1 AND worker_id IS NOT NULL)
                    """, arguments: [mailing.rawValue]) ?? 0
        }
    }

    /// The processes that hold deliveries of a mailing, and how many each.
    public func holders(of mailing: MailingID) async throws -> [(process: Int, deliveries: Int)] {
        try await database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT coalesce(w.process, 0), count(*)
                    FROM delivery d JOIN worker w ON w.id = d.worker_id
                    WHERE d.mailing_id = ? AND d.worker_id IS NOT NULL GROUP BY w.id
                    """, arguments: [mailing.rawValue]
            ).map { (process: $0[0], deliveries: $0[1]) }
        }
    }

    /// Calls `body` with each delivery of a mailing, without holding them in memory, nor a view of the
    /// database: whoever reads slowly, as a pager does, must not keep the log from being written into the
    /// database.
    public func deliveries(
        of mailing: MailingID, _ body: (DeliveryRecord) throws -> Void
    ) async throws {
        try await database.readInPortions(from: Int64.min, by: \.subscriber.rawValue) { db, last, count in
            try Row.fetchAll(
                db,
                sql: "\(Self.records) AND d.subscriber_id > ? ORDER BY d.subscriber_id LIMIT ?",
                arguments: [mailing.rawValue, last, count]
            ).map(DeliveryRecord.init)
        } _: {
            try body($0)
        }
    }

    /// One row of a mailing's ledger; nil when the subscriber is none of its audience.
    public func delivery(of mailing: MailingID, for subscriber: SubscriberID) async throws -> DeliveryRecord?
    {
        try await database.read { db in
            try Row.fetchOne(
                db, sql: "\(Self.records) AND d.subscriber_id = ?",
                arguments: [mailing.rawValue, subscriber.rawValue]
            ).map(DeliveryRecord.init)
        }
    }

    private static let records = """
        SELECT d.subscriber_id, s.address, d.state, d.attempts, d.due_at, d.class, d.code, d.status, d.reply,
            d.version, d.settled_at, r.name
        FROM delivery d JOIN subscriber s ON s.id = d.subscriber_id LEFT JOIN relay r ON r.id = d.relay_id
        WHERE d.mailing_id = ?
        """

    /// What was frozen when a mailing was published.
    public func message(of mailing: MailingID) async throws -> FrozenMessage? {
        try await database.read { db in
            let whole = try Row.fetchOne(
                db,
                sql: "SELECT message_key, content, layout, edition FROM mailing_message WHERE mailing_id = ?",
                arguments: [mailing.rawValue])
            guard let whole else { return nil }
            let others = try Row.fetchAll(
                db,
                sql: """
                    SELECT without, content, layout, edition FROM mailing_version WHERE mailing_id = ?
                    ORDER BY version
                    """, arguments: [mailing.rawValue])
            let first = try Self.version(whole, without: [])
            let rest = try others.map { try Self.version($0, without: try StoredJSON.value($0[0])) }
            return FrozenMessage(key: whole[0], versions: [first] + rest)
        }
    }

    private static func version(_ row: Row, without: Set<String>) throws -> FrozenVersion {
        let layout = try StoredJSON.value(row[2]) as MessageLayout
        let template = try layout.template(content: [UInt8](row[1] as Data))
        return FrozenVersion(without: without, template: template, edition: row[3])
    }

    /// The version of a mailing that somebody got; nil when they got none.
    public func version(of mailing: MailingID, for subscriber: SubscriberID) async throws -> Int? {
        try await database.read { db in
            try Int.fetchOne(
                db, sql: "SELECT version FROM delivery WHERE mailing_id = ? AND subscriber_id = ?",
                arguments: [mailing.rawValue, subscriber.rawValue])
        }
    }

    /// The findings a mailing was published against, as JSON; nil when there were none.
    public func overridden(in mailing: MailingID) async throws -> String? {
        try await database.read { db in
            try String.fetchOne(
                db, sql: "SELECT overridden FROM mailing WHERE id = ? AND overridden IS NOT NULL",
                arguments: [mailing.rawValue])
        }
    }
}

extension DeliveryRecord {
    fileprivate init(_ row: Row) {
        self.init(
            subscriber: SubscriberID(rawValue: row[0]), address: row[1],
            state: DeliveryState(rawValue: row[2]) ?? .uncertain, attempts: row[3], nextAttempt: row[4],
            cause: row[5], code: row[6], status: row[7], reply: row[8], version: row[9], settledAt: row[10],
            relay: row[11])
    }
}
