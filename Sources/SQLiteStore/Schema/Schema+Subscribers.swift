extension Schema {
    /// People, lists and consent. Times are milliseconds since 1970; `status` is `SubscriptionStatus`.
    ///
    /// Consent events are kept per act, not per person: an import of a million people is one row of `consent_event`
    /// and each subscription it made names it by `event_id`.
    static let subscribers = """
        CREATE TABLE subscriber (
            id INTEGER PRIMARY KEY,
            address TEXT NOT NULL,
            address_key TEXT NOT NULL UNIQUE,
            address_hash BLOB NOT NULL CHECK (length(address_hash) = 32),
            first_name TEXT NOT NULL DEFAULT '',
            last_name TEXT NOT NULL DEFAULT '',
            attributes TEXT NOT NULL DEFAULT '{}',
            created_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE list (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE consent_event (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('subscribe', 'unsubscribe', 'import')),
            list_id INTEGER NOT NULL REFERENCES list (id),
            subscriber_id INTEGER REFERENCES subscriber (id),
            source TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE subscription (
            list_id INTEGER NOT NULL REFERENCES list (id),
            subscriber_id INTEGER NOT NULL REFERENCES subscriber (id),
            status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 2),
            changed_at INTEGER NOT NULL,
            event_id INTEGER NOT NULL REFERENCES consent_event (id),
            PRIMARY KEY (list_id, subscriber_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX subscription_of ON subscription (subscriber_id);

        CREATE TABLE suppression (
            address_hash BLOB PRIMARY KEY CHECK (length(address_hash) = 32),
            reason TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE token_key (
            number INTEGER PRIMARY KEY CHECK (number BETWEEN 0 AND 255),
            secret BLOB NOT NULL CHECK (length(secret) = 32),
            created_at INTEGER NOT NULL
        ) STRICT;
        """
}
