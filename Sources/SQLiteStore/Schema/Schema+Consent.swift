// SPDX-License-Identifier: Apache-2.0
extension Schema {
    /// Lists, who wants them, how that came to be, and who must not be mailed.
    static let consent = """
        CREATE TABLE list (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            -- Whether anybody may ask for it on a page, and whether they have to confirm that.
            is_public INTEGER NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1)),
            is_double INTEGER NOT NULL DEFAULT 0 CHECK (is_double IN (0, 1)),
            publication TEXT
        ) STRICT;

        CREATE TABLE consent_event (
            -- One row for each act, not for each person: the import of a million people is one. Rows leave with the person, or
            -- after their keeping time.
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            list_id INTEGER REFERENCES list (id),
            subscriber_id INTEGER REFERENCES subscriber (id),
            source TEXT NOT NULL,
            evidence TEXT CHECK (evidence IS NULL OR json_valid(evidence)),
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX consent_event_of ON consent_event (subscriber_id, id) WHERE subscriber_id IS NOT NULL;
        CREATE INDEX consent_event_on ON consent_event (list_id, at);
        CREATE TRIGGER consent_event_is_final BEFORE UPDATE ON consent_event BEGIN
            SELECT RAISE(ABORT, 'a consent event is never changed');
        END;

        CREATE TABLE import_entry (
            -- On which line of an imported file a person stood.
            subscriber_id INTEGER NOT NULL,
            event_id INTEGER NOT NULL,
            line INTEGER,
            evidence TEXT,
            PRIMARY KEY (subscriber_id, event_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE subscription (
            list_id INTEGER NOT NULL REFERENCES list (id),
            subscriber_id INTEGER NOT NULL REFERENCES subscriber (id),
            -- SubscriptionStatus
            status INTEGER NOT NULL,
            changed_at INTEGER NOT NULL,
            -- The act that it rests on.
            event_id INTEGER NOT NULL REFERENCES consent_event (id),
            -- When the person first wanted the list.
            joined_at INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (list_id, subscriber_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX subscription_of ON subscription (subscriber_id);

        CREATE TABLE suppression (
            -- Of an address nothing but its hash, so that it also keeps out whoever was erased.
            address_hash BLOB PRIMARY KEY CHECK (length(address_hash) = 32),
            reason TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE suppressed_domain (
            domain TEXT PRIMARY KEY,
            reason TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
