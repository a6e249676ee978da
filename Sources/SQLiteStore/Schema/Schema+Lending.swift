// SPDX-License-Identifier: Apache-2.0
extension Schema {
    /// Mailings that are lent to PostgreSQL, for many sending machines.
    static let lending = """
        CREATE TABLE lent_mailing (
            -- Senders of this ledger leave it alone.
            mailing_id INTEGER PRIMARY KEY REFERENCES mailing (id) ON DELETE CASCADE,
            -- Whether PostgreSQL has all of it, and whether all of it is home and PostgreSQL need not have it any more.
            is_lent INTEGER NOT NULL DEFAULT 0 CHECK (is_lent IN (0, 1)),
            is_home INTEGER NOT NULL DEFAULT 0 CHECK (is_home IN (0, 1)),
            -- The MailingState that PostgreSQL was told last; -1 when it has to be told anew, with the mailing's text.
            told INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE lent_cursor (
            -- What of each worker's stream is here.
            mailing_id INTEGER NOT NULL REFERENCES lent_mailing (mailing_id) ON DELETE CASCADE,
            worker_id INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            PRIMARY KEY (mailing_id, worker_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE reader_change (
            -- Readers who have changed while something is lent; triggers write it. They are kept until nothing is, because
            -- PostgreSQL may have to be told anew.
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            subscriber_id INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE lending (
            -- The last reader_change that PostgreSQL was told, the last round that it was told of and when, and how many workers it
            -- had heard of lately then.
            id INTEGER PRIMARY KEY CHECK (id = 1),
            told INTEGER NOT NULL DEFAULT 0,
            round INTEGER NOT NULL DEFAULT 0,
            round_at INTEGER,
            workers INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        INSERT INTO lending (id) VALUES (1);
        """
}
