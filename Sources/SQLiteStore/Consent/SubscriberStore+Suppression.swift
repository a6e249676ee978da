// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
public import MailFormat
public import Subscribers

/// Who must not be mailed, on any list.
extension SubscriberStore {
    /// Never mails an address again, also when the person is forgotten; false when that was so already.
    public func suppress(_ address: EmailAddress, because reason: String, evidence: Evidence) async throws
        -> Bool
    {
        let now = database.now()
        return try await database.write { db in
            let subscriber = try Self.subscriberID(address, db)
            if reason == SuppressionReason.complaint.rawValue, let subscriber {
                try ConsentLedger(db, now: now).record(
                    .complaint, subscriber: subscriber, source: evidence.source, evidence: evidence.json)
                try MailingGuard(db: db, now: now).noteComplaint(by: subscriber)
            }
            return try Suppressions(db, now: now).add(
                AddressHash(address), subscriber: subscriber, reason: reason, evidence: evidence)
        }
    }

    /// Lets an address be mailed again; false when it was not suppressed.
    public func release(_ address: EmailAddress, evidence: Evidence) async throws -> Bool {
        let now = database.now()
        return try await database.write { db in
            try Suppressions(db, now: now).release(
                AddressHash(address), subscriber: try Self.subscriberID(address, db), evidence: evidence)
        }
    }

    /// Never mails a domain's addresses again; false when that was so already.
    public func suppress(domain: String, because reason: String) async throws -> Bool {
        let now = database.now()
        return try await database.write { db in
            try db.execute(
                sql:
                    "INSERT INTO suppressed_domain (domain, reason, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                arguments: [domain, reason, now])
            guard db.changesCount == 1 else { return false }
            try Suppressions(db, now: now).refresh("domain = ?", [domain])
            return true
        }
    }

    /// Lets a domain be mailed again; false when it was not suppressed.
    public func release(domain: String) async throws -> Bool {
        let now = database.now()
        return try await database.write { db in
            try db.execute(sql: "DELETE FROM suppressed_domain WHERE domain = ?", arguments: [domain])
            guard db.changesCount == 1 else { return false }
            try Suppressions(db, now: now).refresh("domain = ?", [domain])
            return true
        }
    }

    /// Why an address must not be mailed; nil when it may be.
    public func suppression(of address: EmailAddress) async throws -> String? {
        let now = database.now()
        return try await database.read { db in
            try Suppressions(db, now: now).reason(AddressHash(address), domain: address.domain)
        }
    }

    /// Calls `body` with each entry, domains first, then addresses in the order of their hashes, without
    /// holding a view of the database.
    public func suppressions(_ body: (SuppressionEntry) throws -> Void) async throws {
        try await database.readInPortions(from: "", by: \.domain) { db, last, count in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT domain, reason, created_at FROM suppressed_domain WHERE domain > ?
                    ORDER BY domain LIMIT ?
                    """, arguments: [last, count]
            ).map { (domain: $0[0] as String, reason: $0[1] as String, since: $0[2] as Int64) }
        } _: { row in
            try body(SuppressionEntry(.domain(row.domain), reason: row.reason, since: row.since))
        }
        try await database.readInPortions(from: Data(), by: \.hash) { db, last, count in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT address_hash, reason, created_at FROM suppression
                    WHERE address_hash > ? ORDER BY address_hash LIMIT ?
                    """, arguments: [last, count]
            ).map { (hash: $0[0] as Data, reason: $0[1] as String, since: $0[2] as Int64) }
        } _: { row in
            guard let hash = AddressHash(bytes: [UInt8](row.hash)) else { return }
            try body(SuppressionEntry(.address(hash), reason: row.reason, since: row.since))
        }
    }

    /// Adds entries in one transaction; those there are already stay as they are. Returns how many were new.
    public func suppress(_ next: @escaping @Sendable () throws -> SuppressionEntry?) async throws -> Int {
        let now = database.now()
        return try await database.write { db in
            let address = try HotStatement(db, Suppressions.insertion)
            let domain = try HotStatement(
                db,
                "INSERT INTO suppressed_domain (domain, reason, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
            )
            var count = 0
            while let entry = try next() {
                let since = HotStatement.Value.integer(min(entry.since, now))
                switch entry.subject {
                case .address(let hash):
                    count += try address.run(.blob(hash.bytes), .text(entry.reason), since)
                case .domain(let name): count += try domain.run(.text(name), .text(entry.reason), since)
                }
            }
            if count > 0 { try Suppressions(db, now: now).refresh("true", []) }
            return count
        }
    }
}
