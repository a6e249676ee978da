extension Schema {
    /// What stops a mailing by itself, whom it goes to first, and when it should be done.
    ///
    /// `guard` is `GuardRails` as JSON, as they were when the mailing was planned. Of a mailing with a canary a share of the
    /// rows is due at its publication and the others `canary_wait` milliseconds later; `canary` counts the first.
    /// `canary_share` is null once nothing waits for them. `deadline` is in milliseconds from publication.
    static let guardRails = """
        CREATE TABLE mailing_result (
            mailing_id INTEGER PRIMARY KEY REFERENCES mailing (id),
            tried INTEGER NOT NULL DEFAULT 0,
            settled INTEGER NOT NULL DEFAULT 0,
            bounced INTEGER NOT NULL DEFAULT 0,
            blocked INTEGER NOT NULL DEFAULT 0,
            complained INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        ALTER TABLE mailing ADD COLUMN guard TEXT CHECK (guard IS NULL OR json_valid(guard));
        ALTER TABLE mailing ADD COLUMN canary_share REAL CHECK (canary_share > 0 AND canary_share < 1);
        ALTER TABLE mailing ADD COLUMN canary_wait INTEGER CHECK (canary_wait > 0);
        ALTER TABLE mailing ADD COLUMN canary INTEGER;
        ALTER TABLE mailing ADD COLUMN deadline INTEGER CHECK (deadline > 0);
        """
}
