// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import MailFormat
import Subscribers

/// Writes consent, inside one transaction: each change of a subscription or suppression with its event.
struct ConsentLedger {
    let db: Database
    /// Milliseconds since 1970.
    let now: Int64

    init(_ db: Database, now: Int64) {
        self.db = db
        self.now = now
    }

    /// Adds an event and returns its number.
    @discardableResult
    func record(
        _ kind: ConsentEvent.Kind, list: ListID? = nil, subscriber: Int64?, source: String,
        evidence: String? = nil
    ) throws -> Int64 {
        try db.execute(
            sql: """
                INSERT INTO consent_event (kind, list_id, subscriber_id, source, evidence, at)
                VALUES (?, ?, ?, ?, ?, ?)
                """, arguments: [kind.rawValue, list, subscriber, source, evidence, now])
        return db.lastInsertedRowID
    }

    /// Where a person stands with a list; nil when nowhere.
    func status(of subscriber: Int64, on list: ListID) throws -> SubscriptionStatus? {
        try Int.fetchOne(
            db, sql: "SELECT status FROM subscription WHERE list_id = ? AND subscriber_id = ?",
            arguments: [list, subscriber]
        ).flatMap(SubscriptionStatus.init)
    }

    /// Changes where a person stands with a list. Who asks anew, having left, joins anew. Whoever subscribes with an address
    /// is its owner, though it was somebody else's before; on a list with double opt-in that is who confirms.
    /// - Parameter facts: what the event keeps besides the evidence.
    func set(
        _ status: SubscriptionStatus, of subscriber: Int64, on list: ListID, as kind: ConsentEvent.Kind,
        because evidence: Evidence, noting facts: [(name: String, value: AttributeValue)] = []
    ) throws {
        let event = try record(
            kind, list: list, subscriber: subscriber, source: evidence.source,
            evidence: Self.json(evidence, facts))
        try db.execute(
            sql: """
                INSERT INTO subscription (list_id, subscriber_id, status, changed_at, event_id, joined_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?4)
                ON CONFLICT DO UPDATE SET status = ?3, changed_at = ?4, event_id = ?5,
                    joined_at = iif(subscription.status = \(SubscriptionStatus.unsubscribed.rawValue), ?4, subscription.joined_at)
                """, arguments: [list, subscriber, status.rawValue, now, event])
        guard status == .active else { return }
        try db.execute(
            sql:
                "DELETE FROM former_address WHERE address_key = (SELECT address_key FROM subscriber WHERE id = ?)",
            arguments: [subscriber])
    }

    static func json(
        _ evidence: Evidence, _ facts: [(name: String, value: AttributeValue)]
    ) -> String? {
        if facts.isEmpty { return evidence.json }
        return AttributeJSON.text((evidence.json.flatMap(AttributeJSON.members) ?? []) + facts)
    }

    /// What comes of a request: it is mailed; it waits, because the person got enough mails; or it is held, because enough went
    /// out for the list.
    enum Asked { case mailed, waits, held }

    /// Notes that somebody asked for a list that wants to be confirmed, and says whether to mail them.
    ///
    /// The event keeps `left` when they had unsubscribed, because that holds again when nobody confirms,
    /// and `mailed` when no mail goes out, because only mails are counted. A name that was typed stays with
    /// it as `firstName`; one that is typed later is kept as well, so that the owner's own word can come
    /// last.
    func request(
        _ list: ListID, by subscriber: Int64, _ policy: ConfirmationPolicy, because evidence: Evidence,
        firstName: String = "", mayMail: Bool = true
    ) throws -> Asked {
        var facts: [(name: String, value: AttributeValue)] = []
        if !firstName.isEmpty { facts.append(("firstName", .text(firstName))) }
        let earlier = try Int64.fetchAll(
            db,
            sql: """
                SELECT at FROM consent_event WHERE subscriber_id = ?1 AND kind IN ('request', 'resend')
                    AND coalesce(json_extract(evidence, '$.mailed'), 1)
                    AND id > coalesce((SELECT max(id) FROM consent_event WHERE subscriber_id = ?1 AND kind = 'confirm'), 0)
                """, arguments: [subscriber])
        let isAllowed = policy.allows(earlier: earlier, now: now)
        let isDue = isAllowed && mayMail
        let asked: Asked = isDue ? .mailed : isAllowed ? .held : .waits
        let before = try Row.fetchOne(
            db,
            sql: """
                SELECT p.status, p.changed_at,
                    p.status = \(SubscriptionStatus.unsubscribed.rawValue) OR coalesce(json_extract(e.evidence, '$.left'), 0)
                FROM subscription p JOIN consent_event e ON e.id = p.event_id
                WHERE p.list_id = ? AND p.subscriber_id = ?
                """, arguments: [list, subscriber])
        if let before, before[0] == SubscriptionStatus.unconfirmed.rawValue,
            .milliseconds(now - (before[1] as Int64)) < policy.lifetime
        {
            if try isDue || isNews(firstName, of: subscriber, for: list) {
                if !isDue { facts.append(("mailed", .boolean(false))) }
                try record(
                    .resend, list: list, subscriber: subscriber, source: evidence.source,
                    evidence: Self.json(evidence, facts))
            }
            return asked
        }
        if !isDue { facts.append(("mailed", .boolean(false))) }
        if before?[2] == true { facts.append(("left", .boolean(true))) }
        try set(.unconfirmed, of: subscriber, on: list, as: .request, because: evidence, noting: facts)
        return asked
    }

