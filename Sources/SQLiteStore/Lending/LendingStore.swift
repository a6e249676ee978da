// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
public import MailFormat
public import Sender
import Subscribers

/// The ledger's side of lending mailings to many sending machines: what is lent, what they have to be told, and what they came to.
public struct LendingStore: Sendable {
    /// A mailing that is lent, or about to be.
    public struct Loan: Hashable, Sendable {
        /// Which.
        public let mailing: MailingID
        /// Whether PostgreSQL has all of it.
        public let isLent: Bool
        /// Whether all of it is home.
        public let isHome: Bool
        /// The state that PostgreSQL was told last; nil when it has to be told anew, with its text.
        public let told: MailingState?
        /// The state that it has here.
        public let state: MailingState
    }

    let database: NewsroomDatabase

    /// A store over a newsroom's database.
    public init(_ database: NewsroomDatabase) { self.database = database }

    /// What this newsroom's database and its copies have in common.
    public func newsroomKey() async throws -> [UInt8] {
        try await database.read { db in
            [UInt8](try Data.fetchOne(db, sql: "SELECT key FROM newsroom") ?? Data())
        }
    }

    /// The mailings that are lent or about to be, oldest first.
    public func loans() async throws -> [Loan] {
        try await database.read { db in
            try db.rows(
                """
                SELECT l.mailing_id, l.is_lent, l.is_home, l.told, m.state
                FROM lent_mailing l JOIN mailing m ON m.id = l.mailing_id ORDER BY l.mailing_id
                """
            ).map {
                Loan(
                    mailing: MailingID(rawValue: $0[0]), isLent: $0[1], isHome: $0[2],
                    told: MailingState(rawValue: $0[3]),
                    state: MailingState(rawValue: $0[4]) ?? .halted)
            }
        }
    }

    // MARK: Lending

    /// Takes the mailings that are being sent, carry an edition and are held by no sender of this machine out of the hands of its
    /// senders. From then on it is noted which readers change.
    public func begin() async throws {
        let now = database.now()
        let isAnyFree = try await database.read { db in try !Self.free(db, at: now).isEmpty }
        guard isAnyFree else { return }
        try await database.writePatiently { db in
            for mailing in try Self.free(db, at: now) {
                try db.change(
                    "INSERT INTO lent_mailing (mailing_id, told) VALUES (?, \(MailingState.sending.rawValue))",
                    [mailing])
            }
            for (name, event, reader) in Self.triggers {
                try db.execute(
                    sql: """
                        CREATE TRIGGER IF NOT EXISTS \(name) \(event)
                        BEGIN INSERT INTO reader_change (subscriber_id) VALUES (\(reader)); END
                        """)
            }
        }
    }

    private static func free(_ db: Database, at now: Int64) throws -> [Int64] {
        try Int64.fetchAll(
            db,
            sql: """
                SELECT id FROM mailing m WHERE state = \(MailingState.sending.rawValue) AND edition_id IS NOT NULL
                    AND NOT EXISTS (SELECT 1 FROM lent_mailing l WHERE l.mailing_id = m.id)
                    AND NOT EXISTS (SELECT 1 FROM mailing_hold h WHERE h.mailing_id = m.id AND h.until > ?)
                    AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.mailing_id = m.id AND d.worker_id IS NOT NULL)
                """, arguments: [now])
    }

    /// What notes readers whose consent, address or fields change: a trigger's name, when it fires, and whom it notes.
    private static let triggers = [
        ("lent_reader_changed", "AFTER UPDATE ON subscriber", "new.id"),
        ("lent_subscription_begun", "AFTER INSERT ON subscription", "new.subscriber_id"),
        ("lent_subscription_changed", "AFTER UPDATE OF status ON subscription", "new.subscriber_id"),
        ("lent_subscription_ended", "AFTER DELETE ON subscription", "old.subscriber_id"),
    ]

