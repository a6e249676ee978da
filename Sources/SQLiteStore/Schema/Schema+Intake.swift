extension Schema {
    /// Where articles came from, so that the same one is known when it comes again.
    ///
    /// `source` is the file an article was read from. `text_hash` is SHA-256 over the letters of the body. `taken_entry` keeps what a feed calls an entry also when
    /// its article is removed: an editor who threw it out does not want it back.
    static let intake = """
        ALTER TABLE article ADD COLUMN url TEXT;
        ALTER TABLE article ADD COLUMN text_hash BLOB;
        ALTER TABLE article ADD COLUMN source TEXT;
        UPDATE article SET url = json_extract(content, '$.url');
        CREATE INDEX article_by_url ON article (url) WHERE url IS NOT NULL;
        CREATE INDEX article_by_text ON article (text_hash) WHERE text_hash IS NOT NULL;
        CREATE INDEX article_by_time ON article (added_at);

        CREATE TABLE feed (
            address TEXT PRIMARY KEY,
            etag TEXT,
            last_modified TEXT,
            read_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE taken_entry (
            feed TEXT NOT NULL,
            entry TEXT NOT NULL,
            slug TEXT NOT NULL,
            PRIMARY KEY (feed, entry)
        ) STRICT, WITHOUT ROWID;
        """
}
