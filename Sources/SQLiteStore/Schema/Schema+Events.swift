extension Schema {
    /// What became of deliveries beside the attempts at them. Both tables only grow, until their deliveries go.
    ///
    /// `mailing_event` is what happened to all that waited of a mailing. `delivery_event` has a row for each time a delivery
    /// was made due again, and what that wrote over in its own row: that its mailing had expired.
    static let events = """
        CREATE TABLE mailing_event (
            id INTEGER PRIMARY KEY,
            mailing_id INTEGER NOT NULL REFERENCES mailing (id),
            at INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('paused', 'resumed', 'halted', 'cancelled')),
            reason TEXT
        ) STRICT;
        CREATE INDEX mailing_event_of ON mailing_event (mailing_id);
        CREATE TRIGGER mailing_event_is_final BEFORE UPDATE ON mailing_event BEGIN
            SELECT RAISE(ABORT, 'an event is never changed');
        END;

        CREATE TABLE delivery_event (
            delivery_id INTEGER NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number > 0),
            at INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('expired', 'retried')),
            reason TEXT,
            PRIMARY KEY (delivery_id, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER delivery_event_is_final BEFORE UPDATE ON delivery_event BEGIN
            SELECT RAISE(ABORT, 'an event is never changed');
        END;
        """
}
