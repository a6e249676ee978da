// SPDX-License-Identifier: Apache-2.0
extension Schema {
    /// One row for each mailing and reader, and what became of it.
    ///
    /// `due_at` is set exactly while a row waits to be leased and `worker_id` exactly while someone holds it, so two small
    /// partial indexes answer every question of the send path: what is due, and what is held.
    static let deliveries = """
        CREATE TABLE worker (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            -- The end of its file's name beside the database.
            key TEXT NOT NULL UNIQUE,
            lease_until INTEGER NOT NULL,
            -- The system's number of its process.
            process INTEGER
        ) STRICT;

        CREATE TABLE delivery (
            id INTEGER PRIMARY KEY,
            mailing_id INTEGER NOT NULL REFERENCES mailing (id),
            subscriber_id INTEGER NOT NULL REFERENCES subscriber (id),
            -- DeliveryState
            state INTEGER NOT NULL DEFAULT 0,
            due_at INTEGER,
            worker_id INTEGER,
            attempts INTEGER NOT NULL DEFAULT 0,
            doubts INTEGER NOT NULL DEFAULT 0,
            version INTEGER NOT NULL DEFAULT 1,
            class TEXT,
            code INTEGER,
            status TEXT,
            reply TEXT,
            settled_at INTEGER,
            -- Without a reference, which would be looked up for every message and take as long as the rest of settling it. No
            -- relay is ever deleted, and a check looks for such that are not there.
            relay_id INTEGER,
            -- What its copy was filled with: of subscriber or former_value. Null until it is leased.
            generation INTEGER,
            -- The worker that settled it, as recipe names it. Null until then.
            sent_by INTEGER,
            UNIQUE (mailing_id, subscriber_id),
            -- 9 is the last state of 0.1.0.
            CHECK (worker_id IS NOT NULL OR state NOT IN (1, 2)),
            CHECK (worker_id IS NULL OR state IN (1, 2) OR state > 9),
            CHECK (due_at IS NOT NULL OR state NOT IN (0, 4)),
            CHECK (due_at IS NULL OR state IN (0, 4, 6) OR state > 9)
        ) STRICT;
        CREATE INDEX delivery_due ON delivery (mailing_id, due_at) WHERE due_at IS NOT NULL;
        CREATE INDEX delivery_held ON delivery (mailing_id, worker_id) WHERE worker_id IS NOT NULL;

        CREATE TABLE attempt (
            -- A row for each answer that was not an acceptance, and what it made of the delivery. An acceptance stands in delivery
            -- itself, so that a reader who is reached at the first try costs nothing here.
            delivery_id INTEGER NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number > 0),
            at INTEGER NOT NULL,
            state INTEGER NOT NULL,
            due_at INTEGER,
            phase TEXT,
            class TEXT,
            code INTEGER,
            status TEXT,
            reply TEXT,
            relay_id INTEGER REFERENCES relay (id),
            worker_id INTEGER NOT NULL,
            PRIMARY KEY (delivery_id, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER attempt_is_final BEFORE UPDATE ON attempt BEGIN
            SELECT RAISE(ABORT, 'an attempt is never changed');
        END;

        CREATE TABLE delivery_event (
            -- What its own row does not keep: that its mailing had expired, and each time it was made due again.
            delivery_id INTEGER NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number > 0),
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            reason TEXT,
            PRIMARY KEY (delivery_id, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER delivery_event_is_final BEFORE UPDATE ON delivery_event BEGIN
            SELECT RAISE(ABORT, 'an event is never changed');
        END;
        """
}
