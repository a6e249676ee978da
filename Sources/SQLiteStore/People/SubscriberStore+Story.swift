// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat
public import Sender
public import Subscribers

/// What is known of one person.
extension SubscriberStore {
    /// Everything that happened to a person's consent, oldest first.
    public func story(of subscriber: SubscriberID) async throws -> [ConsentEvent] {
        try await database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT e.kind, l.name, e.at, e.source, NULL, e.evidence, e.id FROM consent_event e
                    LEFT JOIN list l ON l.id = e.list_id WHERE e.subscriber_id = :person
                    UNION ALL
                    SELECT e.kind, l.name, e.at, e.source, i.line, i.evidence, e.id FROM import_entry i
                    JOIN consent_event e ON e.id = i.event_id LEFT JOIN list l ON l.id = e.list_id
                    WHERE i.subscriber_id = :person ORDER BY 7
                    """, arguments: ["person": subscriber.rawValue]
            ).compactMap { row in
                ConsentEvent.Kind(rawValue: row[0]).map {
                    ConsentEvent(
                        kind: $0, list: row[1], at: row[2], source: row[3], line: row[4], evidence: row[5])
                }
            }
        }
    }

    /// The addresses a person had before, by the time they changed.
    public func formerAddresses(of subscriber: SubscriberID) async throws -> [String] {
        try await database.read { db in
            try String.fetchAll(
                db, sql: "SELECT address_key FROM former_address WHERE subscriber_id = ? ORDER BY changed_at",
                arguments: [subscriber.rawValue])
        }
    }

    /// What a person's copies were filled with and is not so any more, oldest first; of the newsroom's own fields those that some
    /// message merges.
    public func formerValues(of subscriber: SubscriberID) async throws -> [Reader] {
        try await database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT address, first_name, last_name, language, attributes FROM former_value
                    WHERE subscriber_id = ? ORDER BY generation
                    """, arguments: [subscriber.rawValue]
            ).map {
                Reader(
                    id: subscriber, address: EmailAddress(stored: $0[0]), firstName: $0[1], lastName: $0[2],
                    language: $0[3], attributes: $0[4])
            }
        }
    }

    /// What a person was sent, oldest first: one look by key into each mailing.
    public func receipts(of subscriber: SubscriberID) async throws -> [Receipt] {
        try await database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT m.id, d.state, d.attempts, d.settled_at, d.version, d.reply FROM mailing m
                    CROSS JOIN delivery d ON d.mailing_id = m.id AND d.subscriber_id = ? ORDER BY m.id
                    """, arguments: [subscriber.rawValue]
            ).map { row in
                Receipt(
                    mailing: MailingID(rawValue: row[0]),
                    state: DeliveryState(rawValue: row[1]) ?? .uncertain,
                    attempts: row[2], settledAt: row[3], version: row[4], reply: row[5])
            }
        }
    }
}
