// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import MailFormat
import Subscribers

/// What a restored database takes from the one it replaces: numbers that were given, and what people wanted
/// to end.
extension NewsroomDatabase {
    /// How much of it there was.
    public struct CarriedOver: Hashable, Sendable {
        /// Subscriptions that people ended since.
        public var unsubscribed = 0
        /// Addresses and domains that are suppressed since.
        public var suppressed = 0
        /// People who were erased since.
        public var erased = 0
        /// Keys of links that are believed no more.
        public var retired = 0
    }

    /// Looks into the database that is to be replaced. Who is not in the copy but unsubscribed since is put
    /// there, so that no file subscribes them again.
    /// - Returns: nil when it cannot be read, or is not of this newsroom.
    func carryOver(from path: String) async -> CarriedOver? {
        do {
            // Opening it shows whatever is wrong with it, and brings its schema up to date.
            try NewsroomDatabase(opening: path, now: now, random: random).close()
            try await writeAlone { try $0.execute(sql: "ATTACH ? AS previous", arguments: [path]) }
            let now = now()
            let carried = try await writeTrustingReferences { db in
                try CarryOver(db: db, now: now).run()
            }
            try await writeAlone { try $0.execute(sql: "DETACH previous") }
            return carried
        } catch {
            return nil
        }
    }
}

extension NewsroomDatabase {
    /// Erases people by the hashes of their addresses.
    func forget(_ hashes: [AddressHash]) async throws {
        let now = now()
        try await writeTrustingReferences { db in
            for hash in hashes {
                let id = try Int64.fetchOne(
                    db, sql: "SELECT id FROM subscriber WHERE address_hash = ?", arguments: [Data(hash.bytes)]
                )
                guard let id else { continue }
                try SubscriberStore.forget(
                    id, suppressing: .erased, because: SubscriberStore.ownWish, now: now, db)
            }
        }
    }
}

/// Works inside one transaction; the other database is attached as `previous`.
private struct CarryOver {
    let db: Database
    let now: Int64

    func run() throws -> NewsroomDatabase.CarriedOver? {
        guard try isOfThisNewsroom() else { return nil }
        var carried = NewsroomDatabase.CarriedOver()
        try takeNumbers()
        carried.retired = try takeKeys()
        carried.suppressed = try takeSuppressions()
        try dropAddressChanges()
        carried.erased = try takeErasures()
        carried.unsubscribed = try takeEnds()
        try Suppressions(db, now: now).refresh("true", [])
        return carried
    }

