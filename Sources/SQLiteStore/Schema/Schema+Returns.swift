// SPDX-License-Identifier: Apache-2.0
extension Schema {
    /// What came back by mail or from providers.
    static let returns = """
        CREATE TABLE returned (
            id INTEGER PRIMARY KEY,
            -- What tells it from every other. What comes again counts here, and has no row of its own.
            digest BLOB NOT NULL UNIQUE,
            times INTEGER NOT NULL DEFAULT 1,
            at INTEGER NOT NULL,
            source TEXT NOT NULL,
            -- Where its envelope went, if that is known: a token may stand there alone.
            recipient TEXT,
            -- What it says: bounce, delay, complaint, unsubscribe, autoreply, letter or unknown.
            matter TEXT NOT NULL,
            -- ReturnOutcome
            outcome TEXT NOT NULL,
            -- The copy that its token names. Neither is a reference: mailing and reader may be gone.
            mailing_id INTEGER,
            subscriber_id INTEGER,
            -- Who runs the mailbox, as far as that is known, else the mailbox's domain.
            provider TEXT,
            class TEXT,
            persistence TEXT,
            code INTEGER,
            status TEXT,
            reply TEXT,
            -- What a bounce says of the mailbox, whether or not it suppressed anybody.
            kind TEXT,
            suppresses INTEGER NOT NULL DEFAULT 0 CHECK (suppresses IN (0, 1)),
            sender TEXT NOT NULL DEFAULT '',
            subject TEXT NOT NULL DEFAULT '',
            -- The message, for as long as somebody may want to read it, and when a letter was sent on to the desk.
            content BLOB,
            sent_on_at INTEGER
        ) STRICT;
        CREATE INDEX returned_of ON returned (mailing_id, subscriber_id);
        CREATE INDEX returned_about ON returned (subscriber_id) WHERE subscriber_id IS NOT NULL;
        CREATE INDEX returned_by ON returned (outcome, at);
        CREATE INDEX returned_burst ON returned (provider, at) WHERE suppresses;

        CREATE TABLE provider (
            -- Who runs the mailboxes of a domain, found by its MX.
            domain TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            found_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE provider_hold (
            -- Until when nothing goes to a provider, because a report says that it does not believe who we are.
            provider TEXT PRIMARY KEY,
            until INTEGER NOT NULL,
            reply TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE taught_phrase (
            -- What an operator said that a text means which nobody understood.
            phrase TEXT PRIMARY KEY,
            class TEXT NOT NULL,
            persistence TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
