// SPDX-License-Identifier: Apache-2.0
extension Schema {
    /// Pictures as readers get them.
    static let media = """
        CREATE TABLE medium (
            -- Half of the SHA-256 of its bytes in hexadecimal, and what it is: jpg, png or gif.
            name TEXT PRIMARY KEY,
            width INTEGER NOT NULL CHECK (width > 0),
            height INTEGER NOT NULL CHECK (height > 0),
            added_at INTEGER NOT NULL,
            -- When a mailing that shows it was published; from then on it is kept, for mail stays in mailboxes.
            published_at INTEGER,
            -- The address that it was last copied to.
            copied_to TEXT,
            bytes BLOB NOT NULL
        ) STRICT;
        """
}