    private func isOfThisNewsroom() throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT (SELECT key FROM main.newsroom) = (SELECT key FROM previous.newsroom)") ?? false
    }

    private func takeNumbers() throws {
        let last = try Row.fetchOne(
            db,
            sql: """
                SELECT max(coalesce((SELECT max(id) FROM previous.mailing), 0),
                        (SELECT last_mailing FROM previous.newsroom)),
                    coalesce((SELECT seq FROM previous.sqlite_sequence WHERE name = 'subscriber'), 0)
                """)
        if let last { try NumberEpoch.raise(mailing: last[0], reader: last[1], db) }
    }

    /// Takes the keys that were made since as well, because links are signed with them. Returns how many keys are retired.
    private func takeKeys() throws -> Int {
        guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM previous.token_key)") == true else {
            return 0
        }
        try db.execute(
            sql: """
                DELETE FROM main.token_key AS k WHERE NOT EXISTS
                    (SELECT 1 FROM previous.token_key p WHERE p.number = k.number AND p.secret = k.secret)
                """)
        let retired = db.changesCount
        try db.execute(sql: "INSERT OR IGNORE INTO main.token_key SELECT * FROM previous.token_key")
        return retired
    }

    private func takeSuppressions() throws -> Int {
        let erased = SuppressionReason.erased.rawValue
        try db.execute(
            sql: """
                INSERT INTO main.suppression SELECT * FROM previous.suppression WHERE true
                ON CONFLICT DO UPDATE SET reason = excluded.reason, created_at = excluded.created_at
                WHERE reason = ? AND excluded.reason <> reason
                """, arguments: [erased])
        let addresses = db.changesCount
        try db.execute(
            sql: "INSERT OR IGNORE INTO main.suppressed_domain SELECT * FROM previous.suppressed_domain")
        return addresses + db.changesCount
    }

    /// Drops wishes for another address that wait in the copy, and who stands for those addresses: there they may be the readers'
    /// own by now, and what those ended must find them.
    private func dropAddressChanges() throws {
        let standing = try Int64.fetchAll(
            db,
            sql: """
                SELECT subscriber.id FROM main.address_change c JOIN main.subscriber ON subscriber.id = c.new_id
                WHERE \(ConsentLedger.isNobodyYet)
                """)
        for person in standing {
            try SubscriberStore.forget(
                person, suppressing: nil, because: "their wish waited when the copy was made", now: now, db)
        }
        try db.execute(sql: "DELETE FROM main.address_change")
    }

    /// Erases people whose address is suppressed there as erased, and who are not there under it any more.
    private func takeErasures() throws -> Int {
        let people = try Int64.fetchAll(
            db,
            sql: """
                SELECT s.id FROM main.subscriber s JOIN previous.suppression x ON x.address_hash = s.address_hash
                WHERE x.reason = ? AND NOT EXISTS
                    (SELECT 1 FROM previous.subscriber p WHERE p.address_key = s.address_key)
                """, arguments: [SuppressionReason.erased.rawValue])
        for person in people {
            try SubscriberStore.forget(
                person, suppressing: .erased, because: SubscriberStore.ownWish, now: now, db)
        }
        return people.count
    }

    private func takeEnds() throws -> Int {
        let ended = SubscriptionStatus.unsubscribed.rawValue
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT l.id, s.id, s.address, p.changed_at, e.source,
                    coalesce((SELECT id FROM main.subscriber WHERE address_key = s.address_key),
                        (SELECT m.id FROM previous.former_address f JOIN main.subscriber m USING (address_key)
                         WHERE f.subscriber_id = s.id)) AS here
                FROM previous.subscription p JOIN previous.subscriber s ON s.id = p.subscriber_id
                JOIN previous.list o ON o.id = p.list_id JOIN main.list l ON l.name = o.name
                LEFT JOIN previous.consent_event e ON e.id = p.event_id
                WHERE p.status = ?1 AND NOT EXISTS
                    (SELECT 1 FROM main.subscription n WHERE n.list_id = l.id AND n.subscriber_id = here AND n.status = ?1)
                """, arguments: [ended])
        let ledger = ConsentLedger(db, now: now)
        for row in rows {
            let address = EmailAddress(stored: row[2])
            let known = try (row[5] as Int64?) ?? SubscriberStore.subscriberID(address, db)
            let subscriber = try known ?? add(address, number: row[1])
            try ledger.set(
                .unsubscribed, of: subscriber, on: row[0], as: .unsubscribe,
                because: Evidence("database before the restore"),
                noting: [("source", .text(row[4] ?? "")), ("at", .number(Double(row[3] as Int64)))])
        }
        try takeAddressesOfEnded()
        return rows.count
    }

    /// Keeps the addresses that people who left have had, and have there, as theirs: no file brings them back by another one.
    private func takeAddressesOfEnded() throws {
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO main.former_address (address_key, subscriber_id, changed_at)
                SELECT k.address_key, h.here, ?1
                FROM (SELECT s.id, coalesce((SELECT id FROM main.subscriber WHERE address_key = s.address_key),
                        (SELECT m.id FROM previous.former_address f JOIN main.subscriber m USING (address_key)
                         WHERE f.subscriber_id = s.id)) AS here
                      FROM previous.subscriber s
                      WHERE s.id IN (SELECT subscriber_id FROM previous.former_address)
                        AND s.id IN (SELECT subscriber_id FROM previous.subscription WHERE status = ?2)) h
                JOIN (SELECT id, address_key FROM previous.subscriber
                      UNION ALL SELECT subscriber_id, address_key FROM previous.former_address) k ON k.id = h.id
                WHERE h.here IS NOT NULL AND k.address_key NOT IN (SELECT address_key FROM main.subscriber)
                """, arguments: [now, SubscriptionStatus.unsubscribed.rawValue])
    }

    /// A person with nothing but an address and, where it is free, the number they had: their links stay
    /// good.
    private func add(_ address: EmailAddress, number: Int64) throws -> Int64 {
        let id = try ConsentLedger(db, now: now).person(ImportRow(address: address))
        try db.execute(
            sql: "UPDATE OR IGNORE main.subscriber SET id = ? WHERE id = ?", arguments: [number, id])
        return db.changesCount == 1 ? number : id
    }
}
