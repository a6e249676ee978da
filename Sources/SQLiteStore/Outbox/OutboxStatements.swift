// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Subscribers

/// The ledger's SQL. Every statement touches the rows it names by key or walks one of the two partial indexes;
/// none scans a mailing.
enum OutboxStatements {
    /// Mailings whose rows may be leased, or could be were they not held up, oldest publication first. Those that are lent are
    /// sent by others.
    static let openMailings = """
        SELECT id, list_id, published_at, purpose, expires_after, iif(canary_share IS NULL, NULL, canary_wait), canary,
            EXISTS (SELECT 1 FROM mailing_hold h WHERE h.mailing_id = mailing.id AND h.until > ?1),
            EXISTS (SELECT 1 FROM mailing_amendment a WHERE a.mailing_id = mailing.id), readers_time IS NOT NULL, edition_id IS NOT NULL
        FROM mailing
        WHERE state = \(MailingState.sending.rawValue)
            AND NOT EXISTS (SELECT 1 FROM lent_mailing l WHERE l.mailing_id = mailing.id)
        ORDER BY publish_at, id
        """

    static let renew = "UPDATE worker SET lease_until = ? WHERE id = ?"

    /// Selects rows of one mailing that wait with what sending them needs. Consent and suppression are looked up by key for each
    /// (SQLite by itself would get to the key through another index). Who was forgotten may be asked to confirm: they stay suppressed
    /// until they do.
    static let waiting = """
        SELECT d.id, d.subscriber_id, d.attempts, d.doubts, s.address, s.first_name, s.last_name, s.attributes,
               p.status IS ?3 AND y.domain IS NULL AND (x.address_hash IS NULL
                   OR (?3 = \(SubscriptionStatus.unconfirmed.rawValue) AND x.reason = '\(SuppressionReason.erased.rawValue)')),
               d.version,
               s.language, s.generation, d.wave_at, d.state, d.due_at
        FROM delivery d
        JOIN subscriber s ON s.id = d.subscriber_id
        LEFT JOIN subscription p INDEXED BY sqlite_autoindex_subscription_1
            ON p.list_id = ?1 AND p.subscriber_id = d.subscriber_id
        LEFT JOIN suppression x ON x.address_hash = s.address_hash
        LEFT JOIN suppressed_domain y ON y.domain = s.domain
        WHERE d.mailing_id = ?2 AND d.due_at IS NOT NULL
        """

    /// Selects those that are due. `delivery_due` gives them in order.
    static let due = "\(waiting) AND d.due_at <= ?4 ORDER BY d.due_at, d.id LIMIT ?5"

    /// Selects what the copy was made with that may have arrived of a row in doubt. It is asked for such rows alone.
    static let former = """
        SELECT d.generation, f.generation, f.address, f.first_name, f.last_name, f.language, f.attributes,
               r.worker_id, r.since
        FROM delivery d
        LEFT JOIN former_value f ON f.subscriber_id = d.subscriber_id AND f.generation = d.generation
        LEFT JOIN attempt a ON a.delivery_id = d.id AND a.number = \(firstDoubt)
        LEFT JOIN recipe r ON r.mailing_id = d.mailing_id AND r.worker_id = a.worker_id AND r.since = (
            SELECT max(since) FROM recipe
            WHERE mailing_id = d.mailing_id AND worker_id = a.worker_id AND since <= a.at)
        WHERE d.id = ?
        """

    /// The number of the attempt that put a row `d` in doubt first.
    static let firstDoubt = """
        (SELECT min(number) FROM attempt WHERE delivery_id = d.id AND state = \(DeliveryState.uncertain.rawValue))
        """

    /// Whether an address that a reader had before is somebody else's now, or must not be mailed.
    static let isLost = """
        SELECT EXISTS (SELECT 1 FROM subscriber WHERE address_key = ? AND id <> ?)
            OR EXISTS (SELECT 1 FROM suppression WHERE address_hash = ?)
            OR EXISTS (SELECT 1 FROM suppressed_domain WHERE domain = ?)
        """

    /// Ends what waits of a mailing that is of no more use.
    static let expire = """
        \(end) WHERE id IN (SELECT id FROM delivery WHERE mailing_id = ?2 AND due_at IS NOT NULL LIMIT ?3)
        """

