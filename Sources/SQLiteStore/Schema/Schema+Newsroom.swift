extension Schema {
    /// What a newsroom's databases and their copies have in common, `key`, and the number up to which
    /// mailings are given. The table that marked copies goes: one that was put in place by hand could not be
    /// copied again.
    static let newsroom = """
        CREATE TABLE newsroom (
            key BLOB NOT NULL CHECK (length(key) = 16),
            last_mailing INTEGER NOT NULL
        ) STRICT;
        INSERT INTO newsroom VALUES (randomblob(16), 0);
        DROP TABLE IF EXISTS backup;
        """
}
