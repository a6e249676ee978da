extension Schema {
    /// Mailings that an operator's command holds up for a moment, until a time in milliseconds since 1970. Should the command
    /// be killed, they go on then. As a rule there are none.
    static let holds = """
        CREATE TABLE mailing_hold (
            mailing_id INTEGER PRIMARY KEY REFERENCES mailing (id),
            until INTEGER NOT NULL
        ) STRICT;
        """
}
