extension Schema {
    /// Versions of an edition for readers who do without some sections, and what the proof found.
    ///
    /// Version 1, the whole edition, is `mailing_message`; the others stand here. `overridden` holds the findings that
    /// `override_reason` published a mailing against.
    static let versions = """
        CREATE TABLE section_opt_out (
            subscriber_id INTEGER NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
            section TEXT NOT NULL,
            PRIMARY KEY (subscriber_id, section)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE mailing_version (
            mailing_id INTEGER NOT NULL REFERENCES mailing (id),
            version INTEGER NOT NULL CHECK (version > 1),
            without TEXT NOT NULL CHECK (json_valid(without)),
            content BLOB NOT NULL,
            layout TEXT NOT NULL CHECK (json_valid(layout)),
            edition TEXT NOT NULL CHECK (json_valid(edition)),
            PRIMARY KEY (mailing_id, version)
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE mailing ADD COLUMN override_reason TEXT;
        ALTER TABLE mailing ADD COLUMN overridden TEXT;
        """
}
