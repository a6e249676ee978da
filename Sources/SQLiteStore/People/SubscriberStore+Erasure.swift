// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
public import MailFormat
import Sender
public import Subscribers

/// Erasing people.
extension SubscriberStore {
    /// Deletes a person and everything that is held of them; their deliveries become counts. The address's hash stays
    /// suppressed, so that no file brings them back.
    /// - Parameter reason: nil leaves no hash either.
    public func forget(_ subscriber: SubscriberID, suppressing reason: SuppressionReason?) async throws {
        let now = database.now()
        try await database.writeTrustingReferences { db in
            try Self.forget(
                subscriber.rawValue, suppressing: reason, because: Self.ownWish, now: now, db)
        }
    }

    /// Why most people are forgotten.
    static let ownWish = "at their wish"

    /// Forgets a person inside a transaction that does not check references: SQLite would search the whole ledger for rows of
    /// this person, and those have just been deleted by key.
    static func forget(
        _ id: Int64, suppressing reason: SuppressionReason?, because source: String, now: Int64,
        _ db: Database
    ) throws {
        if let reason { try suppressAll(id, because: reason, now: now, db) }
        try db.execute(sql: "DELETE FROM returned WHERE subscriber_id = ?", arguments: [id])
        if reason != nil { try forgetMentions(of: id, db) }
        try count(deliveriesOf: id, db)
        for table in [
            "former_address", "former_value", "section_opt_out", "import_entry", "consent_event",
            "subscription",
        ] {
            try db.execute(sql: "DELETE FROM \(table) WHERE subscriber_id = ?", arguments: [id])
        }
        try db.execute(
            sql: "DELETE FROM address_change WHERE subscriber_id = ?1 OR new_id = ?1", arguments: [id])
        try db.execute(sql: "DELETE FROM subscriber WHERE id = ?", arguments: [id])
        try ConsentLedger(db, now: now).record(.erase, subscriber: nil, source: source)
    }

    /// The hash of every address they have or had.
    private static func suppressAll(
        _ id: Int64, because reason: SuppressionReason, now: Int64, _ db: Database
    ) throws {
        for key in try addressKeys(of: id, db) {
            try Suppressions(db, now: now).add(
                AddressHash(EmailAddress(stored: key)), subscriber: nil, reason: reason.rawValue,
                evidence: Evidence("erasure"))
        }
    }

    /// Deletes what came back that names a person, under an address that they have or had, without being about a copy of theirs; of
    /// what is about somebody else's copy the words.
    private static func forgetMentions(of id: Int64, _ db: Database) throws {
        let keys = try addressKeys(of: id, db).map { Array($0.utf8) }
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, sender || char(10) || subject || char(10) || coalesce(reply, '') || char(10) || coalesce(recipient, ''),
                    content FROM returned
                """)
        var mentions: [Int64] = []
        while let row = try rows.next() {
            let text = Array((row[1] as String).utf8) + ((row[2] as Data?).map(Array.init) ?? [])
            if TraceSearch.mentions(keys, in: text) { mentions.append(row[0]) }
        }
        for mention in mentions {
            try db.execute(
                sql: "DELETE FROM returned WHERE id = ? AND subscriber_id IS NULL", arguments: [mention])
            try db.execute(
                sql: """
                    UPDATE returned SET sender = '', subject = '', reply = NULL, recipient = NULL, content = NULL WHERE id = ?
                    """, arguments: [mention])
        }
    }

    /// The keys of every address that they have or had.
    private static func addressKeys(of id: Int64, _ db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT address_key FROM subscriber WHERE id = ?1
                UNION SELECT address_key FROM former_address WHERE subscriber_id = ?1
                """, arguments: [id])
    }

    /// Turns the person's deliveries into counts: those that wait will not be sent, and those on the wire may have arrived.
    private static func count(deliveriesOf id: Int64, _ db: Database) throws {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT m.id, CASE WHEN d.state IN (\(([.queued, .leased, .deferred] as [DeliveryState]).sql))
                        THEN \(DeliveryState.suppressed.rawValue)
                    WHEN d.state = \(DeliveryState.inFlight.rawValue) THEN \(DeliveryState.uncertain.rawValue)
                    ELSE d.state END, d.id
                FROM mailing m CROSS JOIN delivery d ON d.mailing_id = m.id AND d.subscriber_id = ?
                """, arguments: [id])
        for row in rows {
            // Nothing cascades here: references are not looked at while somebody is forgotten.
            for table in ["attempt", "delivery_event"] {
                try db.execute(sql: "DELETE FROM \(table) WHERE delivery_id = ?", arguments: [row[2]])
            }
            try db.execute(sql: "DELETE FROM delivery WHERE id = ?", arguments: [row[2]])
            try MailingTotals(db).add(1, to: row[1], of: row[0])
        }
    }

    /// How often some addresses stand in files besides the database.
    public func traces(of addresses: [String], in files: [String]) throws -> [(file: String, found: Int)] {
        try TraceSearch(addresses).count(in: files)
    }

    /// Whether anything of a person's addresses is left in the database's files, searched byte by byte in any case of
    /// letters. Leftovers are pieces of pages that SQLite moved long ago; they go when the file is written anew.
    /// - Returns: the files searched and how often an address was found in them.
    public func eraseTraces(of addresses: [String]) async throws -> [(file: String, found: Int)] {
        try await database.checkpoint()
        let search = TraceSearch(addresses)
        if try search.count(in: database).contains(where: { $0.found > 0 }) { try await database.rewrite() }
        // A copy that is being written now cannot be rewritten from here; it is searched, so that its leftovers are reported.
        return try search.count(in: database) + search.count(in: DraftFile.all(besides: database.path))
    }
}
