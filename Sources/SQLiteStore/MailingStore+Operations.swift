import GRDB
public import MailFormat
public import Sender

/// What an operator does to a mailing.
extension MailingStore {
    /// Stops a mailing until `resume`; what is on the wire is finished.
    public func pause(_ mailing: MailingID) async throws -> Bool {
        try await database.write { try Self.move(mailing, from: [.sending], to: .paused, $0) }
    }

    /// Goes on with a paused or halted mailing; what made it halt counts no more.
    public func resume(_ mailing: MailingID) async throws -> Bool {
        try await database.write { db in
            // What was held before it was published waits for its time again.
            try db.execute(
                sql:
                    "UPDATE mailing SET state = 0, reason = NULL WHERE id = ? AND state = 3 AND published_at IS NULL",
                arguments: [mailing.rawValue])
            if db.changesCount == 1 { return true }
            if try Self.move(mailing, from: [.paused], to: .sending, db) { return true }
            guard try Self.move(mailing, from: [.halted], to: .sending, db) else { return false }
            try MailingGuard(db: db).clear(mailing.rawValue)
            return true
        }
    }

    /// Ends a mailing: what waits is never sent; what is on the wire is finished.
    public func cancel(_ mailing: MailingID) async throws -> Bool {
        try await database.write { db in
            guard try Self.move(mailing, from: [.scheduled, .sending, .paused, .halted], to: .cancelled, db)
            else { return false }
            try db.execute(
                sql: """
                    UPDATE delivery SET state = iif(state = 6, 6, 9), due_at = NULL
                    WHERE mailing_id = ? AND due_at IS NOT NULL
                    """, arguments: [mailing.rawValue])
            return true
        }
    }

    /// Makes deliveries of a mailing due again that failed or are in doubt; returns how many.
    /// - Parameters:
    ///   - failed: whether those that failed.
    ///   - uncertain: whether those in doubt, which may give a reader a second copy.
    ///   - causes: only what went wrong for one of these; empty for whatever it was.
    public func retry(
        _ mailing: MailingID, failed: Bool = true, uncertain: Bool = false, causes: [Failure.Cause] = []
    ) async throws -> Int {
        let now = database.now()
        return try await database.write { db in
            try db.execute(
                sql: """
                    UPDATE delivery SET state = iif(state = 5, 4, 6), due_at = :now
                    WHERE mailing_id = :mailing AND ((:failed AND state = 5) OR (:uncertain AND state = 6))
                        AND (:causes = '[]' OR class IN (SELECT value FROM json_each(:causes)))
                    """,
                arguments: [
                    "now": now, "mailing": mailing.rawValue, "failed": failed, "uncertain": uncertain,
                    "causes": try StoredJSON.text(causes.map(\.rawValue)),
                ])
            let count = db.changesCount
            if count > 0 {
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

    /// Moves a mailing to another state when it is in one of `from`; false when it is not.
    private static func move(
        _ mailing: MailingID, from: [MailingState], to state: MailingState, _ db: Database
    ) throws -> Bool {
        let allowed = from.map { String($0.rawValue) }.joined(separator: ", ")
        try db.execute(
            sql: "UPDATE mailing SET state = ?, reason = NULL WHERE id = ? AND state IN (\(allowed))",
            arguments: [state.rawValue, mailing.rawValue])
        return db.changesCount == 1
    }
}
