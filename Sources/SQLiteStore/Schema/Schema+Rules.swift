// SPDX-License-Identifier: Apache-2.0
extension Schema {
    /// Recurring schedules, their occurrences, and what approves an edition.
    static let rules = """
        CREATE TABLE rule (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL COLLATE NOCASE,
            schedule TEXT NOT NULL,
            -- Whose clocks, where the schedule names none.
            zone TEXT NOT NULL,
            publication TEXT NOT NULL,
            list_id INTEGER NOT NULL REFERENCES list (id),
            segment TEXT,
            -- EditionPlan
            plan TEXT NOT NULL CHECK (json_valid(plan)),
            -- MailingTerms but for the guard rails, which are the configuration's of the day.
            expires_after INTEGER CHECK (expires_after > 0),
            deadline INTEGER CHECK (deadline > 0),
            canary_share REAL CHECK (canary_share > 0 AND canary_share < 1),
            canary_wait INTEGER CHECK (canary_wait > 0),
            -- TimeMeaning
            meaning TEXT NOT NULL CHECK (json_valid(meaning)),
            created_at INTEGER NOT NULL,
            author TEXT NOT NULL,
            -- Up to when its occurrences have rows.
            planned_until INTEGER NOT NULL,
            paused_at INTEGER,
            removed_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX rule_by_name ON rule (name) WHERE removed_at IS NULL;

        CREATE TABLE occurrence (
            id INTEGER PRIMARY KEY,
            rule_id INTEGER NOT NULL REFERENCES rule (id),
            -- As the schedule says it, in no zone: 2026-12-04T06:00.
            local TEXT NOT NULL,
            at INTEGER NOT NULL,
            -- Whether somebody moved it, so that the schedule says its time no more.
            is_moved INTEGER NOT NULL DEFAULT 0 CHECK (is_moved IN (0, 1)),
            -- OccurrenceState
            state INTEGER NOT NULL,
            -- When something is to be done with it next; null when nothing is.
            due_at INTEGER,
            edition_id INTEGER REFERENCES edition (id),
            mailing_id INTEGER REFERENCES mailing (id),
            assembled_at INTEGER,
            locked_at INTEGER,
            -- Why it is held or skipped, or what went wrong so far.
            reason TEXT,
            UNIQUE (rule_id, local),
            CHECK (edition_id IS NOT NULL OR state NOT IN (1, 2, 3))
        ) STRICT;
        CREATE INDEX occurrence_by_due ON occurrence (due_at) WHERE due_at IS NOT NULL;
        -- Those that are held or missed, which are few.
        CREATE INDEX occurrence_by_state ON occurrence (state, locked_at) WHERE state = 3 OR state = 5;
        CREATE INDEX occurrence_by_time ON occurrence (at);
        CREATE INDEX occurrence_by_mailing ON occurrence (mailing_id) WHERE mailing_id IS NOT NULL;
        CREATE INDEX occurrence_by_edition ON occurrence (edition_id) WHERE edition_id IS NOT NULL;

        CREATE TABLE edition_approval (
            -- Who approved what an edition was; a later change of it or of its articles has another digest.
            id INTEGER PRIMARY KEY,
            edition_id INTEGER NOT NULL REFERENCES edition (id),
            revision INTEGER NOT NULL,
            digest BLOB NOT NULL,
            at INTEGER NOT NULL,
            author TEXT NOT NULL
        ) STRICT;
        CREATE INDEX edition_approval_of ON edition_approval (edition_id);
        """
}
