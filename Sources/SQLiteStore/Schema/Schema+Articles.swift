// SPDX-License-Identifier: Apache-2.0
extension Schema {
    /// Articles, their revisions, and their sources, by which an article is known when it comes again.
    static let articles = """
        CREATE TABLE article (
            slug TEXT PRIMARY KEY,
            content TEXT NOT NULL CHECK (json_valid(content)),
            added_at INTEGER NOT NULL,
            url TEXT,
            -- SHA-256 over the letters of the body.
            text_hash BLOB,
            -- The file that it was read from.
            source TEXT
        ) STRICT;
        CREATE INDEX article_by_url ON article (url) WHERE url IS NOT NULL;
        CREATE INDEX article_by_text ON article (text_hash) WHERE text_hash IS NOT NULL;
        CREATE INDEX article_by_time ON article (added_at);

        CREATE TABLE article_revision (
            -- A revision without content is a removal; the author is empty where nobody noted one.
            slug TEXT NOT NULL,
            number INTEGER NOT NULL CHECK (number > 0),
            at INTEGER NOT NULL,
            author TEXT NOT NULL,
            what TEXT NOT NULL,
            content TEXT CHECK (content IS NULL OR json_valid(content)),
            PRIMARY KEY (slug, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER article_revision_is_final BEFORE UPDATE ON article_revision BEGIN
            SELECT RAISE(ABORT, 'a revision is never changed');
        END;

        CREATE TABLE feed (
            address TEXT PRIMARY KEY,
            etag TEXT,
            last_modified TEXT,
            read_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE taken_entry (
            -- What a feed calls an entry. It stays when its article is removed: an editor who threw it out does not want it back.
            feed TEXT NOT NULL,
            entry TEXT NOT NULL,
            slug TEXT NOT NULL,
            PRIMARY KEY (feed, entry)
        ) STRICT, WITHOUT ROWID;
        """

    /// Gives the texts of editions the numbers that the editions have: 0.1.0 let `edition restore` bring back another.
    static let numbersInTexts = """
        UPDATE edition SET content = json_set(content, '$.number', number)
        WHERE number <> json_extract(content, '$.number');
        """

    /// Editions and their revisions.
    static let editions = """
        CREATE TABLE edition (
            id INTEGER PRIMARY KEY,
            publication TEXT NOT NULL,
            -- Null until it is given.
            number INTEGER CHECK (number > 0),
            date TEXT NOT NULL,
            content TEXT NOT NULL CHECK (json_valid(content)),
            created_at INTEGER NOT NULL,
            UNIQUE (publication, number)
        ) STRICT;

        CREATE TABLE edition_revision (
            edition_id INTEGER NOT NULL REFERENCES edition (id),
            number INTEGER NOT NULL CHECK (number > 0),
            at INTEGER NOT NULL,
            author TEXT NOT NULL,
            what TEXT NOT NULL,
            content TEXT NOT NULL CHECK (json_valid(content)),
            PRIMARY KEY (edition_id, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER edition_revision_is_final BEFORE UPDATE ON edition_revision BEGIN
            SELECT RAISE(ABORT, 'a revision is never changed');
        END;
        """
}
