// SPDX-License-Identifier: Apache-2.0
import Sender

/// The SQL of metrics.
enum MetricStatements {
    /// All of `figures` is asked for every few seconds by who watches: none of it walks readers, deliveries or what came back.
    static let figures = [attempts, events, mailings, alarms, nextOccurrences, nextMailing, senders, lastAct]

    /// A few hundred rows at the most.
    static let attempts = """
        SELECT r.name, t.provider, t.outcome, t.cause, t.count, t.busy
        FROM attempt_total t JOIN relay r ON r.id = t.relay_id
        """

    static let events = "SELECT subject, what, count FROM event_total"

    /// The latest, and whatever is not over. A mailing that asks for confirmations is told of only as long as it goes on: there is one for
    /// each hour.
    static let mailings = """
        SELECT m.id, l.name, m.state, m.audience, m.publish_at, m.published_at,
            r.tried, r.settled, r.bounced, r.blocked, r.complained,
            (SELECT d.due_at FROM delivery d WHERE d.mailing_id = m.id AND d.due_at IS NOT NULL ORDER BY d.due_at LIMIT 1)
        FROM (\(open) UNION SELECT id FROM mailing
              WHERE state IN (\(MailingState.allCases.sql)) AND publish_at >= ?1 AND published_at IS NOT NULL
                AND edition_id IS NOT NULL) o
        CROSS JOIN mailing m ON m.id = o.id JOIN list l ON l.id = m.list_id
        LEFT JOIN mailing_result r ON r.mailing_id = m.id
        ORDER BY m.id DESC LIMIT 40
        """

    /// Mailings that were published and are not over.
    static let open = """
        SELECT id FROM mailing
        WHERE state IN (\(([.sending, .paused, .halted] as [MailingState]).sql)) AND published_at IS NOT NULL
        """

    static let alarms = """
        SELECT kind, count(*) FROM alarm WHERE cleared_at IS NULL AND raised_at IS NOT NULL GROUP BY kind
        """

    static let nextOccurrences = """
        SELECT r.name, min(o.at) FROM occurrence o JOIN rule r ON r.id = o.rule_id
        WHERE o.at > ? AND o.state IN (\(([.planned, .assembled, .scheduled] as [OccurrenceState]).sql))
            AND r.removed_at IS NULL
        GROUP BY r.name
        """

    static let nextMailing = """
        SELECT publish_at FROM mailing WHERE state = \(MailingState.scheduled.rawValue) AND held_at IS NULL
        ORDER BY publish_at LIMIT 1
        """

    static let senders = """
        SELECT count(*) + (SELECT workers FROM lending WHERE id = 1) FROM worker WHERE lease_until > ?
        """

    /// How many mailings are lent, and when PostgreSQL was last told of.
    static let lending = "SELECT (SELECT count(*) FROM lent_mailing), round_at FROM lending WHERE id = 1"

    static let lastAct = "SELECT max(id) FROM consent_event"

    /// Each of the two walks a partial index, of what waits and of what is held.
    static let waiting = """
        SELECT (SELECT count(*) FROM delivery WHERE mailing_id = ?1 AND due_at IS NOT NULL),
            (SELECT count(*) FROM delivery WHERE mailing_id = ?1 AND worker_id IS NOT NULL)
        """

    static let members = """
        SELECT l.name, p.status, p.people
        FROM (SELECT list_id, status, count(*) AS people FROM subscription GROUP BY list_id, status) p
        JOIN list l ON l.id = p.list_id
        """
}
