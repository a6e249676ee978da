extension Schema {
    /// Articles, editions, mailings and the ledger. Times are milliseconds since 1970.
    ///
    /// `delivery.due_at` is set exactly while a row waits to be leased and `worker_id` exactly while someone
    /// holds it, so two small partial indexes answer every question of the send path: what is due, and what is
    /// held. `state` is `DeliveryState`, `mailing.state` is `MailingState`.
    static let mailings = """
        CREATE TABLE article (
            slug TEXT PRIMARY KEY,
            content TEXT NOT NULL CHECK (json_valid(content)),
            added_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE edition (
            id INTEGER PRIMARY KEY,
            publication TEXT NOT NULL,
            number INTEGER NOT NULL CHECK (number > 0),
            date TEXT NOT NULL,
            content TEXT NOT NULL CHECK (json_valid(content)),
            created_at INTEGER NOT NULL,
            UNIQUE (publication, number)
        ) STRICT;

        CREATE TABLE mailing (
            id INTEGER PRIMARY KEY,
            edition_id INTEGER NOT NULL REFERENCES edition (id),
            list_id INTEGER NOT NULL REFERENCES list (id),
            state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 5),
            publish_at INTEGER NOT NULL,
            zone TEXT NOT NULL,
            published_at INTEGER,
            finished_at INTEGER,
            audience INTEGER NOT NULL DEFAULT 0 CHECK (audience >= 0),
            reason TEXT,
            CHECK ((state IN (0, 5)) OR published_at IS NOT NULL)
        ) STRICT;
        CREATE INDEX mailing_by_state ON mailing (state, publish_at, id);

        CREATE TABLE mailing_message (
            mailing_id INTEGER PRIMARY KEY REFERENCES mailing (id),
            message_key TEXT NOT NULL UNIQUE,
            content BLOB NOT NULL,
            layout TEXT NOT NULL CHECK (json_valid(layout)),
            edition TEXT NOT NULL CHECK (json_valid(edition))
        ) STRICT;

        CREATE TABLE worker (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            key TEXT NOT NULL UNIQUE,
            lease_until INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE delivery (
            id INTEGER PRIMARY KEY,
            mailing_id INTEGER NOT NULL REFERENCES mailing (id),
            subscriber_id INTEGER NOT NULL REFERENCES subscriber (id),
            state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 9),
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
            UNIQUE (mailing_id, subscriber_id),
            CHECK ((worker_id IS NOT NULL) = (state IN (1, 2))),
            CHECK (due_at IS NULL OR state IN (0, 4, 6)),
            CHECK (due_at IS NOT NULL OR state NOT IN (0, 4))
        ) STRICT;
        CREATE INDEX delivery_due ON delivery (mailing_id, due_at) WHERE due_at IS NOT NULL;
        CREATE INDEX delivery_held ON delivery (mailing_id, worker_id) WHERE worker_id IS NOT NULL;
        """
}
