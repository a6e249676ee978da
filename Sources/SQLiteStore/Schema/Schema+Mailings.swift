// SPDX-License-Identifier: Apache-2.0
extension Schema {
    /// Mailings: an edition on its way to a list.
    static let mailings = """
        CREATE TABLE mailing (
            -- Given by NumberEpoch.
            id INTEGER PRIMARY KEY,
            edition_id INTEGER REFERENCES edition (id),
            list_id INTEGER NOT NULL REFERENCES list (id),
            -- MailingState
            state INTEGER NOT NULL,
            -- 0 carries an edition. 1 is a list's standing mailing that asks for confirmations.
            purpose INTEGER NOT NULL DEFAULT 0,
            publish_at INTEGER NOT NULL,
            zone TEXT NOT NULL,
            -- When it was found to be too late to go out by itself.
            held_at INTEGER,
            published_at INTEGER,
            finished_at INTEGER,
            audience INTEGER NOT NULL DEFAULT 0 CHECK (audience >= 0),
            -- Why it is halted, or could not be published.
            reason TEXT,
            segment TEXT,
            -- Why it went out against the proof, and the findings of that.
            override_reason TEXT,
            overridden TEXT,
            -- How long it is of use, and by when it should be done, both from its publication.
            expires_after INTEGER CHECK (expires_after > 0),
            deadline INTEGER CHECK (deadline > 0),
            -- GuardRails, as they were when it was planned.
            guard TEXT CHECK (guard IS NULL OR json_valid(guard)),
            -- A share of the readers is due at once, the others canary_wait later. The share is null once nothing waits for
            -- them; canary counts them.
            canary_share REAL CHECK (canary_share > 0 AND canary_share < 1),
            canary_wait INTEGER CHECK (canary_wait > 0),
            canary INTEGER,
            -- What is sending, paused or sent was published.
            CHECK (published_at IS NOT NULL OR state NOT IN (1, 2, 4)),
            CHECK (edition_id IS NOT NULL OR purpose <> 0),
            CHECK (edition_id IS NULL OR purpose <> 1)
        ) STRICT;
        CREATE INDEX mailing_by_state ON mailing (state, publish_at, id);

        CREATE TABLE mailing_message (
            -- What was frozen at the publication: version 1, the whole edition.
            mailing_id INTEGER PRIMARY KEY REFERENCES mailing (id),
            message_key TEXT NOT NULL UNIQUE,
            content BLOB NOT NULL,
            layout TEXT NOT NULL CHECK (json_valid(layout)),
            edition TEXT NOT NULL CHECK (json_valid(edition))
        ) STRICT;

        CREATE TABLE mailing_version (
            -- The versions for readers who do without some sections, and all those of an amendment.
            mailing_id INTEGER NOT NULL REFERENCES mailing (id),
            version INTEGER NOT NULL CHECK (version > 1),
            -- Which text it is of: 1 was published, each amendment makes the next.
            text_number INTEGER NOT NULL DEFAULT 1 CHECK (text_number > 0),
            without TEXT NOT NULL CHECK (json_valid(without)),
            content BLOB NOT NULL,
            layout TEXT NOT NULL CHECK (json_valid(layout)),
            edition TEXT NOT NULL CHECK (json_valid(edition)),
            PRIMARY KEY (mailing_id, version)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE mailing_amendment (
            mailing_id INTEGER NOT NULL REFERENCES mailing (id),
            text_number INTEGER NOT NULL CHECK (text_number > 1),
            edition_id INTEGER NOT NULL REFERENCES edition (id),
            at INTEGER NOT NULL,
            readers INTEGER NOT NULL,
            override_reason TEXT,
            PRIMARY KEY (mailing_id, text_number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE mailing_hold (
            -- Until when a command holds a mailing up. Should the command be killed, the mailing goes on then.
            mailing_id INTEGER PRIMARY KEY REFERENCES mailing (id),
            until INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE mailing_event (
            -- What happened to all that waited of a mailing.
            id INTEGER PRIMARY KEY,
            mailing_id INTEGER NOT NULL REFERENCES mailing (id),
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            reason TEXT
        ) STRICT;
        CREATE INDEX mailing_event_of ON mailing_event (mailing_id);
        CREATE TRIGGER mailing_event_is_final BEFORE UPDATE ON mailing_event BEGIN
            SELECT RAISE(ABORT, 'an event is never changed');
        END;

        CREATE TABLE mailing_result (
            -- What the guard counts.
            mailing_id INTEGER PRIMARY KEY REFERENCES mailing (id),
            tried INTEGER NOT NULL DEFAULT 0,
            settled INTEGER NOT NULL DEFAULT 0,
            bounced INTEGER NOT NULL DEFAULT 0,
            blocked INTEGER NOT NULL DEFAULT 0,
            complained INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE TABLE mailing_total (
            -- Deliveries whose rows are gone, by DeliveryState.
            mailing_id INTEGER NOT NULL REFERENCES mailing (id),
            state INTEGER NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (mailing_id, state)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE mailing_count (
            -- The counts of mailings that are over, and of when: see KeptCounts.
            mailing_id INTEGER NOT NULL REFERENCES mailing (id) ON DELETE CASCADE,
            state INTEGER NOT NULL,
            count INTEGER NOT NULL,
            finished_at INTEGER NOT NULL,
            audience INTEGER NOT NULL,
            PRIMARY KEY (mailing_id, state)
        ) STRICT, WITHOUT ROWID;
        """
}