    /// A mailing as it is lent, but for its message, and where its time stands; nil when it was never published.
    public func terms(of mailing: MailingID) async throws -> (
        published: Int64, lifetime: Duration?, canary: (end: Int64, size: Int)?, guardRails: GuardRails?
    )? {
        try await database.read { db in
            try db.row(
                """
                SELECT published_at, expires_after, iif(canary_share IS NULL, NULL, published_at + canary_wait), canary, guard
                FROM mailing WHERE id = ? AND published_at IS NOT NULL
                """, [mailing.rawValue]
            ).map { row in
                let end = row[2] as Int64?
                return (
                    row[0], (row[1] as Int64?).map { .milliseconds($0) }, end.map { ($0, row[3] ?? 0) },
                    try (row[4] as String?).map { try StoredJSON.value($0) }
                )
            }
        }
    }

    /// Reads the deliveries of a mailing that wait, in the order in which they are due. Those whose readers may not be mailed
    /// any more are left out, and returned.
    /// - Parameter body: is called once, with what gives the next delivery.
    public func waiting<Value: Sendable>(
        of mailing: MailingID,
        _ body:
            @Sendable (_ next: () throws -> (delivery: LentDelivery, state: DeliveryState, due: Int64)?)
            throws ->
            Value
    ) async throws -> (Value, unmailable: [DeliveryID]) {
        let now = database.now()
        return try await database.read { db in
            let reading = try LentRows(of: mailing, at: now, db)
            var unmailable: [DeliveryID] = []
            let value = try body {
                while let row = try reading.next() {
                    if row.isMailable { return (row.delivery, row.state, row.due) }
                    unmailable.append(DeliveryID(rawValue: row.delivery.id))
                }
                return nil
            }
            return (value, unmailable)
        }
    }

    /// Notes that PostgreSQL has all of a mailing but the deliveries of readers who may not be mailed any more.
    public func lent(_ mailing: MailingID, but unmailable: [DeliveryID]) async throws {
        let now = database.now()
        try await database.writePatiently { db in
            for delivery in unmailable {
                try HotStatement(db, OutboxStatements.suppress).run(
                    .integer(now), .integer(delivery.rawValue))
            }
            try OutboxLedger(db: db, worker: 0, now: now).noteUntried(unmailable.count, of: mailing.rawValue)
            try db.change("UPDATE lent_mailing SET is_lent = 1 WHERE mailing_id = ?", [mailing.rawValue])
        }
    }

    // MARK: Telling

    /// What PostgreSQL has not been told of readers, up to a number that `told` takes.
    public func changes(limit: Int = 2_000) async throws -> (stops: [ReaderStop], upTo: Int64) {
        let now = database.now()
        return try await database.read { db in
            let rows = try db.rows(
                """
                SELECT id, subscriber_id FROM reader_change WHERE id > (SELECT told FROM lending) ORDER BY id LIMIT ?
                """, [limit])
            guard let last = rows.last else { return ([], 0) }
            var stops: [ReaderStop] = []
            let mailings = try Int64.fetchAll(
                db, sql: "SELECT mailing_id FROM lent_mailing WHERE is_lent = 1")
            for subscriber in Set(rows.map { $0[1] as Int64 }).sorted() {
                for mailing in mailings {
                    let id = MailingID(rawValue: mailing)
                    // Who waits for nothing has their copy, or will not get one.
                    let row = try LentRows(of: id, to: subscriber, at: now, db).next()
                    stops.append(
                        ReaderStop(
                            mailing: id, subscriber: SubscriberID(rawValue: subscriber),
                            delivery: row.flatMap { $0.isMailable ? $0.delivery : nil }))
                }
            }
            return (stops, last[0])
        }
    }

    /// Notes what PostgreSQL was told of readers.
    public func told(upTo change: Int64) async throws {
        try await database.writePatiently { db in try db.change("UPDATE lending SET told = ?", [change]) }
    }

