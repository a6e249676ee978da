extension Schema {
    /// Consent that tells the whole story, typed attributes, segments, and ledgers that can be pruned.
    ///
    /// `consent_event` only grows: a trigger refuses changes, and rows leave with the person or after their keeping time. An
    /// import is one event; `import_entry` says on which line of its file each person stood. `subscription.joined_at` is
    /// when the person first wanted the list, `subscriber.joined_at` any list, as far as a file told.
    ///
    /// `subscriber.suppressed` repeats what `suppression` and `suppressed_domain` say, so that an audience is counted
    /// without a look at every address; the lease looks at the originals.
    ///
    /// `attribute_item` holds the items of list attributes, kept by triggers; of new people by `AttributeIndexes`, because a
    /// trigger would double the time of an import. `mailing_total` counts deliveries whose rows
    /// are gone. A mailing of `purpose` 1 asks for confirmations: it has no edition, its readers are `unconfirmed`.
    ///
    /// `subscriber` is made anew so that a number is never given twice (an old link must not act on somebody else),
    /// `consent_event` and `mailing` because SQLite cannot change a CHECK.
    static let consent = """
        ALTER TABLE list ADD COLUMN is_public INTEGER NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1));
        ALTER TABLE list ADD COLUMN is_double INTEGER NOT NULL DEFAULT 0 CHECK (is_double IN (0, 1));
        ALTER TABLE list ADD COLUMN publication TEXT;

        CREATE TABLE subscriber_4 (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            address TEXT NOT NULL,
            address_key TEXT NOT NULL UNIQUE,
            address_hash BLOB NOT NULL CHECK (length(address_hash) = 32),
            first_name TEXT NOT NULL DEFAULT '',
            last_name TEXT NOT NULL DEFAULT '',
            language TEXT NOT NULL DEFAULT '',
            zone TEXT NOT NULL DEFAULT '',
            attributes TEXT NOT NULL DEFAULT '{}',
            created_at INTEGER NOT NULL,
            joined_at INTEGER NOT NULL,
            suppressed INTEGER NOT NULL DEFAULT 0 CHECK (suppressed IN (0, 1)),
            domain TEXT AS (substr(address_key, instr(address_key, '@') + 1)) VIRTUAL
        ) STRICT;
        INSERT INTO subscriber_4 (id, address, address_key, address_hash, first_name, last_name, attributes, created_at,
                joined_at, suppressed)
            SELECT id, address, address_key, address_hash, first_name, last_name, attributes, created_at, created_at,
                address_hash IN (SELECT address_hash FROM suppression) FROM subscriber;
        DROP TABLE subscriber;
        ALTER TABLE subscriber_4 RENAME TO subscriber;
        CREATE INDEX subscriber_by_domain ON subscriber (domain);
        CREATE INDEX subscriber_by_joining ON subscriber (joined_at);
        CREATE INDEX subscriber_suppressed ON subscriber (suppressed) WHERE suppressed = 1;

        CREATE TABLE former_address (
            address_key TEXT PRIMARY KEY,
            subscriber_id INTEGER NOT NULL REFERENCES subscriber (id),
            changed_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX former_address_of ON former_address (subscriber_id);

        CREATE TABLE attribute (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            type TEXT NOT NULL CHECK (type IN ('text', 'number', 'date', 'boolean', 'list')),
            is_indexed INTEGER NOT NULL DEFAULT 0 CHECK (is_indexed IN (0, 1))
        ) STRICT;

        CREATE TABLE attribute_item (
            name TEXT NOT NULL,
            item TEXT NOT NULL,
            subscriber_id INTEGER NOT NULL,
            PRIMARY KEY (name, item, subscriber_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER attribute_item_of_changed AFTER UPDATE OF attributes ON subscriber
        WHEN instr(old.attributes, '[') OR instr(new.attributes, '[') BEGIN
            DELETE FROM attribute_item WHERE subscriber_id = old.id
                AND (name, item) IN (SELECT a.key, i.value FROM json_each(old.attributes) a, json_each(a.value) i
                                     WHERE a.type = 'array');
            INSERT OR IGNORE INTO attribute_item SELECT a.key, i.value, new.id
            FROM json_each(new.attributes) a, json_each(a.value) i WHERE a.type = 'array';
        END;
        CREATE TRIGGER attribute_item_of_gone AFTER DELETE ON subscriber WHEN instr(old.attributes, '[') BEGIN
            DELETE FROM attribute_item WHERE subscriber_id = old.id
                AND (name, item) IN (SELECT a.key, i.value FROM json_each(old.attributes) a, json_each(a.value) i
                                     WHERE a.type = 'array');
        END;

        CREATE TABLE consent_event_4 (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('subscribe', 'request', 'resend', 'confirm', 'unsubscribe', 'import',
                'bounce', 'complaint', 'suppress', 'release', 'address', 'expire', 'erase')),
            list_id INTEGER REFERENCES list (id),
            subscriber_id INTEGER REFERENCES subscriber (id),
            source TEXT NOT NULL,
            evidence TEXT CHECK (evidence IS NULL OR json_valid(evidence)),
            at INTEGER NOT NULL
        ) STRICT;
        INSERT INTO consent_event_4 (id, kind, list_id, subscriber_id, source, at)
            SELECT id, kind, list_id, subscriber_id, source, at FROM consent_event;
        DROP TABLE consent_event;
        ALTER TABLE consent_event_4 RENAME TO consent_event;
        CREATE INDEX consent_event_of ON consent_event (subscriber_id, id) WHERE subscriber_id IS NOT NULL;
        CREATE INDEX consent_event_on ON consent_event (list_id, at);
        CREATE TRIGGER consent_event_is_final BEFORE UPDATE ON consent_event BEGIN
            SELECT RAISE(ABORT, 'a consent event is never changed');
        END;

        CREATE TABLE import_entry (
            subscriber_id INTEGER NOT NULL,
            event_id INTEGER NOT NULL,
            line INTEGER,
            evidence TEXT,
            PRIMARY KEY (subscriber_id, event_id)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO import_entry (subscriber_id, event_id)
            SELECT DISTINCT p.subscriber_id, p.event_id FROM subscription p JOIN consent_event e ON e.id = p.event_id
            WHERE e.kind = 'import';

        ALTER TABLE subscription ADD COLUMN joined_at INTEGER NOT NULL DEFAULT 0;
        UPDATE subscription SET joined_at = changed_at;

        CREATE TABLE suppressed_domain (
            domain TEXT PRIMARY KEY,
            reason TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE segment (
            name TEXT PRIMARY KEY,
            expression TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE mailing_4 (
            id INTEGER PRIMARY KEY,
            edition_id INTEGER REFERENCES edition (id),
            list_id INTEGER NOT NULL REFERENCES list (id),
            state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 5),
            publish_at INTEGER NOT NULL,
            zone TEXT NOT NULL,
            published_at INTEGER,
            finished_at INTEGER,
            audience INTEGER NOT NULL DEFAULT 0 CHECK (audience >= 0),
            reason TEXT,
            override_reason TEXT,
            overridden TEXT,
            segment TEXT,
            purpose INTEGER NOT NULL DEFAULT 0 CHECK (purpose IN (0, 1)),
            CHECK (state IN (0, 3, 5) OR published_at IS NOT NULL),
            CHECK ((edition_id IS NULL) = (purpose = 1))
        ) STRICT;
        INSERT INTO mailing_4 (id, edition_id, list_id, state, publish_at, zone, published_at, finished_at, audience,
                reason, override_reason, overridden)
            SELECT id, edition_id, list_id, state, publish_at, zone, published_at, finished_at, audience, reason,
                override_reason, overridden FROM mailing;
        DROP TABLE mailing;
        ALTER TABLE mailing_4 RENAME TO mailing;
        CREATE INDEX mailing_by_state ON mailing (state, publish_at, id);

        CREATE TABLE mailing_total (
            mailing_id INTEGER NOT NULL REFERENCES mailing (id),
            state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 9),
            count INTEGER NOT NULL,
            PRIMARY KEY (mailing_id, state)
        ) STRICT, WITHOUT ROWID;
        """
}
