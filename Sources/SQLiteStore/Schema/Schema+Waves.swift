// SPDX-License-Identifier: Apache-2.0
extension Schema {
    /// Mailings whose readers get them by their own clocks, and those that have to be done by a time.
    static let waves = """
        -- MailingTiming: what readers' clocks show when they get it (2026-12-01T06:00) and what becomes of those whose clocks have
        -- shown it; or by when everybody should have it.
        ALTER TABLE mailing ADD COLUMN readers_time TEXT;
        ALTER TABLE mailing ADD COLUMN past_zones TEXT;
        ALTER TABLE mailing ADD COLUMN deliver_by INTEGER;

        CREATE TABLE mailing_wave (
            -- The readers of a published mailing by their zone; the empty zone has those of no known one.
            mailing_id INTEGER NOT NULL REFERENCES mailing (id) ON DELETE CASCADE,
            zone TEXT NOT NULL,
            -- Null for readers who do not get it.
            due_at INTEGER,
            readers INTEGER NOT NULL DEFAULT 0 CHECK (readers >= 0),
            PRIMARY KEY (mailing_id, zone)
        ) STRICT, WITHOUT ROWID;

        -- When its reader's clocks have it go out; null in mailings that go out to all at once.
        ALTER TABLE delivery ADD COLUMN wave_at INTEGER;

        -- The latest wave that has begun, and what came of it.
        ALTER TABLE mailing_result ADD COLUMN wave_at INTEGER;
        ALTER TABLE mailing_result ADD COLUMN wave_settled INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE mailing_result ADD COLUMN wave_bounced INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE mailing_result ADD COLUMN wave_blocked INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE mailing_result ADD COLUMN wave_complained INTEGER NOT NULL DEFAULT 0;
        """
}
