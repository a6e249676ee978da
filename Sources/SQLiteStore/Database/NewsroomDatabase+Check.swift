// SPDX-License-Identifier: Apache-2.0
import GRDB
import Sender
import Subscribers

/// The check whether a database is whole.
extension NewsroomDatabase {
    /// A rule that the database breaks.
    public struct CheckFault: Hashable, Sendable, CustomStringConvertible {
        /// What was checked: `pages`, `references`, or the name of an invariant.
        public let rule: String
        /// What is wrong.
        public let detail: String

        /// One clause.
        public var description: String { "\(rule): \(detail)" }
    }

    /// Looks through the whole file: SQLite's own checks, references between tables, and what must always be true of
    /// consent and ledgers. Reads one consistent view and changes nothing.
    /// - Returns: what is wrong; empty when nothing is.
    public func check() async throws -> [CheckFault] {
        try await onOwnConnection { try await $0.read { try Self.faults($0) } }
    }

    private static func faults(_ db: Database) throws -> [CheckFault] {
        var faults: [CheckFault] = []
        for line in try String.fetchAll(db, sql: "PRAGMA integrity_check(20)") where line != "ok" {
            faults.append(CheckFault(rule: "pages", detail: line))
        }
        guard faults.isEmpty else { return faults }
        for row in try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").prefix(20) {
            faults.append(
                CheckFault(
                    rule: "references",
                    detail: "a row of \(row[0] as String) names what is not in \(row[2] as String)"))
        }
        for invariant in invariants {
            let found = try Row.fetchOne(
                db, sql: "SELECT count(*), min(what) FROM (\(invariant.sql))")
            if let found, found[0] as Int > 0 {
                faults.append(
                    CheckFault(
                        rule: invariant.rule,
                        detail: "\(found[0] as Int) found, \(found[1] as String) first"))
            }
        }
        return faults
    }

    /// The states and kinds that this version knows. The schema does not list them, because later versions add some.
    private static let known = """
        SELECT 'mailing ' || id AS what FROM mailing WHERE state NOT IN (\(numbers(MailingState.self)))
        UNION ALL SELECT 'delivery ' || id FROM delivery WHERE state NOT IN (\(numbers(DeliveryState.self)))
        UNION ALL SELECT 'subscriber ' || subscriber_id FROM subscription
        WHERE status NOT IN (\(numbers(SubscriptionStatus.self)))
        UNION ALL SELECT 'consent event ' || id FROM consent_event WHERE kind NOT IN (\(words(ConsentEvent.Kind.self)))
        UNION ALL SELECT 'return ' || id FROM returned WHERE outcome NOT IN (\(words(ReturnOutcome.self)))
        UNION ALL SELECT 'occurrence ' || id FROM occurrence WHERE state NOT IN (\(numbers(OccurrenceState.self)))
        UNION ALL SELECT 'attribute ' || name FROM attribute WHERE type NOT IN (\(words(AttributeType.self)))
        """

    private static func numbers<State: CaseIterable & RawRepresentable<Int>>(_: State.Type) -> String {
        State.allCases.map { "\($0.rawValue)" }.joined(separator: ", ")
    }

    private static func words<Kind: CaseIterable & RawRepresentable<String>>(_: Kind.Type) -> String {
        Kind.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    }

    /// Rules with statements that select whatever breaks them, as `what`.
    private static let invariants: [(rule: String, sql: String)] = [
        ("states and kinds are known", known),
        (
            "every delivery counts in its mailing's audience",
            """
            SELECT 'mailing ' || m.id AS what FROM mailing m WHERE m.published_at IS NOT NULL AND m.audience <>
                (SELECT count(*) FROM delivery d WHERE d.mailing_id = m.id)
                + (SELECT coalesce(sum(count), 0) FROM mailing_total t WHERE t.mailing_id = m.id)
            """
        ),
        (
            "every delivery counts in a wave",
            """
            SELECT 'mailing ' || m.id AS what FROM mailing m WHERE m.published_at IS NOT NULL AND m.readers_time IS NOT NULL
                AND m.audience <> (SELECT coalesce(sum(readers), 0) FROM mailing_wave w
                                   WHERE w.mailing_id = m.id AND w.due_at IS NOT NULL)
            """
        ),
        (
            "suppressed people are marked",
            "SELECT 'subscriber ' || id AS what FROM subscriber WHERE suppressed <> \(Suppressions.truth)"
        ),
        (
            "every subscription rests on an event of its kind",
            """
            SELECT 'subscriber ' || p.subscriber_id AS what FROM subscription p
            LEFT JOIN consent_event e ON e.id = p.event_id
            WHERE e.id IS NULL OR NOT CASE p.status
                WHEN 0 THEN e.kind IN ('request', 'import')
                WHEN 1 THEN e.kind IN ('subscribe', 'confirm', 'import')
                ELSE e.kind IN ('unsubscribe', 'import', 'expire') END
            """
        ),
        (
            "addresses and their keys agree",
            """
            SELECT 'subscriber ' || id AS what FROM subscriber
            WHERE lower(substr(address, instr(address, '@'))) <> substr(address_key, instr(address_key, '@'))
                OR instr(address_key, '@') < 2
            """
        ),
        (
            "attributes are JSON objects",
            """
            SELECT 'subscriber ' || id AS what FROM subscriber
            WHERE NOT json_valid(attributes) OR json_type(attributes) <> 'object'
            """
        ),
        (
            "items of list attributes are the people's own",
            """
            SELECT 'subscriber ' || i.subscriber_id AS what FROM attribute_item i
            LEFT JOIN subscriber s ON s.id = i.subscriber_id
            WHERE s.id IS NULL OR NOT EXISTS (
                SELECT 1 FROM json_each(iif(json_valid(s.attributes), s.attributes, '{}'), '$."' || i.name || '"') j
                WHERE j.value = i.item)
            UNION ALL
            SELECT 'subscriber ' || s.id FROM subscriber s
            JOIN json_each(iif(json_valid(s.attributes), s.attributes, '{}')) a
            JOIN json_each(iif(a.type = 'array', a.value, '[]')) j
            WHERE instr(s.attributes, '[') AND NOT EXISTS (
                SELECT 1 FROM attribute_item i
                WHERE i.name = a.key AND i.item = j.value AND i.subscriber_id = s.id)
            """
        ),
        (
            "deliveries that are held have a holder",
            "SELECT 'delivery ' || id AS what FROM delivery WHERE worker_id IS NOT NULL AND worker_id NOT IN (SELECT id FROM worker)"
        ),
        (
            "deliveries name relays that there are",
            "SELECT 'delivery ' || id AS what FROM delivery WHERE relay_id IS NOT NULL AND relay_id NOT IN (SELECT id FROM relay)"
        ),
        (
            "what copies were filled with is older than what people have now",
            """
            SELECT 'subscriber ' || f.subscriber_id AS what FROM former_value f
            LEFT JOIN subscriber s ON s.id = f.subscriber_id WHERE s.id IS NULL OR f.generation >= s.generation
            """
        ),
        (
            "attempts and events are of deliveries",
            """
            SELECT 'delivery ' || delivery_id AS what FROM attempt WHERE delivery_id NOT IN (SELECT id FROM delivery)
            UNION ALL SELECT 'delivery ' || delivery_id FROM delivery_event
            WHERE delivery_id NOT IN (SELECT id FROM delivery)
            """
        ),
        (
            "nobody subscribes with another person's former address",
            """
            SELECT 'subscriber ' || f.subscriber_id AS what FROM former_address f
            JOIN subscriber s ON s.address_key = f.address_key
            JOIN subscription p ON p.subscriber_id = s.id AND p.status = \(SubscriptionStatus.active.rawValue)
            """
        ),
        (
            "an edition has the number that its text has",
            """
            SELECT 'edition ' || id AS what FROM edition WHERE number <> json_extract(content, '$.number')
            """
        ),
    ]
}
