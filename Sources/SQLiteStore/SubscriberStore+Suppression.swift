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

    /// An entry of the suppression list.
    public struct SuppressionEntry: Hashable, Sendable {
        /// Whom it concerns.
        public enum Subject: Hashable, Sendable {
            case address(AddressHash)
            case domain(String)
        }

        /// Whom.
        public let subject: Subject
        /// Why.
        public let reason: String
        /// Since when, milliseconds since 1970.
        public let since: Int64

        /// An entry.
        public init(_ subject: Subject, reason: String, since: Int64) {
            self.subject = subject
            self.reason = reason
            self.since = since
        }
    }

    /// Calls `body` with each entry, domains first, oldest first.
    public func suppressions(_ body: @escaping @Sendable (SuppressionEntry) throws -> Void) async throws {
        try await database.read { db in
            let domains = try Row.fetchCursor(
                db,
                sql: "SELECT domain, reason, created_at FROM suppressed_domain ORDER BY created_at, domain")
            while let row = try domains.next() {
                try body(SuppressionEntry(.domain(row[0]), reason: row[1], since: row[2]))
            }
            let addresses = try Row.fetchCursor(
                db,
                sql:
                    "SELECT lower(hex(address_hash)), reason, created_at FROM suppression ORDER BY created_at, 1"
            )
            while let row = try addresses.next() {
                guard let hash = AddressHash(hexadecimal: row[0] as String) else { continue }
                try body(SuppressionEntry(.address(hash), reason: row[1], since: row[2]))
            }
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
