// SPDX-License-Identifier: Apache-2.0

/// The tables of the wire, in a schema of that name.
///
/// What is of one mailing stands in partitions of its own, which are dropped when its results are home: nothing has to be vacuumed, and
/// no personal data is left. Nothing in them is deleted before. Times are milliseconds since 1970 of PostgreSQL's clock, the only
/// one that is asked: sending machines' clocks may be apart.
enum WireSchema {
    /// The number of this form of the tables. One that differs is refused, never guessed at.
    static let version: Int64 = 1

    /// The lowest number of a batch that workers make.
    static let firstOwnBatch: Int64 = 1 << 40

    static let script = """
        -- Two processes of a newsroom may come at the same time.
        SELECT pg_advisory_xact_lock(hashtext('daybreak tables'));
        CREATE SCHEMA IF NOT EXISTS wire;

        CREATE OR REPLACE FUNCTION wire.now_ms() RETURNS bigint LANGUAGE sql VOLATILE
            AS 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint';

        CREATE TABLE IF NOT EXISTS wire.form (version bigint PRIMARY KEY);

        -- The newsroom, which writes at each of its rounds. Nothing is sent without it for long, because nobody would know who has
        -- unsubscribed. A round that is not the one it wrote last tells it that commits were lost, with a server that failed.
        CREATE TABLE IF NOT EXISTS wire.newsroom (
            id bigint PRIMARY KEY CHECK (id = 1),
            seen_at bigint NOT NULL,
            round bigint NOT NULL DEFAULT 0,
            -- The number of the last stop that was ever told: none is given twice, whatever becomes of their mailings.
            last_stop bigint NOT NULL DEFAULT 0,
            -- Its database's key: what is lent by one is not touched by another.
            key bytea
        );

        CREATE TABLE IF NOT EXISTS wire.mailing (
            id bigint PRIMARY KEY,
            -- MailingState
            state bigint NOT NULL,
            reason text,
            published_at bigint NOT NULL,
            -- How long it is of use; null for as long as the retry policy goes on.
            lifetime bigint,
            -- When those after the canary are due, and how many it has; null when nobody waits for it.
            canary_end bigint,
            canary_size bigint,
            -- GuardRails as JSON; null for none.
            guard text,
            -- Until when a command of the newsroom works on it.
            held_until bigint NOT NULL DEFAULT 0,
            -- What counts no more since it was resumed.
            bounced_before bigint NOT NULL DEFAULT 0,
            blocked_before bigint NOT NULL DEFAULT 0,
            -- The versions that take the place of earlier ones, because it was amended; JSON.
            successors text NOT NULL DEFAULT '{}',
            -- What its copies are made from besides readers; the newsroom's JSON.
            message text NOT NULL
        );

        CREATE TABLE IF NOT EXISTS wire.worker (
            -- Chosen at random, beyond every number that a newsroom gives a worker of its own: none is ever given twice, also
            -- where commits were lost.
            id bigint PRIMARY KEY,
            -- The end of the name of its file.
            key text NOT NULL,
            host text NOT NULL,
            process bigint NOT NULL,
            lease_until bigint NOT NULL,
            seen_at bigint NOT NULL,
            -- Its last transaction: whether one was committed whose answer was lost.
            tick bigint NOT NULL DEFAULT 0,
            -- Whether it is to give back what it holds and take nothing more.
            is_drained boolean NOT NULL DEFAULT false
        ) WITH (fillfactor = 50);

        -- What a mailing has come to by each worker; nobody waits for another's row.
        CREATE TABLE IF NOT EXISTS wire.progress (
            mailing bigint NOT NULL REFERENCES wire.mailing ON DELETE CASCADE,
            worker bigint NOT NULL,
            tried bigint NOT NULL,
            settled bigint NOT NULL,
            bounced bigint NOT NULL,
            blocked bigint NOT NULL,
            PRIMARY KEY (mailing, worker)
        ) WITH (fillfactor = 50);

        -- Batches that are lent have lower numbers.
        CREATE SEQUENCE IF NOT EXISTS wire.batch_id START \(firstOwnBatch);
        CREATE TABLE IF NOT EXISTS wire.batch (
            mailing bigint NOT NULL,
            batch bigint NOT NULL DEFAULT nextval('wire.batch_id'),
            -- The DeliveryState of those of it that wait: queued, deferred or uncertain.
            state bigint NOT NULL,
            -- Whether an earlier copy of each may have arrived.
            is_doubtful boolean NOT NULL,
            -- Set exactly while it waits, as worker is exactly while somebody holds it.
            due_at bigint,
            worker bigint,
            -- A bit for each delivery: whether its content may be on the wire, and whether it is settled.
            opened bytea NOT NULL DEFAULT '',
            settled bytea NOT NULL DEFAULT '',
            -- How many are not settled, and how many of those are in flight.
            unsettled bigint NOT NULL,
            in_flight bigint NOT NULL DEFAULT 0,
            -- What became of those that are, but those that wait in another batch.
            accepted bigint NOT NULL DEFAULT 0,
            failed bigint NOT NULL DEFAULT 0,
            uncertain bigint NOT NULL DEFAULT 0,
            suppressed bigint NOT NULL DEFAULT 0,
            cancelled bigint NOT NULL DEFAULT 0,
            CHECK (due_at IS NULL OR worker IS NULL)
        ) PARTITION BY LIST (mailing);

        CREATE TABLE IF NOT EXISTS wire.body (
            mailing bigint NOT NULL,
            batch bigint NOT NULL,
            deliveries bytea NOT NULL
        ) PARTITION BY LIST (mailing);

        -- What workers say of deliveries, each in a row of numbers of its own; never changed.
        CREATE TABLE IF NOT EXISTS wire.settlement (
            mailing bigint NOT NULL,
            worker bigint NOT NULL,
            seq bigint NOT NULL,
            at bigint NOT NULL,
            results bytea NOT NULL
        ) PARTITION BY LIST (mailing);

        -- Copies that relays took of workers whose deliveries others had taken over.
        CREATE TABLE IF NOT EXISTS wire.late (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            delivery bigint NOT NULL,
            worker bigint NOT NULL,
            at bigint NOT NULL,
            -- The relay's reply, a line of it.
            code bigint NOT NULL,
            reply text NOT NULL
        );

        -- Readers of lent mailings who may not be mailed any more, or have changed; written by the newsroom alone.
        CREATE TABLE IF NOT EXISTS wire.stop (
            seq bigint PRIMARY KEY,
            mailing bigint NOT NULL REFERENCES wire.mailing ON DELETE CASCADE,
            subscriber bigint NOT NULL,
            -- The delivery as it is now; null for a reader who may not be mailed.
            delivery bytea
        );
        CREATE INDEX IF NOT EXISTS stop_mailing ON wire.stop (mailing);

        -- What each run of a worker makes copies with.
        CREATE TABLE IF NOT EXISTS wire.recipe (
            mailing bigint NOT NULL REFERENCES wire.mailing ON DELETE CASCADE,
            worker bigint NOT NULL,
            since bigint NOT NULL,
            token_key bigint NOT NULL,
            -- CopyRecipe.Signing as JSON.
            signing text,
            PRIMARY KEY (mailing, worker, since)
        );

        -- What workers share of a relay: its pace, and what it was given of late.
        CREATE TABLE IF NOT EXISTS wire.pace (
            relay text PRIMARY KEY,
            next double precision NOT NULL DEFAULT 0,
            learned double precision,
            learned_at bigint NOT NULL DEFAULT 0
        ) WITH (fillfactor = 50);
        CREATE TABLE IF NOT EXISTS wire.quota (
            relay text NOT NULL,
            slot bigint NOT NULL,
            messages bigint NOT NULL,
            PRIMARY KEY (relay, slot)
        ) WITH (fillfactor = 50);

        -- Providers of mailboxes that are left alone for a time.
        CREATE TABLE IF NOT EXISTS wire.provider_hold (
            provider text PRIMARY KEY,
            until bigint NOT NULL
        );

        INSERT INTO wire.form VALUES (\(version)) ON CONFLICT DO NOTHING;
        INSERT INTO wire.newsroom VALUES (1, wire.now_ms()) ON CONFLICT DO NOTHING;
        """

