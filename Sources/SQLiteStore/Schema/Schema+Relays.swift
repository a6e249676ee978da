// SPDX-License-Identifier: Apache-2.0
extension Schema {
    /// Relays, what they were given and what they carried.
    static let relays = """
        CREATE TABLE relay (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE relay_use (
            -- How many messages were granted within a slot, which begins every few minutes: see RelayQuotas.
            relay_id INTEGER NOT NULL REFERENCES relay (id),
            slot INTEGER NOT NULL,
            messages INTEGER NOT NULL CHECK (messages >= 0),
            PRIMARY KEY (relay_id, slot)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE relay_pace (
            -- How fast all senders together give a relay messages: RelayPace.
            relay_id INTEGER PRIMARY KEY REFERENCES relay (id),
            next REAL NOT NULL,
            learned REAL CHECK (learned > 0),
            learned_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE relay_work (
            mailing_id INTEGER NOT NULL REFERENCES mailing (id),
            relay_id INTEGER NOT NULL REFERENCES relay (id),
            messages INTEGER NOT NULL,
            -- How many milliseconds connections were busy with them.
            busy INTEGER NOT NULL,
            PRIMARY KEY (mailing_id, relay_id)
        ) STRICT, WITHOUT ROWID;
        """
}
