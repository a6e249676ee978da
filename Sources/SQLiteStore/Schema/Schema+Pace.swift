extension Schema {
    /// How fast relays are given messages by all senders: `RelayPace`. Times are milliseconds since 1970. `worker.process` is the
    /// system's number of a worker's process.
    static let pace = """
        CREATE TABLE relay_pace (
            relay_id INTEGER PRIMARY KEY REFERENCES relay (id),
            next REAL NOT NULL,
            learned REAL CHECK (learned > 0),
            learned_at INTEGER NOT NULL
        ) STRICT;

        ALTER TABLE worker ADD COLUMN process INTEGER;
        """
}
