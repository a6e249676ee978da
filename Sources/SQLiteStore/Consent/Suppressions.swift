// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Subscribers

/// Who must not be mailed, inside one transaction.
struct Suppressions {
    let db: Database
    private let ledger: ConsentLedger

    init(_ db: Database, now: Int64) {
        self.db = db
        ledger = ConsentLedger(db, now: now)
    }

    /// Why an address or a domain must not be mailed; nil when it may be.
    func reason(_ hash: AddressHash?, domain: String?) throws -> String? {
        try db.row(
            """
            SELECT reason FROM suppression WHERE address_hash = ?
            UNION ALL SELECT reason FROM suppressed_domain WHERE domain = ?
            """, [hash.map { Data($0.bytes) }, domain]
        ).map { $0[0] as String }
    }

    /// Adds a hash, its reason and time. An erasure, which a new wish lifts, gives way to every other reason.
    static let insertion = """
        INSERT INTO suppression (address_hash, reason, created_at) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET reason = excluded.reason, created_at = excluded.created_at
        WHERE reason = '\(SuppressionReason.erased.rawValue)' AND excluded.reason <> reason
        """

    /// Suppresses an address; false when it was already.
    @discardableResult
    func add(_ hash: AddressHash, subscriber: Int64?, reason: String, evidence: Evidence) throws -> Bool {
        try db.execute(sql: Self.insertion, arguments: [Data(hash.bytes), reason, ledger.now])
        guard db.changesCount == 1 else { return false }
        if let subscriber {
            try db.execute(sql: "UPDATE subscriber SET suppressed = 1 WHERE id = ?", arguments: [subscriber])
            try ledger.record(
                .suppress, subscriber: subscriber, source: "\(reason): \(evidence.source)",
                evidence: evidence.json)
        }
        return true
    }

    /// Lets an address be mailed again; false when it was not suppressed by itself.
    func release(_ hash: AddressHash, subscriber: Int64?, evidence: Evidence) throws -> Bool {
        try db.execute(sql: "DELETE FROM suppression WHERE address_hash = ?", arguments: [Data(hash.bytes)])
        guard db.changesCount == 1 else { return false }
        if let subscriber {
            try ledger.record(
                .release, subscriber: subscriber, source: evidence.source, evidence: evidence.json)
            try refresh("id = ?", [subscriber])
        }
        return true
    }

    /// Lifts a suppression that ends when the person asks for mail.
    func lift(_ hash: AddressHash, of subscriber: Int64?, evidence: Evidence) throws {
        guard let reason = try reason(hash, domain: nil),
            SuppressionReason(rawValue: reason)?.endsWithNewWish == true
        else { return }
        _ = try release(hash, subscriber: subscriber, evidence: evidence)
    }

    /// Makes `subscriber.suppressed` say what the suppressions say, for some people.
    func refresh(_ condition: String, _ arguments: StatementArguments) throws {
        try db.execute(
            sql:
                "UPDATE subscriber SET suppressed = \(Self.truth) WHERE (\(condition)) AND suppressed <> \(Self.truth)",
            arguments: arguments)
    }

    /// The truth that `subscriber.suppressed` repeats: whether the address or its domain is suppressed.
    static let truth = """
        (EXISTS (SELECT 1 FROM suppression x WHERE x.address_hash = subscriber.address_hash)
         OR EXISTS (SELECT 1 FROM suppressed_domain y WHERE y.domain = subscriber.domain))
        """
}
