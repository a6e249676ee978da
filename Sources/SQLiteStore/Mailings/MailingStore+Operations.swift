// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat
public import Sender

extension MailingStore: MailingOperating {
    /// See `MailingOperating`.
    public func pause(_ mailing: MailingID) async throws -> Bool {
        let now = database.now()
        return try await database.write {
            try Self.move(mailing, from: [.sending], to: .paused, as: .paused, at: now, $0)
        }
    }

    /// See `MailingOperating`.
    public func resume(_ mailing: MailingID) async throws -> Bool {
        let now = database.now()
        return try await database.write { db in
            // A mailing that was held before it was published waits for its time again.
            try db.execute(sql: Self.planAgain, arguments: [mailing.rawValue])
            if db.changesCount == 1 { return true }
            if try Self.move(mailing, from: [.paused], to: .sending, as: .resumed, at: now, db) {
                return true
            }
            guard try Self.move(mailing, from: [.halted], to: .sending, as: .resumed, at: now, db)
            else { return false }
            try MailingGuard(db: db, now: now).clear(mailing.rawValue)
            return true
        }
    }

    /// See `MailingOperating`.
    public func cancel(_ mailing: MailingID) async throws -> Bool {
        let now = database.now()
        return try await database.write { db in
            let event = LedgerEvent.Kind.cancelled
            guard try Self.move(mailing, from: Self.unfinished, to: .cancelled, as: event, at: now, db)
            else { return false }
            // What sending machines have of it is on the wire until they say otherwise.
            if try !Self.isLent(mailing, db) {
                try db.execute(sql: Self.endWaiting, arguments: [mailing.rawValue])
            }
            return true
        }
    }

    private static let planAgain = """
        UPDATE mailing SET state = \(MailingState.scheduled.rawValue), reason = NULL, held_at = NULL
        WHERE id = ? AND state = \(MailingState.halted.rawValue) AND published_at IS NULL
        """

    /// Ends the rows that wait, which an index finds. A row in doubt stays in doubt: its first copy may have arrived.
    private static let endWaiting = """
        UPDATE delivery SET due_at = NULL,
            state = iif(state = \(DeliveryState.uncertain.rawValue), state, \(DeliveryState.cancelled.rawValue))
        WHERE mailing_id = ? AND due_at IS NOT NULL
        """

    /// Ends what waits of a mailing, if it is cancelled.
    static let endWaitingOfCancelled = """
        \(endWaiting)
            AND EXISTS (SELECT 1 FROM mailing m WHERE m.id = mailing_id AND m.state = \(MailingState.cancelled.rawValue))
        """

    /// Whether a mailing is lent to sending machines.
    public func isLent(_ mailing: MailingID) async throws -> Bool {
        try await database.read { try Self.isLent(mailing, $0) }
    }

    private static func isLent(_ mailing: MailingID, _ db: Database) throws -> Bool {
        try db.row("SELECT 1 FROM lent_mailing WHERE mailing_id = ?", [mailing.rawValue]) != nil
    }

    /// See `MailingOperating`.
    public func retry(
        _ mailing: MailingID, failed: Bool = true, uncertain: Bool = false, causes: [Failure.Cause] = []
    ) async throws -> Int {
        let now = database.now()
        return try await database.write { db in
            let chosen: StatementArguments = [
                "mailing": mailing.rawValue, "failed": failed, "uncertain": uncertain,
                "causes": try StoredJSON.text(causes.map(\.rawValue)),
            ]
            try db.execute(sql: Self.noteExpiry, arguments: chosen)
            try db.execute(sql: Self.noteRetry, arguments: chosen + ["now": now])
            try db.execute(sql: Self.makeDue, arguments: chosen + ["now": now])
            let count = db.changesCount
            if count > 0 {
                try KeptCounts(of: mailing.rawValue, db).drop()
                try db.execute(sql: Self.sendAgain, arguments: [mailing.rawValue])
                try db.execute(sql: Self.endLifetime, arguments: [mailing.rawValue, now])
            }
            return count
        }
    }

    private static let sendAgain = """
        UPDATE mailing SET state = \(MailingState.sending.rawValue), finished_at = NULL
        WHERE id = ? AND state = \(MailingState.sent.rawValue)
        """

    /// Ends the time of use, because whoever retries deliveries finds them of use.
    private static let endLifetime = """
        UPDATE mailing SET expires_after = NULL WHERE id = ?1
            AND coalesce((SELECT min(due_at) FROM mailing_wave WHERE mailing_id = ?1), published_at) + expires_after < ?2
        """

    /// Which deliveries `d` are to be tried again.
    private static let chosen = """
        d.mailing_id = :mailing AND ((:failed AND d.state = \(DeliveryState.failed.rawValue))
                OR (:uncertain AND d.state = \(DeliveryState.uncertain.rawValue)))
            AND (:causes = '[]' OR d.class IN (SELECT value FROM json_each(:causes)))
            AND EXISTS (SELECT 1 FROM mailing m WHERE m.id = d.mailing_id AND m.state <> \(MailingState.cancelled.rawValue))
        """

    private static let nextEvent =
        "(SELECT coalesce(max(number), 0) + 1 FROM delivery_event e WHERE e.delivery_id = d.id)"

    /// Keeps in the row's story that it expired, before its next result writes over that.
    private static let noteExpiry = """
        INSERT INTO delivery_event (delivery_id, number, at, kind, reason)
        SELECT d.id, \(nextEvent), d.settled_at, '\(LedgerEvent.Kind.expired.rawValue)', d.reply FROM delivery d
        WHERE \(chosen) AND d.class = '\(Failure.Cause.expired.rawValue)' AND d.settled_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM delivery_event e
                            WHERE e.delivery_id = d.id AND e.at = d.settled_at
                                AND e.kind = '\(LedgerEvent.Kind.expired.rawValue)')
        """

    private static let noteRetry = """
        INSERT INTO delivery_event (delivery_id, number, at, kind)
        SELECT d.id, \(nextEvent), :now, '\(LedgerEvent.Kind.retried.rawValue)' FROM delivery d WHERE \(chosen)
        """

    private static let makeDue = """
        UPDATE delivery AS d SET due_at = :now,
            state = iif(state = \(DeliveryState.failed.rawValue), \(DeliveryState.deferred.rawValue), state)
        WHERE \(chosen)
        """

    /// Moves a mailing to another state when it is in one of `from`; false when it is not.
    private static func move(
        _ mailing: MailingID, from: [MailingState], to state: MailingState, as event: LedgerEvent.Kind,
        at now: Int64, _ db: Database
    ) throws -> Bool {
        try db.execute(
            sql: "UPDATE mailing SET state = ?, reason = NULL WHERE id = ? AND state IN (\(from.sql))",
            arguments: [state.rawValue, mailing.rawValue])
        guard db.changesCount == 1 else { return false }
        try LedgerEvent.note(event, of: mailing.rawValue, at: now, db)
        return true
    }
}