    /// Ends one row that is of no more use.
    static let expireRow = "\(end) WHERE id = ?2 AND due_at IS NOT NULL"

    /// A row in doubt stays in doubt: its first copy may have arrived.
    private static let end = """
        UPDATE delivery SET state = iif(doubts > 0, \(DeliveryState.uncertain.rawValue), \(DeliveryState.failed.rawValue)),
            due_at = NULL, settled_at = ?1,
            class = '\(Failure.Cause.expired.rawValue)', code = NULL, status = NULL,
            reply = coalesce('the mailing expired; the last answer: ' || reply, 'the mailing expired before it was tried')
        """

    /// Notes which text and which of the reader's values the copy has: those that were read with the row.
    static let lease = """
        UPDATE delivery SET state = \(DeliveryState.leased.rawValue), worker_id = ?, due_at = NULL, version = ?, generation = ?
        WHERE id = ? AND due_at IS NOT NULL
        """

    /// Suppresses a row; one that was in doubt stays in doubt, because its first copy may have arrived.
    static let suppress = """
        UPDATE delivery SET state = iif(doubts > 0, \(DeliveryState.uncertain.rawValue), \(DeliveryState.suppressed.rawValue)),
            due_at = NULL, worker_id = NULL, settled_at = ?
        WHERE id = ?
        """

    /// Puts a row in flight if its mailing is being sent, its reader may be mailed at this instant, and their address and
    /// fields are those that were read when it was leased; a repeat has those of its first copy. Of a mailing that was paused
    /// or cancelled meanwhile nothing starts.
    static let start = """
        UPDATE delivery SET state = \(DeliveryState.inFlight.rawValue)
        WHERE id = ?1 AND worker_id = ?2 AND state = \(DeliveryState.leased.rawValue)
          AND (SELECT m.state = \(MailingState.sending.rawValue)
                  AND (delivery.doubts > 0 OR s.generation IS delivery.generation) AND \(isMailable)
               FROM \(reader))
        """

    /// Tells why a leased row did not start: whether its reader may be mailed. It gives no row when another worker holds it or
    /// its mailing is not to go on.
    static let whyNotStarted = """
        SELECT m.id, \(isMailable)
        FROM delivery JOIN \(reader)
        WHERE delivery.id = ?1 AND delivery.worker_id = ?2 AND delivery.state = \(DeliveryState.leased.rawValue)
          AND m.state = \(MailingState.sending.rawValue)
          AND NOT EXISTS (SELECT 1 FROM mailing_hold h WHERE h.mailing_id = m.id AND h.until > ?3)
        """

    /// The mailing of a row of `delivery`, its reader and what is known of their consent; each by its key.
    private static let reader = """
        mailing m JOIN subscriber s ON m.id = delivery.mailing_id AND s.id = delivery.subscriber_id
        LEFT JOIN subscription p INDEXED BY sqlite_autoindex_subscription_1
            ON p.list_id = m.list_id AND p.subscriber_id = s.id
        LEFT JOIN suppression x ON x.address_hash = s.address_hash
        LEFT JOIN suppressed_domain y ON y.domain = s.domain
        """

    private static let isMailable = """
        (p.status IS iif(m.purpose IN (\(MailingPurpose.toUnconfirmed.sql)),
                \(SubscriptionStatus.unconfirmed.rawValue), \(SubscriptionStatus.active.rawValue))
            AND y.domain IS NULL
            AND (x.address_hash IS NULL
                OR (m.purpose IN (\(MailingPurpose.toUnconfirmed.sql)) AND x.reason = '\(SuppressionReason.erased.rawValue)')))
        """

    /// Puts a row in flight as `start` does, unless its mailing is held up.
    static let startBesideHold = """
        \(start)
          AND NOT EXISTS (SELECT 1 FROM mailing_hold h WHERE h.mailing_id = delivery.mailing_id AND h.until > ?3)
        """

    /// Selects whether a mailing is held up. It reads the whole table, which is empty as a rule.
    static let isAnythingHeld = "SELECT EXISTS (SELECT 1 FROM mailing_hold WHERE until > ?)"