    /// Makes sure that the tables are there, and of this form.
    static func require(_ connection: PostgresConnection) throws {
        let isThere = try connection.run("SELECT to_regclass('wire.form') IS NOT NULL")
        guard isThere.truth(0, 0) else { throw WireFault.noTables }
        let form = try connection.run("SELECT coalesce(max(version), 0) FROM wire.form").integer(0, 0)
        guard form == version else { throw WireFault.otherForm(Int(form)) }
    }

    /// Makes the partitions of one mailing.
    static func partitions(of mailing: Int64) -> String {
        """
        CREATE TABLE IF NOT EXISTS wire.batch_\(mailing) PARTITION OF wire.batch (PRIMARY KEY (mailing, batch)) FOR VALUES IN (\(mailing))
            WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.5);
        CREATE INDEX IF NOT EXISTS batch_\(mailing)_due ON wire.batch_\(mailing) (due_at, batch) WHERE due_at IS NOT NULL;
        CREATE INDEX IF NOT EXISTS batch_\(mailing)_held ON wire.batch_\(mailing) (worker) WHERE worker IS NOT NULL;
        CREATE TABLE IF NOT EXISTS wire.body_\(mailing) PARTITION OF wire.body (PRIMARY KEY (mailing, batch)) FOR VALUES IN (\(mailing));
        CREATE TABLE IF NOT EXISTS wire.settlement_\(mailing) PARTITION OF wire.settlement (PRIMARY KEY (mailing, worker, seq))
            FOR VALUES IN (\(mailing));
        """
    }

    /// Ends a mailing on the wire.
    static func end(of mailing: Int64) -> String {
        """
        DROP TABLE IF EXISTS wire.batch_\(mailing), wire.body_\(mailing), wire.settlement_\(mailing);
        DELETE FROM wire.mailing WHERE id = \(mailing);
        """
    }
}
