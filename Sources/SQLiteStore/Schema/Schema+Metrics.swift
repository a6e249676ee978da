// SPDX-License-Identifier: Apache-2.0
extension Schema {
    /// What metrics count. It is counted where it happens, because the rows that it could be counted from are many, and are pruned.
    static let metrics = """
        CREATE TABLE attempt_total (
            -- What relays answered since there is this database, by who runs the mailbox. Providers are a hundred at most: see
            -- LargeProviders.
            relay_id INTEGER NOT NULL REFERENCES relay (id),
            provider TEXT NOT NULL,
            -- AttemptOutcome
            outcome TEXT NOT NULL,
            -- Failure.Cause; empty where nothing went wrong.
            cause TEXT NOT NULL,
            count INTEGER NOT NULL,
            -- How many microseconds connections were busy with them.
            busy INTEGER NOT NULL,
            PRIMARY KEY (relay_id, provider, outcome, cause)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE event_total (
            -- How often something came to be so: a return of an outcome, an alarm of a kind, an occurrence of a state.
            subject TEXT NOT NULL,
            what TEXT NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (subject, what)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER event_total_of_return AFTER INSERT ON returned BEGIN
            INSERT INTO event_total VALUES ('return', new.outcome, 1) ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER event_total_of_settled_return AFTER UPDATE OF outcome ON returned
        WHEN old.outcome <> new.outcome BEGIN
            INSERT INTO event_total VALUES ('return', new.outcome, 1) ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER event_total_of_alarm AFTER INSERT ON alarm WHEN new.raised_at IS NOT NULL BEGIN
            INSERT INTO event_total VALUES ('alarm', new.kind, 1) ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER event_total_of_risen_alarm AFTER UPDATE OF raised_at ON alarm
        WHEN old.raised_at IS NULL AND new.raised_at IS NOT NULL BEGIN
            INSERT INTO event_total VALUES ('alarm', new.kind, 1) ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER event_total_of_occurrence AFTER UPDATE OF state ON occurrence WHEN old.state <> new.state BEGIN
            INSERT INTO event_total VALUES ('occurrence', new.state, 1) ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        """
}