    /// Gives a row a result, if this worker holds it and it is in flight.
    static let settle = """
        UPDATE delivery SET state = ?, due_at = ?, worker_id = NULL, sent_by = worker_id, attempts = attempts + ?,
            doubts = doubts + ?, class = ?, code = ?, status = ?, reply = ?, settled_at = ?,
            relay_id = ?
        WHERE id = ? AND worker_id = ? AND state = \(DeliveryState.inFlight.rawValue)
        """

    /// Ends a row that would be tried again, if its mailing was cancelled meanwhile. It is run for such rows alone.
    static let endIfCancelled = """
        UPDATE delivery SET due_at = NULL,
            state = iif(doubts > 0, \(DeliveryState.uncertain.rawValue), \(DeliveryState.cancelled.rawValue))
        WHERE id = ? AND due_at IS NOT NULL
          AND (SELECT m.state = \(MailingState.cancelled.rawValue) FROM mailing m WHERE m.id = delivery.mailing_id)
        """

    /// Gives a row back as it was before it was leased, so that it comes before all that became due later; or due at a time, or
    /// deferred with what was said of others' mail. A row of a cancelled mailing ends.
    static let giveBack = """
        UPDATE delivery SET worker_id = NULL,
            (state, due_at) = (SELECT
                CASE WHEN doubts > 0 THEN \(DeliveryState.uncertain.rawValue)
                     WHEN m.state = \(MailingState.cancelled.rawValue) THEN \(DeliveryState.cancelled.rawValue)
                     WHEN attempts > 0 OR ?4 IS NOT NULL THEN \(DeliveryState.deferred.rawValue)
                     ELSE \(DeliveryState.queued.rawValue) END,
                CASE WHEN m.state = \(MailingState.cancelled.rawValue) THEN NULL ELSE coalesce(?1, m.published_at) END
                FROM mailing m WHERE m.id = delivery.mailing_id),
            class = coalesce(?4, class), code = coalesce(?5, code), status = coalesce(?6, status),
            reply = coalesce(?7, reply), relay_id = coalesce(?8, relay_id)
        WHERE id = ?2 AND worker_id = ?3
        """

    /// Adds to what a relay carried of a mailing.
    static let work = """
        INSERT INTO relay_work (mailing_id, relay_id, messages, busy) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET messages = messages + excluded.messages, busy = busy + excluded.busy
        """

    /// Adds to what relays answered.
    static let addAttempts = """
        INSERT INTO attempt_total (relay_id, provider, outcome, cause, count, busy) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET count = count + excluded.count, busy = busy + excluded.busy
        """

    /// Keeps what a row's next result will write over.
    static let noteAttempt = """
        INSERT INTO attempt (delivery_id, number, at, state, due_at, phase, class, code, status, reply, relay_id, worker_id)
        SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 FROM attempt
        WHERE delivery_id = ?1
        """

    /// Selects whose story a failure of a mailbox belongs to: nobody's when the copy went to an address that the reader has
    /// left since.
    static let ownerOfMailbox = """
        SELECT d.subscriber_id, d.mailing_id FROM delivery d JOIN subscriber s ON s.id = d.subscriber_id
        LEFT JOIN former_value f ON f.subscriber_id = d.subscriber_id AND f.generation = d.generation
        WHERE d.id = ? AND (f.address IS NULL OR f.address = s.address)
        """

    /// Selects the rows that a worker held when it died or its lease ended.
    static let heldBy = """
        SELECT id, state, doubts, mailing_id FROM delivery INDEXED BY delivery_held WHERE worker_id = ?
        """

    /// The earliest due row of one mailing.
    static let nextDue = """
        SELECT due_at FROM delivery WHERE mailing_id = ? AND due_at IS NOT NULL ORDER BY due_at LIMIT 1
        """

    /// Ends a mailing of which nothing waits and nothing is held.
    static let finish = """
        UPDATE mailing SET state = \(MailingState.sent.rawValue), finished_at = ?1
        WHERE id = ?2 AND state = \(MailingState.sending.rawValue)
          AND NOT EXISTS (SELECT 1 FROM delivery WHERE mailing_id = ?2 AND due_at IS NOT NULL)
          AND NOT EXISTS (SELECT 1 FROM delivery WHERE mailing_id = ?2 AND worker_id IS NOT NULL)
        """

    static let halt = """
        UPDATE mailing SET state = \(MailingState.halted.rawValue), reason = ?
        WHERE id = ? AND state = \(MailingState.sending.rawValue)
        """
}
