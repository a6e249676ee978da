import GRDB

extension Schema {
    /// Relays, what they were given and what they carried.
    ///
    /// `relay_use.slot` is the beginning of some minutes (`RelayQuotas.slot`), in milliseconds since 1970; what a slot
    /// counts was granted within it. `relay_work.busy` is how long connections were busy with a mailing's messages, in
    /// milliseconds.
    static let relays = """
        CREATE TABLE relay (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE relay_use (
            relay_id INTEGER NOT NULL REFERENCES relay (id),
            slot INTEGER NOT NULL,
            messages INTEGER NOT NULL CHECK (messages >= 0),
            PRIMARY KEY (relay_id, slot)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE relay_work (
            mailing_id INTEGER NOT NULL REFERENCES mailing (id),
            relay_id INTEGER NOT NULL REFERENCES relay (id),
            messages INTEGER NOT NULL,
            busy INTEGER NOT NULL,
            PRIMARY KEY (mailing_id, relay_id)
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE delivery ADD COLUMN relay_id INTEGER REFERENCES relay (id);
        """

    /// Lets deliveries name their relay without a reference: SQLite would look it up for every message, which takes as long
    /// as the rest of settling it. No relay is ever deleted, and `check` looks for such that are not there.
    ///
    /// A constraint that goes changes nothing that is stored: its text is taken out of the schema, as SQLite's page on
    /// ALTER TABLE describes.
    static func unreferenceRelays(_ db: Database) throws {
        let version = try Int.fetchOne(db, sql: "PRAGMA schema_version") ?? 0
        try db.execute(
            sql: """
                PRAGMA writable_schema = ON;
                UPDATE sqlite_schema
                SET sql = replace(sql, 'relay_id INTEGER REFERENCES relay (id)', 'relay_id INTEGER')
                WHERE type = 'table' AND name = 'delivery';
                PRAGMA schema_version = \(version + 1);
                PRAGMA writable_schema = RESET;
                """)
    }
}
