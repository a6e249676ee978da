extension Schema {
    /// The counts of mailings that are over, as of when: see `KeptCounts`.
    static let counts = """
        CREATE TABLE mailing_count (
            mailing_id INTEGER NOT NULL REFERENCES mailing (id) ON DELETE CASCADE,
            state INTEGER NOT NULL,
            count INTEGER NOT NULL,
            finished_at INTEGER NOT NULL,
            audience INTEGER NOT NULL,
            PRIMARY KEY (mailing_id, state)
        ) STRICT, WITHOUT ROWID;
        """
}