    /// Compares the last round that PostgreSQL knows with the last that it was told of. When it is an earlier one, commits were lost
    /// with a server that failed, and PostgreSQL is told anew of every reader who has changed, and of every one who has their
    /// copy or will not get one.
    /// - Returns: whether commits were lost.
    public func compare(round known: Int64) async throws -> Bool {
        let last = try await database.read { try Int64.fetchOne($0, sql: "SELECT round FROM lending") ?? 0 }
        guard known < last else { return false }
        try await database.writePatiently { db in
            try db.execute(
                sql: """
                    INSERT INTO reader_change (subscriber_id)
                    SELECT d.subscriber_id FROM lent_mailing l JOIN delivery d ON d.mailing_id = l.mailing_id
                    WHERE l.is_lent = 1 AND d.due_at IS NULL
                    """)
            try db.change("UPDATE lending SET told = 0, round = ?", [known])
            try db.change("UPDATE lent_mailing SET told = ?", [Self.untold])
        }
        return true
    }

    /// Stands for the state of a mailing that PostgreSQL has to be told of anew, with its text.
    static let untold: Int64 = -1

    /// Notes a round that PostgreSQL was told of.
    /// - Parameter workers: how many it has heard of lately.
    public func told(round: Int64, workers: Int) async throws {
        let now = database.now()
        try await database.writePatiently { db in
            try db.change("UPDATE lending SET round = ?, round_at = ?, workers = ?", [round, now, workers])
        }
    }

    /// Providers of mailboxes that are to be left alone, and for how long yet.
    public func providerHolds() async throws -> [String: Duration] {
        let now = database.now()
        return try await database.read { db in
            try OutboxLedger(db: db, worker: 0, now: now).heldProviders()
        }
    }

    /// Notes which state PostgreSQL was told of a mailing, or has told.
    public func told(_ state: MailingState, of mailing: MailingID) async throws {
        try await database.writePatiently { db in
            try db.change(
                "UPDATE lent_mailing SET told = ? WHERE mailing_id = ?", [state.rawValue, mailing.rawValue])
        }
    }

    /// Halts a mailing that sending machines have halted.
    public func halt(_ mailing: MailingID, because reason: String) async throws {
        let now = database.now()
        try await database.writePatiently { db in
            _ = try MailingGuard(db: db, now: now).halt(mailing.rawValue, because: reason)
            try db.change(
                "UPDATE lent_mailing SET told = \(MailingState.halted.rawValue) WHERE mailing_id = ?",
                [mailing.rawValue])
        }
    }

    // MARK: Ending

    /// Takes back a mailing of which nothing more will be said: what still waits of it ends if it was cancelled, and else is
    /// sent as anything that waits.
    public func end(_ mailing: MailingID) async throws {
        let now = database.now()
        try await database.writePatiently { db in
            try db.change("UPDATE lent_mailing SET is_home = 1 WHERE mailing_id = ?", [mailing.rawValue])
            try db.execute(sql: MailingStore.endWaitingOfCancelled, arguments: [mailing.rawValue])
            try HotStatement(db, OutboxStatements.finish).run(.integer(now), .integer(mailing.rawValue))
        }
    }

    /// Forgets a loan that PostgreSQL has forgotten.
    public func forget(_ mailing: MailingID) async throws {
        try await database.writePatiently { db in
            try db.change("DELETE FROM lent_mailing WHERE mailing_id = ?", [mailing.rawValue])
            guard try Int.fetchOne(db, sql: "SELECT count(*) FROM lent_mailing") == 0 else { return }
            for (name, _, _) in Self.triggers { try db.execute(sql: "DROP TRIGGER IF EXISTS \(name)") }
            try db.execute(sql: "DELETE FROM reader_change")
            // Numbers of changes go on where they were.
            try db.execute(
                sql: """
                    UPDATE lending SET workers = 0,
                        told = coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'reader_change'), 0)
                    """)
        }
    }
}
