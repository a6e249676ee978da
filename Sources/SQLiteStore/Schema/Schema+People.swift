// SPDX-License-Identifier: Apache-2.0
extension Schema {
    /// People, their addresses and what they do without.
    static let people = """
        CREATE TABLE subscriber (
            -- Never given twice: an old link must not act on somebody else.
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            address TEXT NOT NULL,
            -- What two spellings of one address have in common.
            address_key TEXT NOT NULL UNIQUE,
            address_hash BLOB NOT NULL CHECK (length(address_hash) = 32),
            first_name TEXT NOT NULL DEFAULT '',
            last_name TEXT NOT NULL DEFAULT '',
            language TEXT NOT NULL DEFAULT '',
            zone TEXT NOT NULL DEFAULT '',
            attributes TEXT NOT NULL DEFAULT '{}',
            created_at INTEGER NOT NULL,
            -- When they first wanted any list, as far as a file told.
            joined_at INTEGER NOT NULL,
            -- Repeats what suppression and suppressed_domain say, so that an audience is counted without a look at every
            -- address. The lease looks at the originals.
            suppressed INTEGER NOT NULL DEFAULT 0 CHECK (suppressed IN (0, 1)),
            domain TEXT AS (substr(address_key, instr(address_key, '@') + 1)) VIRTUAL,
            -- Counts the changes of what copies are filled with: see former_value.
            generation INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX subscriber_by_domain ON subscriber (domain);
        CREATE INDEX subscriber_by_joining ON subscriber (joined_at);
        CREATE INDEX subscriber_suppressed ON subscriber (suppressed) WHERE suppressed = 1;
        CREATE INDEX subscriber_texts ON subscriber (
            -- What segments try on everyone, in the order of people: a third of the bytes of the table, and each processor
            -- can read a share of it.
            id, address_key, first_name, last_name, language, zone
        );

        CREATE TABLE former_address (
            address_key TEXT PRIMARY KEY,
            subscriber_id INTEGER NOT NULL REFERENCES subscriber (id),
            changed_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX former_address_of ON former_address (subscriber_id);

        CREATE TABLE section_opt_out (
            -- Sections of the newsletter that a person does without.
            subscriber_id INTEGER NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
            section TEXT NOT NULL,
            PRIMARY KEY (subscriber_id, section)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE segment (
            name TEXT PRIMARY KEY,
            expression TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// The attributes that people have. The first few have an index on `subscriber` each, which `AttributeIndexes` makes.
    static let attributes = """
        CREATE TABLE attribute (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            type TEXT NOT NULL,
            is_indexed INTEGER NOT NULL DEFAULT 0 CHECK (is_indexed IN (0, 1))
        ) STRICT;

        CREATE TABLE attribute_item (
            -- The items of list attributes. Triggers keep them, but for new people AttributeIndexes enters them: a third trigger
            -- would double the time of an import.
            name TEXT NOT NULL,
            item TEXT NOT NULL,
            subscriber_id INTEGER NOT NULL,
            PRIMARY KEY (name, item, subscriber_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER attribute_item_of_changed AFTER UPDATE OF attributes ON subscriber
        WHEN instr(old.attributes, '[') OR instr(new.attributes, '[') BEGIN
            DELETE FROM attribute_item WHERE subscriber_id = old.id
                AND (name, item) IN (SELECT a.key, i.value FROM json_each(old.attributes) a, json_each(a.value) i
                                     WHERE a.type = 'array');
            INSERT OR IGNORE INTO attribute_item SELECT a.key, i.value, new.id
            FROM json_each(new.attributes) a, json_each(a.value) i WHERE a.type = 'array';
        END;
        CREATE TRIGGER attribute_item_of_gone AFTER DELETE ON subscriber WHEN instr(old.attributes, '[') BEGIN
            DELETE FROM attribute_item WHERE subscriber_id = old.id
                AND (name, item) IN (SELECT a.key, i.value FROM json_each(old.attributes) a, json_each(a.value) i
                                     WHERE a.type = 'array');
        END;
        """

    /// Wishes for another address that wait for answers.
    static let addressChanges = """
        CREATE TABLE address_change (
            -- Who wants it: one wish at a time.
            subscriber_id INTEGER PRIMARY KEY REFERENCES subscriber (id),
            -- Who stands for the address that they want until both mailboxes have answered.
            new_id INTEGER NOT NULL UNIQUE REFERENCES subscriber (id),
            -- The mailings whose letters asked: an answer counts with the link of its own letter alone. Null where none was sent.
            former_mailing_id INTEGER NOT NULL REFERENCES mailing (id),
            new_mailing_id INTEGER REFERENCES mailing (id),
            asked_at INTEGER NOT NULL,
            -- When each mailbox answered.
            former_answered_at INTEGER,
            new_answered_at INTEGER
        ) STRICT;
        """
}
