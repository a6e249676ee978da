// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender

/// What becomes of an occurrence in the transactions of other stores.
extension RuleStore {
    /// Notes in the transaction that keeps an edition for which occurrence it was made.
    static func assemble(_ occurrence: Int64, as edition: EditionID, at now: Int64, _ db: Database) throws {
        try db.execute(
            sql: """
                UPDATE occurrence SET state = \(OccurrenceState.assembled.rawValue), edition_id = ?1, assembled_at = ?2,
                    due_at = at - (SELECT json_extract(plan, '$.lockBefore') FROM rule WHERE rule.id = rule_id)
                WHERE id = ?3 AND state = \(OccurrenceState.planned.rawValue)
                """, arguments: [edition.rawValue, now, occurrence])
        guard db.changesCount == 1 else { throw StoreError.occurrenceOver }
    }

    /// Has an occurrence that is held looked at again, in the transaction that approves its edition: whoever is killed behind it leaves
    /// that to the next look.
    static func lookAgain(at edition: EditionID, _ now: Int64, _ db: Database) throws {
        try db.execute(
            sql:
                "UPDATE occurrence SET due_at = ? WHERE edition_id = ? AND state = \(OccurrenceState.held.rawValue)",
            arguments: [now, edition.rawValue])
    }

    /// Stops the dates of a restored database whose time is past: they may have gone out.
    static func holdRestored(at now: Int64, _ db: Database) throws {
        let reason = "restored from a backup: it may have gone out"
        for (states, end) in [
            ([.assembled, .held], OccurrenceState.held), ([.planned], .missed),
        ] as [([OccurrenceState], OccurrenceState)] {
            try db.execute(
                sql: """
                    UPDATE occurrence SET state = ?1, due_at = NULL, reason = ?2, locked_at = ?3
                    WHERE at <= ?3 AND state IN (\(states.map { "\($0.rawValue)" }.joined(separator: ", ")))
                    """, arguments: [end.rawValue, reason, now])
        }
    }

    /// Ends the occurrence whose edition, the statement's argument, is removed.
    static let loseEdition = """
        UPDATE occurrence SET state = \(OccurrenceState.skipped.rawValue), reason = 'its edition was removed', due_at = NULL,
            edition_id = NULL, mailing_id = NULL WHERE edition_id = ?
        """

    /// Notes in the transaction that plans a mailing by hand that it is of the occurrence whose edition it carries, if that waits and goes
    /// to the same list.
    static func adopt(
        _ mailing: MailingID, of edition: EditionID, to list: String, at now: Int64, _ db: Database
    ) throws {
        try db.execute(
            sql: """
                UPDATE occurrence SET state = \(OccurrenceState.scheduled.rawValue), mailing_id = ?1, due_at = NULL, reason = NULL,
                    locked_at = coalesce(locked_at, ?2)
                WHERE edition_id = ?3 AND state IN (\(OccurrenceState.assembled.rawValue), \(OccurrenceState.held.rawValue))
                    AND (SELECT l.name FROM rule r JOIN list l ON l.id = r.list_id WHERE r.id = rule_id) = ?4
                """, arguments: [mailing.rawValue, now, edition.rawValue, list])
    }

    /// Has the occurrence of a mailing that is discarded wait for a person.
    static func disown(_ mailing: MailingID, _ db: Database) throws {
        try db.execute(
            sql: """
                UPDATE occurrence SET state = \(OccurrenceState.held.rawValue), mailing_id = NULL,
                    reason = 'its mailing could not be published' WHERE mailing_id = ?
                """, arguments: [mailing.rawValue])
    }

    /// Notes in the transaction that plans a mailing which occurrence it is of.
    static func schedule(_ occurrence: Int64, as mailing: MailingID, at now: Int64, _ db: Database) throws {
        try db.execute(
            sql: """
                UPDATE occurrence SET state = \(OccurrenceState.scheduled.rawValue), mailing_id = ?1, due_at = NULL,
                    reason = NULL, locked_at = coalesce(locked_at, ?2)
                WHERE id = ?3 AND state IN (\(OccurrenceState.assembled.rawValue), \(OccurrenceState.held.rawValue))
                """, arguments: [mailing.rawValue, now, occurrence])
        guard db.changesCount == 1 else { throw StoreError.occurrenceOver }
    }
}
