// SPDX-License-Identifier: Apache-2.0
extension Schema {
    /// Alarms, and who is still to be told of them.
    static let alarms = """
        CREATE TABLE alarm (
            id INTEGER PRIMARY KEY,
            -- Alarm.Kind
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            message TEXT NOT NULL,
            since INTEGER NOT NULL,
            last_seen INTEGER NOT NULL,
            raised_at INTEGER,
            cleared_at INTEGER,
            reminded_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX alarm_that_lasts ON alarm (kind, subject) WHERE cleared_at IS NULL;
        CREATE INDEX alarm_by_end ON alarm (cleared_at) WHERE cleared_at IS NOT NULL;

        CREATE TABLE alarm_notice (
            -- What is to be told, by which way; a row is gone once it was told, or given up.
            id INTEGER PRIMARY KEY,
            alarm_id INTEGER NOT NULL REFERENCES alarm (id) ON DELETE CASCADE,
            -- raised, reminder or cleared
            event TEXT NOT NULL,
            -- mail:ADDRESS, or webhook:ADDRESS
            channel TEXT NOT NULL,
            at INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            fault TEXT
        ) STRICT;
        CREATE INDEX alarm_notice_by_due ON alarm_notice (due_at);
        """
}
