// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Subscribers

/// Puts the rows of one file on one list, inside one transaction.
///
/// It never resubscribes anyone: who unsubscribed from the list, or is suppressed, is rejected. Each person it finds gets
/// an `import_entry`, which is also how the same person is known when they come once more in the file.
struct SubscriberImport {
    enum Effect {
        case added, updated, unchanged, merged, stopped
        case rejected(String)
    }

    private let db: Database
    private let list: ListID
    private let event: Int64
    private let now: Int64
    private let mode: ImportMode
    private let source: String
    private let checks: Checks
    private let tally = Tally()
    private let statements: Statements

    /// Lookups that can be left out when there is nothing to find.
    private final class Checks {
        /// Whether addresses may be suppressed; true from the first one on that this very file suppresses.
        var suppression: Bool
        let domains: Bool
        let formerAddresses: Bool

        init(_ db: Database) throws {
            func holds(_ table: String) throws -> Bool {
                try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM \(table))") ?? false
            }
            suppression = try holds("suppression")
            domains = try holds("suppressed_domain")
            formerAddresses = try holds("former_address")
        }
    }

    private struct Statements {
        let find: HotStatement
        let suppression: HotStatement
        let domain: HotStatement
        let former: HotStatement
        let insert: HotStatement
        let update: HotStatement
        let replace: HotStatement
        let status: HotStatement
        let subscribe: HotStatement
        let unsubscribe: HotStatement
        let enter: HotStatement
        let addItems: HotStatement

        init(_ db: Database) throws {
            find = try HotStatement(db, "SELECT id FROM subscriber WHERE address_key = ?")
            suppression = try HotStatement(db, "SELECT reason FROM suppression WHERE address_hash = ?")
            domain = try HotStatement(db, "SELECT reason FROM suppressed_domain WHERE domain = ?")
            former = try HotStatement(db, "SELECT subscriber_id FROM former_address WHERE address_key = ?")
            insert = try HotStatement(
                db,
                """
                INSERT INTO subscriber (address, address_key, address_hash, first_name, last_name, language, zone,
                    attributes, created_at, joined_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (address_key) DO NOTHING
                """)
            update = try HotStatement(db, Self.change(attributes: "json_patch(attributes, ?6)"))
            replace = try HotStatement(db, Self.change(attributes: "?6"))
            status = try HotStatement(
                db, "SELECT status FROM subscription WHERE list_id = ? AND subscriber_id = ?")
            subscribe = try HotStatement(
                db,
                """
                INSERT INTO subscription (list_id, subscriber_id, status, changed_at, event_id, joined_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """)
            unsubscribe = try HotStatement(
                db,
                """
                UPDATE subscription SET status = \(SubscriptionStatus.unsubscribed.rawValue), changed_at = ?3, event_id = ?4
                WHERE list_id = ?1 AND subscriber_id = ?2
                """)
            addItems = try HotStatement(db, AttributeIndexes.addItems)
            enter = try HotStatement(
                db,
                """
                INSERT INTO import_entry (subscriber_id, event_id, line, evidence) VALUES (?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """)
        }

        /// Takes what a row says; what it leaves empty stays. Of a name (`?7`, `NameRule`) that means each part, or both.
        private static func change(attributes: String) -> String {
            let isKept = """
                (?2 = '' AND ?3 = '') OR (?7 = 2 AND first_name <> '' AND last_name <> '' AND (?2 = '' OR ?3 = ''))
                """
            func name(_ column: String, _ said: String) -> String {
                "CASE WHEN \(isKept) OR (?7 = 0 AND \(said) = '') THEN \(column) ELSE \(said) END"
            }
            let (first, last) = (name("first_name", "?2"), name("last_name", "?3"))
            return """
                UPDATE subscriber SET
                    first_name = \(first), last_name = \(last),
                    language = iif(?4 = '', language, ?4), zone = iif(?5 = '', zone, ?5), attributes = \(attributes)
                WHERE id = ?1 AND (first_name <> \(first) OR last_name <> \(last)
                    OR language <> iif(?4 = '', language, ?4) OR zone <> iif(?5 = '', zone, ?5)
                    OR attributes <> \(attributes))
                """
        }
    }

    /// How the name of somebody who is here becomes that of a row, so that it is one row's and nobody is “Cher Angstrom”.
    private enum NameRule: Int64 {
        /// Each part that the row has, because the file says nothing of the other.
        case parts = 0
        /// Both parts, as the row has them.
        case whole = 1
        /// As `whole`, for another row of the same file; a name of two parts does not give way to half of one.
        case repeated = 2
    }

    /// Subscriptions that this file began and ended.
    private final class Tally {
        var begun = 0
        var ended = 0
    }

    init(_ db: Database, list: ListID, source: String, mode: ImportMode, now: Int64) throws {
        try db.execute(
            sql: "INSERT INTO consent_event (kind, list_id, source, at) VALUES ('import', ?, ?, ?)",
            arguments: [list, source, now])
        self.db = db
        self.list = list
        event = db.lastInsertedRowID
        self.now = now
        self.mode = mode
        self.source = source
        checks = try Checks(db)
        statements = try Statements(db)
    }

    func take(_ row: ImportRow, line: Int) throws -> Effect {
        switch row.status {
        case .bounced, .complained, .suppressed: return try suppress(row, line: line)
        case .unsubscribed:
            // Who had the address says no by it, whoever typed it into a form since.
            if let known = try formerOwner(row.address) ?? find(row.address) {
                return try meet(known, row, line: line)
            }
        case nil, .active, .unconfirmed: break
        }
        let obstacle = try suppression(row)
        // An unsubscription is taken all the same when only the domain is suppressed: the domain may be released one day, and
        // the person has left.
        if let obstacle, !(row.status == .unsubscribed && obstacle.isOfDomain) {
            return .rejected("suppressed (\(obstacle.reason)): this address must not be mailed")
        }
        if try formerOwner(row.address) != nil {
            return .rejected("a former address: this person has another one since")
        }
        if let new = try insert(row) {
            try enter(new, row, line)
            try subscribe(new, row)
            if obstacle != nil { try Suppressions(db, now: now).refresh("id = ?", [new]) }
            return row.status == .unsubscribed ? .stopped : .added
        }
        guard let known = try find(row.address) else { return .unchanged }
        return try meet(known, row, line: line)
    }

    private func suppression(_ row: ImportRow) throws -> (reason: String, isOfDomain: Bool)? {
        if checks.suppression,
            let reason = try statements.suppression.first(.blob(row.hash.bytes), read: { $0.text(0) })
        {
            return (reason, false)
        }
        guard checks.domains else { return nil }
        return try statements.domain.first(.text(row.address.domain)) { ($0.text(0), true) }
    }

    /// Suppresses the row's address. A person who is not here yet is not added.
    private func suppress(_ row: ImportRow, line: Int) throws -> Effect {
        let reason =
            switch row.status {
            case .complained: SuppressionReason.complaint.rawValue
            case .bounced: SuppressionReason.hardBounces.rawValue
            default: "suppressed in \(source)"
            }
        let known = try find(row.address)
        if let known { try enter(known, row, line) }
        checks.suppression = true
        let isNew = try Suppressions(db, now: now).add(
            row.hash, subscriber: known, reason: reason, evidence: Evidence("\(source) line \(line)"))
        if isNew, let known, let status = try status(of: known), status != .unsubscribed { tally.ended += 1 }
        if row.status == .complained, let owner = try formerOwner(row.address) {
            try suppress(owner, because: reason, line: line)
        }
        return .stopped
    }

    /// Suppresses the present address of somebody who complained by a former one.
    private func suppress(_ owner: Int64, because reason: String, line: Int) throws {
        guard
            let address = try String.fetchOne(
                db, sql: "SELECT address FROM subscriber WHERE id = ?", arguments: [owner])
        else { return }
        let isNew = try Suppressions(db, now: now).add(
            AddressHash(EmailAddress(stored: address)), subscriber: owner, reason: reason,
            evidence: Evidence("\(source) line \(line)"))
        if isNew, let status = try status(of: owner), status != .unsubscribed { tally.ended += 1 }
    }

    /// Whose former address it is.
    private func formerOwner(_ address: EmailAddress) throws -> Int64? {
        guard checks.formerAddresses else { return nil }
        return try statements.former.first(.text(address.key)) { $0.integer(0) }
    }

    private func find(_ address: EmailAddress) throws -> Int64? {
        try statements.find.first(.text(address.key)) { $0.integer(0) }
    }

    /// Adds a person; nil when they are here already. The statement has no RETURNING, which would cost more than the row.
    private func insert(_ row: ImportRow) throws -> Int64? {
        let count = try statements.insert.run(
            .text(row.address.description), .text(row.address.key), .blob(row.hash.bytes),
            .text(row.firstName),
            .text(row.lastName), .text(row.language), .text(row.timeZone), .text(row.attributes),
            .integer(now),
            .integer(min(row.joined ?? now, now)))
        guard count == 1 else { return nil }
        let new = db.lastInsertedRowID
        if AttributeIndexes.mayHoldItems(row.attributes) {
            try statements.addItems.run(.integer(new), .text(row.attributes))
        }
        return new
    }

    @discardableResult
    private func enter(_ subscriber: Int64, _ row: ImportRow, _ line: Int) throws -> Bool {
        try statements.enter.run(
            .integer(subscriber), .integer(event), .integer(line), .optional(row.evidence)) == 1
    }

    private func subscribe(_ subscriber: Int64, _ row: ImportRow) throws {
        let status: SubscriptionStatus =
            row.status == .unsubscribed ? .unsubscribed : row.status == .unconfirmed ? .unconfirmed : .active
        let changed = status == .unsubscribed ? row.left : row.changed ?? row.joined
        try statements.subscribe.run(
            .integer(list.rawValue), .integer(subscriber), .integer(status.rawValue),
            .integer(min(changed ?? now, now)),
            .integer(event), .integer(min(row.joined ?? changed ?? now, now)))
        if status != .unsubscribed { tally.begun += 1 }
    }

    private func status(of subscriber: Int64) throws -> SubscriptionStatus? {
        try statements.status.first(.integer(list.rawValue), .integer(subscriber)) { Int($0.integer(0)) }
            .flatMap(SubscriptionStatus.init)
    }

    /// How many this file took off the list, of how many, when it is most of them: a column taken for something it is not
    /// would empty a list for good.
    func losses() throws -> (ended: Int, of: Int)? {
        guard tally.ended >= Self.leastLosses else { return nil }
        let left = try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM subscription p JOIN subscriber s ON s.id = p.subscriber_id
                WHERE p.list_id = ? AND p.status <> \(SubscriptionStatus.unsubscribed.rawValue) AND s.suppressed = 0
                """, arguments: [list])
        let before = (left ?? 0) + tally.ended - tally.begun
        return before >= Self.leastLosses && tally.ended * 2 > before ? (tally.ended, before) : nil
    }

    /// The least number of people for which the share counts: fewer are no list that was emptied by mistake.
    private static let leastLosses = 3

    /// Takes a row about somebody who is here already.
    private func meet(_ known: Int64, _ row: ImportRow, line: Int) throws -> Effect {
        let before = try status(of: known)
        if row.status == .unsubscribed {
            try enter(known, row, line)
            if before == nil { try subscribe(known, row) }
            guard before == .active || before == .unconfirmed else {
                return before == nil ? .stopped : .unchanged
            }
            try statements.unsubscribe.run(
                .integer(list.rawValue), .integer(known), .integer(min(row.left ?? now, now)), .integer(event)
            )
            tally.ended += 1
            return .stopped
        }
        if before == .unsubscribed {
            return .rejected("unsubscribed from this list: only they can subscribe again")
        }
        let isFirst = try enter(known, row, line)
        let rule: NameRule = row.isNameWhole ? .whole : isFirst ? .parts : .repeated
        let isChanged = try mode == .add ? false : change(known, row, rule)
        if before == nil {
            try subscribe(known, row)
            return .added
        }
        return !isFirst ? .merged : isChanged ? .updated : .unchanged
    }

    private func change(_ known: Int64, _ row: ImportRow, _ rule: NameRule) throws -> Bool {
        try (mode == .replace ? statements.replace : statements.update).run(
            .integer(known), .text(row.firstName), .text(row.lastName), .text(row.language),
            .text(row.timeZone),
            .text(row.attributes), .integer(rule.rawValue)) > 0
    }
}
