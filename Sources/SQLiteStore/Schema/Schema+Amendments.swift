extension Schema {
    /// Editions that were amended while they went out: each amendment is a revision with versions of its own, counted on from
    /// those before. A mailing is published as revision 1.
    static let amendments = """
        ALTER TABLE mailing_version ADD COLUMN revision INTEGER NOT NULL DEFAULT 1 CHECK (revision > 0);

        CREATE TABLE mailing_amendment (
            mailing_id INTEGER NOT NULL REFERENCES mailing (id),
            revision INTEGER NOT NULL CHECK (revision > 1),
            edition_id INTEGER NOT NULL REFERENCES edition (id),
            at INTEGER NOT NULL,
            readers INTEGER NOT NULL,
            override_reason TEXT,
            PRIMARY KEY (mailing_id, revision)
        ) STRICT, WITHOUT ROWID;
        """
}
