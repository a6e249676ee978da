import GRDB
public import MailFormat
import Sender

/// What an operator does to a mailing.
extension MailingStore {
    /// Stops a mailing until `resume`; what is on the wire is finished.
    public func pause(_ mailing: MailingID) async throws -> Bool {
        let now = database.now()
        return try await database.write {
            try Self.move(mailing, from: [.sending], to: .paused, as: .paused, at: now, $0)
        }
    }

    /// Goes on with a paused or halted mailing; what made it halt counts no more.
    public func resume(_ mailing: MailingID) async throws -> Bool {
        let now = database.now()
        return try await database.write { db in
            // What was held before it was published waits for its time again.
            try db.execute(
                sql: """
                    UPDATE mailing SET state = 0, reason = NULL, held_at = NULL
                    WHERE id = ? AND state = 3 AND published_at IS NULL
                    """,
                arguments: [mailing.rawValue])
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

    /// Ends a mailing: what waits is never sent; what is on the wire is finished.
    public func cancel(_ mailing: MailingID) async throws -> Bool {
        let now = database.now()
        return try await database.write { db in
            let open: [MailingState] = [.scheduled, .sending, .paused, .halted]
            guard try Self.move(mailing, from: open, to: .cancelled, as: .cancelled, at: now, db)
            else { return false }
            try db.execute(
                sql: """
                    UPDATE delivery SET state = iif(state = 6, 6, 9), due_at = NULL
                    WHERE mailing_id = ? AND due_at IS NOT NULL
                    """, arguments: [mailing.rawValue])
            return true
        }
    }

    /// Makes deliveries of a mailing due again that failed or are in doubt; returns how many. Of a cancelled one there are none.
    /// - Parameters:
    ///   - failed: whether those that failed.
    ///   - uncertain: whether those in doubt, which may give a reader a second copy.
    ///   - causes: only what went wrong for one of these; empty for whatever it was.
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
                try db.execute(
                    sql: "UPDATE mailing SET state = 1, finished_at = NULL WHERE id = ? AND state = 4",
                    arguments: [mailing.rawValue])
                // Who wants them sent now finds them of use.
                try db.execute(
                    sql:
                        "UPDATE mailing SET expires_after = NULL WHERE id = ? AND published_at + expires_after < ?",
                    arguments: [mailing.rawValue, now])
            }
            return count
        }
    }

    /// Which deliveries `d` are to be tried again.
    private static let chosen = """
        d.mailing_id = :mailing AND ((:failed AND d.state = 5) OR (:uncertain AND d.state = 6))
            AND (:causes = '[]' OR d.class IN (SELECT value FROM json_each(:causes)))
            AND EXISTS (SELECT 1 FROM mailing m WHERE m.id = d.mailing_id AND m.state <> \(MailingState.cancelled.rawValue))
        """

    private static let nextEvent =
        "(SELECT coalesce(max(number), 0) + 1 FROM delivery_event e WHERE e.delivery_id = d.id)"

    /// The next result writes over what the row says of it.
    private static let noteExpiry = """
        INSERT INTO delivery_event (delivery_id, number, at, kind, reason)
        SELECT d.id, \(nextEvent), d.settled_at, 'expired', d.reply FROM delivery d
        WHERE \(chosen) AND d.class = '\(Failure.Cause.expired.rawValue)' AND d.settled_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM delivery_event e
                            WHERE e.delivery_id = d.id AND e.kind = 'expired' AND e.at = d.settled_at)
        """

    private static let noteRetry = """
        INSERT INTO delivery_event (delivery_id, number, at, kind)
        SELECT d.id, \(nextEvent), :now, 'retried' FROM delivery d WHERE \(chosen)
        """

    private static let makeDue = """
        UPDATE delivery AS d SET state = iif(state = 5, 4, 6), due_at = :now WHERE \(chosen)
        """

    /// Moves a mailing to another state when it is in one of `from`; false when it is not.
    private static func move(
        _ mailing: MailingID, from: [MailingState], to state: MailingState, as event: LedgerEvent.Kind,
        at now: Int64, _ db: Database
    ) throws -> Bool {
        let allowed = from.map { String($0.rawValue) }.joined(separator: ", ")
        try db.execute(
            sql: "UPDATE mailing SET state = ?, reason = NULL WHERE id = ? AND state IN (\(allowed))",
            arguments: [state.rawValue, mailing.rawValue])
        guard db.changesCount == 1 else { return false }
        try LedgerEvent.note(event, of: mailing.rawValue, at: now, db)
        return true
    }
}
