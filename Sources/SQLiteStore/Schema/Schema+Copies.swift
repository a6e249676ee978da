// SPDX-License-Identifier: Apache-2.0
extension Schema {
    /// Whatever each copy was made from, so that it can be made again byte for byte.
    static let copies = """
        CREATE TABLE merged_field (
            -- The fields of readers that some published message merges. Only these are kept when they change.
            name TEXT PRIMARY KEY
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE former_value (
            subscriber_id INTEGER NOT NULL REFERENCES subscriber (id),
            generation INTEGER NOT NULL,
            -- The last that can have used them: when its rows are gone, so may these.
            last_mailing INTEGER NOT NULL,
            address TEXT NOT NULL,
            first_name TEXT NOT NULL,
            last_name TEXT NOT NULL,
            language TEXT NOT NULL,
            attributes TEXT NOT NULL CHECK (json_valid(attributes)),
            PRIMARY KEY (subscriber_id, generation)
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
            INSERT INTO former_value SELECT old.id, old.generation, coalesce((SELECT max(id) FROM mailing), 0),
                old.address, old.first_name, old.last_name, old.language,
                (SELECT json_group_object(substr(name, 8), json(old.attributes -> ('$."' || substr(name, 8) || '"')))
                 FROM merged_field WHERE old.attributes -> ('$."' || substr(name, 8) || '"') IS NOT NULL);
            UPDATE subscriber SET generation = generation + 1 WHERE id = old.id;
        END;

        CREATE TABLE recipe (
            -- The key of a copy's links and those of its signatures, for each run of a sender.
            mailing_id INTEGER NOT NULL REFERENCES mailing (id),
            worker_id INTEGER NOT NULL,
            since INTEGER NOT NULL,
            token_key INTEGER NOT NULL,
            signing TEXT CHECK (signing IS NULL OR json_valid(signing)),
            PRIMARY KEY (mailing_id, worker_id, since)
        ) STRICT, WITHOUT ROWID;
        """
}
