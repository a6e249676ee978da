// SPDX-License-Identifier: Apache-2.0
extension Schema {
    /// The table of one row that a newsroom has.
    static let newsroom = """
        CREATE TABLE newsroom (
            -- A database and its copies have this in common, so that a restoration knows its own.
            key BLOB NOT NULL CHECK (length(key) = 16),
            -- Mailings are numbered from here on: links carry the number, and none is given twice.
            last_mailing INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE token_key (
            -- What signs the links of readers. The youngest signs; the others are believed until they are retired.
            number INTEGER PRIMARY KEY CHECK (number BETWEEN 0 AND 255),
            secret BLOB NOT NULL CHECK (length(secret) = 32),
            created_at INTEGER NOT NULL
        ) STRICT;
        """
}
