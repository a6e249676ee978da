CREATE TABLE newsroom (
    -- A database and its copies have this in common, so that a restoration knows its own.
    key BLOB NOT NULL CHECK (length(key) = 16),
    -- Mailings are numbered from here on: links carry the number, and none is given twice.
    last_mailing INTEGER NOT NULL
) STRICT;

CREATE TABLE token_key (
    -- What signs the links of readers. The youngest signs; the others are believed until they are retired.
    number INTEGER PRIMARY KEY CHECK (number BETWEEN 0 AND 255),
    secret BLOB NOT NULL CHECK (length(secret) = 32),
    created_at INTEGER NOT NULL
) STRICT;

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

CREATE TABLE list (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- Whether anybody may ask for it on a page, and whether they have to confirm that.
    is_public INTEGER NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1)),
    is_double INTEGER NOT NULL DEFAULT 0 CHECK (is_double IN (0, 1)),
    publication TEXT
) STRICT;

CREATE TABLE consent_event (
    -- One row for each act, not for each person: the import of a million people is one. Rows leave with the person, or
    -- after their keeping time.
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    list_id INTEGER REFERENCES list (id),
    subscriber_id INTEGER REFERENCES subscriber (id),
    source TEXT NOT NULL,
    evidence TEXT CHECK (evidence IS NULL OR json_valid(evidence)),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX consent_event_of ON consent_event (subscriber_id, id) WHERE subscriber_id IS NOT NULL;
CREATE INDEX consent_event_on ON consent_event (list_id, at);
CREATE TRIGGER consent_event_is_final BEFORE UPDATE ON consent_event BEGIN
    SELECT RAISE(ABORT, 'a consent event is never changed');
END;

CREATE TABLE import_entry (
    -- On which line of an imported file a person stood.
    subscriber_id INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    line INTEGER,
    evidence TEXT,
    PRIMARY KEY (subscriber_id, event_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE subscription (
    list_id INTEGER NOT NULL REFERENCES list (id),
    subscriber_id INTEGER NOT NULL REFERENCES subscriber (id),
    -- SubscriptionStatus
    status INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    -- The act that it rests on.
    event_id INTEGER NOT NULL REFERENCES consent_event (id),
    -- When the person first wanted the list.
    joined_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (list_id, subscriber_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX subscription_of ON subscription (subscriber_id);

CREATE TABLE suppression (
    -- Of an address nothing but its hash, so that it also keeps out whoever was erased.
    address_hash BLOB PRIMARY KEY CHECK (length(address_hash) = 32),
    reason TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE suppressed_domain (
    domain TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE article (
    slug TEXT PRIMARY KEY,
    content TEXT NOT NULL CHECK (json_valid(content)),
    added_at INTEGER NOT NULL,
    url TEXT,
    -- SHA-256 over the letters of the body.
    text_hash BLOB,
    -- The file that it was read from.
    source TEXT
) STRICT;
CREATE INDEX article_by_url ON article (url) WHERE url IS NOT NULL;
CREATE INDEX article_by_text ON article (text_hash) WHERE text_hash IS NOT NULL;
CREATE INDEX article_by_time ON article (added_at);

CREATE TABLE article_revision (
    -- A revision without content is a removal; the author is empty where nobody noted one.
    slug TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    what TEXT NOT NULL,
    content TEXT CHECK (content IS NULL OR json_valid(content)),
    PRIMARY KEY (slug, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER article_revision_is_final BEFORE UPDATE ON article_revision BEGIN
    SELECT RAISE(ABORT, 'a revision is never changed');
END;

CREATE TABLE feed (
    address TEXT PRIMARY KEY,
    etag TEXT,
    last_modified TEXT,
    read_at INTEGER NOT NULL
) STRICT;

CREATE TABLE taken_entry (
    -- What a feed calls an entry. It stays when its article is removed: an editor who threw it out does not want it back.
    feed TEXT NOT NULL,
    entry TEXT NOT NULL,
    slug TEXT NOT NULL,
    PRIMARY KEY (feed, entry)
) STRICT, WITHOUT ROWID;

CREATE TABLE edition (
    id INTEGER PRIMARY KEY,
    publication TEXT NOT NULL,
    -- Null until it is given.
    number INTEGER CHECK (number > 0),
    date TEXT NOT NULL,
    content TEXT NOT NULL CHECK (json_valid(content)),
    created_at INTEGER NOT NULL,
    UNIQUE (publication, number)
) STRICT;

CREATE TABLE edition_revision (
    edition_id INTEGER NOT NULL REFERENCES edition (id),
    number INTEGER NOT NULL CHECK (number > 0),
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    what TEXT NOT NULL,
    content TEXT NOT NULL CHECK (json_valid(content)),
    PRIMARY KEY (edition_id, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER edition_revision_is_final BEFORE UPDATE ON edition_revision BEGIN
    SELECT RAISE(ABORT, 'a revision is never changed');
END;

CREATE TABLE mailing (
    -- Given by NumberEpoch.
    id INTEGER PRIMARY KEY,
    edition_id INTEGER REFERENCES edition (id),
    list_id INTEGER NOT NULL REFERENCES list (id),
    -- MailingState
    state INTEGER NOT NULL,
    -- 0 carries an edition. 1 is a list's standing mailing that asks for confirmations.
    purpose INTEGER NOT NULL DEFAULT 0,
    publish_at INTEGER NOT NULL,
    zone TEXT NOT NULL,
    -- When it was found to be too late to go out by itself.
    held_at INTEGER,
    published_at INTEGER,
    finished_at INTEGER,
    audience INTEGER NOT NULL DEFAULT 0 CHECK (audience >= 0),
    -- Why it is halted, or could not be published.
    reason TEXT,
    segment TEXT,
    -- Why it went out against the proof, and the findings of that.
    override_reason TEXT,
    overridden TEXT,
    -- How long it is of use, and by when it should be done, both from its publication.
    expires_after INTEGER CHECK (expires_after > 0),
    deadline INTEGER CHECK (deadline > 0),
    -- GuardRails, as they were when it was planned.
    guard TEXT CHECK (guard IS NULL OR json_valid(guard)),
    -- A share of the readers is due at once, the others canary_wait later. The share is null once nothing waits for
    -- them; canary counts them.
    canary_share REAL CHECK (canary_share > 0 AND canary_share < 1),
    canary_wait INTEGER CHECK (canary_wait > 0),
    canary INTEGER, readers_time TEXT, past_zones TEXT, deliver_by INTEGER,
    -- What is sending, paused or sent was published.
    CHECK (published_at IS NOT NULL OR state NOT IN (1, 2, 4)),
    CHECK (edition_id IS NOT NULL OR purpose <> 0),
    CHECK (edition_id IS NULL OR purpose <> 1)
) STRICT;
CREATE INDEX mailing_by_state ON mailing (state, publish_at, id);

CREATE TABLE mailing_message (
    -- What was frozen at the publication: version 1, the whole edition.
    mailing_id INTEGER PRIMARY KEY REFERENCES mailing (id),
    message_key TEXT NOT NULL UNIQUE,
    content BLOB NOT NULL,
    layout TEXT NOT NULL CHECK (json_valid(layout)),
    edition TEXT NOT NULL CHECK (json_valid(edition))
) STRICT;

CREATE TABLE mailing_version (
    -- The versions for readers who do without some sections, and all those of an amendment.
    mailing_id INTEGER NOT NULL REFERENCES mailing (id),
    version INTEGER NOT NULL CHECK (version > 1),
    -- Which text it is of: 1 was published, each amendment makes the next.
    text_number INTEGER NOT NULL DEFAULT 1 CHECK (text_number > 0),
    without TEXT NOT NULL CHECK (json_valid(without)),
    content BLOB NOT NULL,
    layout TEXT NOT NULL CHECK (json_valid(layout)),
    edition TEXT NOT NULL CHECK (json_valid(edition)),
    PRIMARY KEY (mailing_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE mailing_amendment (
    mailing_id INTEGER NOT NULL REFERENCES mailing (id),
    text_number INTEGER NOT NULL CHECK (text_number > 1),
    edition_id INTEGER NOT NULL REFERENCES edition (id),
    at INTEGER NOT NULL,
    readers INTEGER NOT NULL,
    override_reason TEXT,
    PRIMARY KEY (mailing_id, text_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE mailing_hold (
    -- Until when a command holds a mailing up. Should the command be killed, the mailing goes on then.
    mailing_id INTEGER PRIMARY KEY REFERENCES mailing (id),
    until INTEGER NOT NULL
) STRICT;

CREATE TABLE mailing_event (
    -- What happened to all that waited of a mailing.
    id INTEGER PRIMARY KEY,
    mailing_id INTEGER NOT NULL REFERENCES mailing (id),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT
) STRICT;
CREATE INDEX mailing_event_of ON mailing_event (mailing_id);
CREATE TRIGGER mailing_event_is_final BEFORE UPDATE ON mailing_event BEGIN
    SELECT RAISE(ABORT, 'an event is never changed');
END;

CREATE TABLE mailing_result (
    -- What the guard counts.
    mailing_id INTEGER PRIMARY KEY REFERENCES mailing (id),
    tried INTEGER NOT NULL DEFAULT 0,
    settled INTEGER NOT NULL DEFAULT 0,
    bounced INTEGER NOT NULL DEFAULT 0,
    blocked INTEGER NOT NULL DEFAULT 0,
    complained INTEGER NOT NULL DEFAULT 0
, wave_at INTEGER, wave_settled INTEGER NOT NULL DEFAULT 0, wave_bounced INTEGER NOT NULL DEFAULT 0, wave_blocked INTEGER NOT NULL DEFAULT 0, wave_complained INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE mailing_total (
    -- Deliveries whose rows are gone, by DeliveryState.
    mailing_id INTEGER NOT NULL REFERENCES mailing (id),
    state INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (mailing_id, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE mailing_count (
    -- The counts of mailings that are over, and of when: see KeptCounts.
    mailing_id INTEGER NOT NULL REFERENCES mailing (id) ON DELETE CASCADE,
    state INTEGER NOT NULL,
    count INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    audience INTEGER NOT NULL,
    PRIMARY KEY (mailing_id, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE worker (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The end of its file's name beside the database.
    key TEXT NOT NULL UNIQUE,
    lease_until INTEGER NOT NULL,
    -- The system's number of its process.
    process INTEGER
) STRICT;

CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    mailing_id INTEGER NOT NULL REFERENCES mailing (id),
    subscriber_id INTEGER NOT NULL REFERENCES subscriber (id),
    -- DeliveryState
    state INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER,
    worker_id INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    doubts INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 1,
    class TEXT,
    code INTEGER,
    status TEXT,
    reply TEXT,
    settled_at INTEGER,
    -- Without a reference, which would be looked up for every message and take as long as the rest of settling it. No
    -- relay is ever deleted, and a check looks for such that are not there.
    relay_id INTEGER,
    -- What its copy was filled with: of subscriber or former_value. Null until it is leased.
    generation INTEGER,
    -- The worker that settled it, as recipe names it. Null until then.
    sent_by INTEGER, wave_at INTEGER,
    UNIQUE (mailing_id, subscriber_id),
    -- 9 is the last state of 0.1.0.
    CHECK (worker_id IS NOT NULL OR state NOT IN (1, 2)),
    CHECK (worker_id IS NULL OR state IN (1, 2) OR state > 9),
    CHECK (due_at IS NOT NULL OR state NOT IN (0, 4)),
    CHECK (due_at IS NULL OR state IN (0, 4, 6) OR state > 9)
) STRICT;
CREATE INDEX delivery_due ON delivery (mailing_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX delivery_held ON delivery (mailing_id, worker_id) WHERE worker_id IS NOT NULL;

CREATE TABLE attempt (
    -- A row for each answer that was not an acceptance, and what it made of the delivery. An acceptance stands in delivery
    -- itself, so that a reader who is reached at the first try costs nothing here.
    delivery_id INTEGER NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number > 0),
    at INTEGER NOT NULL,
    state INTEGER NOT NULL,
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

CREATE TABLE delivery_event (
    -- What its own row does not keep: that its mailing had expired, and each time it was made due again.
    delivery_id INTEGER NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number > 0),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (delivery_id, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER delivery_event_is_final BEFORE UPDATE ON delivery_event BEGIN
    SELECT RAISE(ABORT, 'an event is never changed');
END;

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

CREATE TABLE relay (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE relay_use (
    -- How many messages were granted within a slot, which begins every few minutes: see RelayQuotas.
    relay_id INTEGER NOT NULL REFERENCES relay (id),
    slot INTEGER NOT NULL,
    messages INTEGER NOT NULL CHECK (messages >= 0),
    PRIMARY KEY (relay_id, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE relay_pace (
    -- How fast all senders together give a relay messages: RelayPace.
    relay_id INTEGER PRIMARY KEY REFERENCES relay (id),
    next REAL NOT NULL,
    learned REAL CHECK (learned > 0),
    learned_at INTEGER NOT NULL
) STRICT;

CREATE TABLE relay_work (
    mailing_id INTEGER NOT NULL REFERENCES mailing (id),
    relay_id INTEGER NOT NULL REFERENCES relay (id),
    messages INTEGER NOT NULL,
    -- How many milliseconds connections were busy with them.
    busy INTEGER NOT NULL,
    PRIMARY KEY (mailing_id, relay_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE medium (
    -- Half of the SHA-256 of its bytes in hexadecimal, and what it is: jpg, png or gif.
    name TEXT PRIMARY KEY,
    width INTEGER NOT NULL CHECK (width > 0),
    height INTEGER NOT NULL CHECK (height > 0),
    added_at INTEGER NOT NULL,
    -- When a mailing that shows it was published; from then on it is kept, for mail stays in mailboxes.
    published_at INTEGER,
    -- The address that it was last copied to.
    copied_to TEXT,
    bytes BLOB NOT NULL
) STRICT;

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

CREATE TABLE returned (
    id INTEGER PRIMARY KEY,
    -- What tells it from every other. What comes again counts here, and has no row of its own.
    digest BLOB NOT NULL UNIQUE,
    times INTEGER NOT NULL DEFAULT 1,
    at INTEGER NOT NULL,
    source TEXT NOT NULL,
    -- Where its envelope went, if that is known: a token may stand there alone.
    recipient TEXT,
    -- What it says: bounce, delay, complaint, unsubscribe, autoreply, letter or unknown.
    matter TEXT NOT NULL,
    -- ReturnOutcome
    outcome TEXT NOT NULL,
    -- The copy that its token names. Neither is a reference: mailing and reader may be gone.
    mailing_id INTEGER,
    subscriber_id INTEGER,
    -- Who runs the mailbox, as far as that is known, else the mailbox's domain.
    provider TEXT,
    class TEXT,
    persistence TEXT,
    code INTEGER,
    status TEXT,
    reply TEXT,
    -- What a bounce says of the mailbox, whether or not it suppressed anybody.
    kind TEXT,
    suppresses INTEGER NOT NULL DEFAULT 0 CHECK (suppresses IN (0, 1)),
    sender TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    -- The message, for as long as somebody may want to read it, and when a letter was sent on to the desk.
    content BLOB,
    sent_on_at INTEGER
) STRICT;
CREATE INDEX returned_of ON returned (mailing_id, subscriber_id);
CREATE INDEX returned_about ON returned (subscriber_id) WHERE subscriber_id IS NOT NULL;
CREATE INDEX returned_by ON returned (outcome, at);
CREATE INDEX returned_burst ON returned (provider, at) WHERE suppresses;

CREATE TABLE provider (
    -- Who runs the mailboxes of a domain, found by its MX.
    domain TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    found_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE provider_hold (
    -- Until when nothing goes to a provider, because a report says that it does not believe who we are.
    provider TEXT PRIMARY KEY,
    until INTEGER NOT NULL,
    reply TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE taught_phrase (
    -- What an operator said that a text means which nobody understood.
    phrase TEXT PRIMARY KEY,
    class TEXT NOT NULL,
    persistence TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE TABLE mailing_wave (
    -- The readers of a published mailing by their zone; the empty zone has those of no known one.
    mailing_id INTEGER NOT NULL REFERENCES mailing (id) ON DELETE CASCADE,
    zone TEXT NOT NULL,
    -- Null for readers who do not get it.
    due_at INTEGER,
    readers INTEGER NOT NULL DEFAULT 0 CHECK (readers >= 0),
    PRIMARY KEY (mailing_id, zone)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE lent_mailing (
    -- Senders of this ledger leave it alone.
    mailing_id INTEGER PRIMARY KEY REFERENCES mailing (id) ON DELETE CASCADE,
    -- Whether PostgreSQL has all of it, and whether all of it is home and PostgreSQL need not have it any more.
    is_lent INTEGER NOT NULL DEFAULT 0 CHECK (is_lent IN (0, 1)),
    is_home INTEGER NOT NULL DEFAULT 0 CHECK (is_home IN (0, 1)),
    -- The MailingState that PostgreSQL was told last; -1 when it has to be told anew, with the mailing's text.
    told INTEGER NOT NULL
) STRICT;

CREATE TABLE lent_cursor (
    -- What of each worker's stream is here.
    mailing_id INTEGER NOT NULL REFERENCES lent_mailing (mailing_id) ON DELETE CASCADE,
    worker_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (mailing_id, worker_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE reader_change (
    -- Readers who have changed while something is lent; triggers write it. They are kept until nothing is, because
    -- PostgreSQL may have to be told anew.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subscriber_id INTEGER NOT NULL
) STRICT;

CREATE TABLE lending (
    -- The last reader_change that PostgreSQL was told, the last round that it was told of and when, and how many workers it
    -- had heard of lately then.
    id INTEGER PRIMARY KEY CHECK (id = 1),
    told INTEGER NOT NULL DEFAULT 0,
    round INTEGER NOT NULL DEFAULT 0,
    round_at INTEGER,
    workers INTEGER NOT NULL DEFAULT 0
) STRICT;