    /// How many mails were caused by requests for a list within the time for which they count.
    func recentMails(for list: ListID) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM consent_event
                WHERE list_id = ? AND at > ? AND kind IN ('request', 'resend')
                    AND coalesce(json_extract(evidence, '$.mailed'), 1)
                """, arguments: [list, now - ConfirmationPolicy.listWindow.milliseconds]) ?? 0
    }

    /// Events that one request keeps of what was typed with it, whoever types.
    private static let mostNames = 10

    /// Whether a name is another one than was typed last with the request that waits.
    private func isNews(_ firstName: String, of subscriber: Int64, for list: ListID) throws -> Bool {
        guard !firstName.isEmpty else { return false }
        let names = try typedNames(of: subscriber, for: list)
        return names.count < Self.mostNames && names.first != firstName
    }

    /// The names that came with the request that waits, the latest first.
    private func typedNames(of subscriber: Int64, for list: ListID) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT json_extract(e.evidence, '$.firstName') FROM subscription p
                JOIN consent_event e ON e.subscriber_id = p.subscriber_id AND e.list_id = p.list_id
                    AND e.id >= p.event_id
                WHERE p.list_id = ? AND p.subscriber_id = ? AND e.kind IN ('request', 'resend')
                    AND json_extract(e.evidence, '$.firstName') IS NOT NULL
                ORDER BY e.id DESC
                """, arguments: [list, subscriber])
    }

    /// Whether nothing is known of a row of `subscriber` but that somebody asked for lists with its address.
    static let isNobodyYet = """
        (NOT EXISTS (SELECT 1 FROM import_entry WHERE subscriber_id = subscriber.id)
         AND NOT EXISTS (
            SELECT 1 FROM subscription p JOIN consent_event e ON e.id = p.event_id
            WHERE p.subscriber_id = subscriber.id
              AND (p.status <> \(SubscriptionStatus.unconfirmed.rawValue)
                  OR coalesce(json_extract(e.evidence, '$.left'), 0))))
        """

    /// Gives a person who confirms the name that was typed with their request. Who was here before, by any
    /// list or file, is called as they were.
    func takeName(of subscriber: Int64, from list: ListID) throws {
        guard let name = try typedNames(of: subscriber, for: list).first else { return }
        try db.execute(
            sql: """
                UPDATE subscriber SET first_name = ?1 WHERE id = ?2 AND first_name = '' AND last_name = ''
                    AND \(Self.isNobodyYet)
                """, arguments: [name, subscriber])
    }

    /// The person with an address, made or completed from a row; what is known stays, because a stranger may have
    /// typed the address.
    func person(_ row: ImportRow) throws -> Int64 {
        try db.execute(
            sql: """
                INSERT INTO subscriber (address, address_key, address_hash, first_name, last_name, language, zone,
                    attributes, created_at, joined_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)
                ON CONFLICT (address_key) DO UPDATE SET
                    first_name = iif(first_name = '', ?4, first_name), last_name = iif(last_name = '', ?5, last_name),
                    language = iif(language = '', ?6, language), zone = iif(zone = '', ?7, zone),
                    attributes = json_patch(?8, attributes)
                """,
            arguments: [
                row.address.description, row.address.key, Data(row.hash.bytes), row.firstName, row.lastName,
                row.language, row.timeZone, row.attributes, now,
            ])
        guard let id = try SubscriberStore.subscriberID(row.address, db) else {
            throw StoreError.damaged(.address("\(row.address)"))
        }
        if AttributeIndexes.mayHoldItems(row.attributes) {
            try db.execute(sql: AttributeIndexes.addItems, arguments: [id, row.attributes])
        }
        try Suppressions(db, now: now).refresh("id = ?", [id])
        return id
    }
}
