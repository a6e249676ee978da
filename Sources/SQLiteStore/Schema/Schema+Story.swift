extension Schema {
    /// What became of every attempt, and what each copy was made from, so that its bytes can be told again.
    ///
    /// `attempt` only grows: a row for each answer that was not an acceptance; an acceptance stands in `delivery` itself, so that
    /// a reader who is reached at the first try costs nothing here. `state` is what the attempt made of the delivery.
    ///
    /// `subscriber.revision` counts the changes of what copies are filled with; `delivery.revision` is the one that its copy was
    /// filled with, and `former_value` holds those that are not the present one. Only fields that some published message merges,
    /// `merged_field`, count and are kept. `last_mailing` is the last that can have used them: when its rows are gone, so
    /// may these.
    ///
    /// `recipe` is what else makes a copy: the key of its links and those of its signatures, for each run of a sender;
    /// `delivery.sent_by` names the worker that settled the row. Both of `delivery` are null in rows that are older.
    static let story = """
        CREATE TABLE attempt (
            delivery_id INTEGER NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number > 0),
            at INTEGER NOT NULL,
            state INTEGER NOT NULL CHECK (state IN (4, 5, 6)),
            due_at INTEGER,
            phase TEXT,
            class TEXT,
            code INTEGER,
            status TEXT,
            reply TEXT,
            relay_id INTEGER REFERENCES relay (id),
            worker_id INTEGER NOT NULL,
            PRIMARY KEY (delivery_id, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER attempt_is_final BEFORE UPDATE ON attempt BEGIN
            SELECT RAISE(ABORT, 'an attempt is never changed');
        END;

        ALTER TABLE delivery ADD COLUMN revision INTEGER;
        ALTER TABLE delivery ADD COLUMN sent_by INTEGER;
        ALTER TABLE subscriber ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

        CREATE TABLE merged_field (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        INSERT OR IGNORE INTO merged_field
            SELECT f.value FROM mailing_message m, json_each(m.layout, '$.fields') f WHERE f.value LIKE 'reader.%'
            UNION SELECT f.value FROM mailing_version v, json_each(v.layout, '$.fields') f WHERE f.value LIKE 'reader.%';

        CREATE TABLE former_value (
            subscriber_id INTEGER NOT NULL REFERENCES subscriber (id),
            revision INTEGER NOT NULL,
            last_mailing INTEGER NOT NULL,
            address TEXT NOT NULL,
            first_name TEXT NOT NULL,
            last_name TEXT NOT NULL,
            language TEXT NOT NULL,
            attributes TEXT NOT NULL CHECK (json_valid(attributes)),
            PRIMARY KEY (subscriber_id, revision)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER former_value_of_changed
        AFTER UPDATE OF address, first_name, last_name, language, attributes ON subscriber
        WHEN EXISTS (
            SELECT 1 FROM merged_field WHERE CASE name
                WHEN 'reader.email' THEN old.address <> new.address
                WHEN 'reader.first_name' THEN old.first_name <> new.first_name
                WHEN 'reader.last_name' THEN old.last_name <> new.last_name
                WHEN 'reader.name' THEN old.first_name <> new.first_name OR old.last_name <> new.last_name
                WHEN 'reader.language' THEN old.language <> new.language
                ELSE json_extract(old.attributes, '$."' || substr(name, 8) || '"')
                    IS NOT json_extract(new.attributes, '$."' || substr(name, 8) || '"') END)
        BEGIN
            INSERT INTO former_value SELECT old.id, old.revision, coalesce((SELECT max(id) FROM mailing), 0),
                old.address, old.first_name, old.last_name, old.language,
                (SELECT json_group_object(substr(name, 8), json(old.attributes -> ('$."' || substr(name, 8) || '"')))
                 FROM merged_field WHERE old.attributes -> ('$."' || substr(name, 8) || '"') IS NOT NULL);
            UPDATE subscriber SET revision = revision + 1 WHERE id = old.id;
        END;

        CREATE TABLE recipe (
            mailing_id INTEGER NOT NULL REFERENCES mailing (id),
            worker_id INTEGER NOT NULL,
            since INTEGER NOT NULL,
            token_key INTEGER NOT NULL,
            signing TEXT CHECK (signing IS NULL OR json_valid(signing)),
            PRIMARY KEY (mailing_id, worker_id, since)
        ) STRICT, WITHOUT ROWID;
        """
}
