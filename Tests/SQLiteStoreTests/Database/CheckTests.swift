// SPDX-License-Identifier: Apache-2.0
import GRDB
import Sender
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("The check of a database")
struct CheckTests {
    @Test(
        "finds what was broken by hand",
        arguments: [
            ("pages", "UPDATE mailing SET audience = -1"),
            ("references", "DELETE FROM list"),
            ("references", "UPDATE delivery SET mailing_id = 99"),
            ("every delivery counts in its mailing's audience", "UPDATE mailing SET audience = audience + 1"),
            ("every delivery counts in its mailing's audience", "DELETE FROM delivery"),
            ("states and kinds are known", "UPDATE mailing SET state = 99"),
            ("states and kinds are known", "UPDATE delivery SET state = 99"),
            ("states and kinds are known", "UPDATE subscription SET status = 99"),
            ("states and kinds are known", "UPDATE attribute SET type = 'colour'"),
            (
                "states and kinds are known",
                "INSERT INTO consent_event (kind, source, at) VALUES ('wave', 'form', 0)"
            ),
            ("suppressed people are marked", "UPDATE subscriber SET suppressed = 1"),
            ("suppressed people are marked", "INSERT INTO suppressed_domain VALUES ('inbox.test', '', 0)"),
            ("every subscription rests on an event of its kind", "UPDATE subscription SET status = 2"),
            ("every subscription rests on an event of its kind", "UPDATE subscription SET status = 0"),
            ("every subscription rests on an event of its kind", "DELETE FROM consent_event"),
            ("addresses and their keys agree", "UPDATE subscriber SET address_key = 'ann@other.test'"),
            ("attributes are JSON objects", "UPDATE subscriber SET attributes = '[]'"),
            (
                "attributes are JSON objects",
                "UPDATE subscriber SET attributes = '{}'; UPDATE subscriber SET attributes = 'tags'"
            ),
            (
                "attributes are JSON objects",
                "DROP TRIGGER attribute_item_of_changed; UPDATE subscriber SET attributes = 'tags'"
            ),
            (
                "items of list attributes are the people's own",
                "INSERT INTO attribute_item VALUES ('tags', 'vip', 1)"
            ),
            (
                "items of list attributes are the people's own",
                "INSERT INTO attribute_item VALUES ('tags', 'a', 99)"
            ),
            ("items of list attributes are the people's own", "DELETE FROM attribute_item"),
            (
                "deliveries that are held have a holder",
                "UPDATE delivery SET state = 2, due_at = NULL, worker_id = 99"
            ),
            ("deliveries name relays that there are", "UPDATE delivery SET relay_id = 99"),
            (
                "what copies were filled with is older than what people have now",
                "INSERT INTO former_value VALUES (1, 0, 1, 'a@b.test', '', '', '', '{}')"
            ),
            (
                "attempts and events are of deliveries",
                "INSERT INTO attempt VALUES (99, 1, 0, 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1)"
            ),
            (
                "attempts and events are of deliveries",
                "INSERT INTO delivery_event VALUES (99, 1, 0, 'retried', NULL)"
            ),
            (
                "nobody subscribes with another person's former address",
                "INSERT INTO former_address VALUES ('ann@inbox.test', 1, 0)"
            ),
            (
                "an edition has the number that its text has",
                """
                INSERT INTO edition (publication, number, date, content, created_at)
                VALUES ('tea', 2, '2026-11-29', '{"number": 1}', 0)
                """
            ),
        ])
    func finds(rule: String, damage: String) async throws {
        let fixture = try TemporaryDatabase()
        try await fixture.create()
        try await fixture.ask("ann@inbox.test")
        let ann = try await fixture.id("ann@inbox.test")
        try await fixture.subscribers.set([("tags", .list(["a", "b"]))], of: ann)
        _ = try await fixture.publish("morning")
        try await fixture.expectWhole()
        try await fixture.database.writeAlone { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
            try db.execute(sql: damage)
        }
        let faults = try await fixture.database.check()
        #expect(faults.contains { $0.rule == rule }, "\(faults)")
    }
}
