// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender
import Subscribers

/// What a bounce does to the row of a copy, to its provider and to its reader.
extension ReturnLedger {
    mutating func bounce(
        _ failure: Failure, at address: EmailAddress?, _ copy: ReturnNotice.Copy
    ) throws -> Verdict {
        var verdict = Verdict(.pruned, failure: failure)
        verdict.provider = try provider(of: copy)
        let row = try Row.fetchOne(
            db.cachedStatement(sql: Self.delivery),
            arguments: [copy.mailing.rawValue, copy.subscriber.rawValue])
        guard let row else { return verdict }
        let delivery: Int64 = row[0]
        switch DeliveryState(rawValue: row[1]) {
        case .accepted, .uncertain: break
        case .leased, .inFlight: verdict.outcome = .waiting
        case .bounced: verdict.outcome = .repeated
        case .queued, .deferred, .failed, .suppressed, .cancelled, nil: verdict.outcome = .unsent
        }
        guard verdict.outcome == .pruned else { return verdict }
        verdict.outcome = .bounced
        try note(failure, of: delivery, copy.mailing.rawValue)
        if failure.cause == .alignment, let provider = verdict.provider { try hold(provider, failure, copy) }
        var results = MailingResults()
        results.note(failure)
        try count(results, of: copy)
        verdict.kind = failure.bounce
        // A mailbox to which the reader's one forwards is gone, which says less of the reader's own.
        if verdict.kind == .unknownUser, let address, address.key != EmailAddress(stored: row[2]).key {
            verdict.kind = .hard
        }
        // The reader has left the address that the copy went to.
        guard row[3] as Bool, let kind = verdict.kind else { return verdict }
        let record = BounceRecord(db: db, now: now)
        verdict.suppresses =
            try record.reason(after: kind, of: copy.subscriber.rawValue, isReported: true) != nil
        if verdict.suppresses, try isBurst(verdict.provider, copy) {
            verdict.outcome = .held
        } else {
            try record.take(
                kind, of: copy.subscriber.rawValue, mailing: copy.mailing.rawValue,
                reply: failure.description, isReported: true)
        }
        return verdict
    }

    /// The row of a copy, where it went, and whether its reader is there still.
    static let delivery = """
        SELECT d.id, d.state, coalesce(f.address, s.address), f.address IS NULL OR f.address = s.address
        FROM delivery d JOIN subscriber s ON s.id = d.subscriber_id
        LEFT JOIN former_value f ON f.subscriber_id = d.subscriber_id AND f.generation = d.generation
        WHERE d.mailing_id = ? AND d.subscriber_id = ?
        """

    /// Moves a row to `bounced`, and keeps in its story what the relay had said.
    private func note(_ failure: Failure, of delivery: Int64, _ mailing: Int64) throws {
        try db.execute(sql: Self.noteAcceptance, arguments: [delivery])
        try db.execute(sql: Self.noteBounce, arguments: [delivery, now])
        try db.execute(
            sql: """
                UPDATE delivery SET state = \(DeliveryState.bounced.rawValue), due_at = NULL, class = ?, code = ?, status = ?,
                    reply = ?
                WHERE id = ?
                """,
            arguments: [
                failure.cause.rawValue, failure.reply?.code, failure.reply?.status?.description,
                String(failure.description.prefix(Self.longestReply)), delivery,
            ])
        try KeptCounts(of: mailing, db).drop()
    }

    private static let nextEvent =
        "(SELECT coalesce(max(number), 0) + 1 FROM delivery_event e WHERE e.delivery_id = d.id)"

    private static let noteAcceptance = """
        INSERT INTO delivery_event (delivery_id, number, at, kind, reason)
        SELECT d.id, \(nextEvent), d.settled_at, '\(LedgerEvent.Kind.accepted.rawValue)', d.reply FROM delivery d
        WHERE d.id = ? AND d.state = \(DeliveryState.accepted.rawValue) AND d.settled_at IS NOT NULL
        """

    private static let noteBounce = """
        INSERT INTO delivery_event (delivery_id, number, at, kind)
        SELECT d.id, \(nextEvent), ?2, '\(LedgerEvent.Kind.bounced.rawValue)' FROM delivery d WHERE d.id = ?1
        """

    /// Readers whose reports have to say within an hour that a provider does not believe who we are. One of them could have written
    /// theirs: everybody sees the return path of their own copy.
    private static let doubters = 3

    /// Holds back what goes to a provider that does not believe who we are.
    private func hold(_ provider: String, _ failure: Failure, _ copy: ReturnNotice.Copy) throws {
        let others = try Int.fetchOne(
            db,
            sql: """
                SELECT count(DISTINCT subscriber_id) FROM returned
                WHERE class = '\(Failure.Cause.alignment.rawValue)' AND provider = ? AND at > ?
                    AND outcome = '\(ReturnOutcome.bounced.rawValue)' AND subscriber_id <> ?
                """, arguments: [provider, now - 3_600_000, copy.subscriber.rawValue])
        guard let others, others + 1 >= Self.doubters else { return }
        try db.execute(
            sql: """
                INSERT INTO provider_hold (provider, until, reply) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET until = excluded.until, reply = excluded.reply
                """,
            arguments: [
                provider, now + RetryPolicy.alignmentPause.milliseconds,
                String(failure.description.prefix(Self.longestReply)),
            ])
    }

    // MARK: Bursts

    /// In a day a provider may suppress so many of a list's readers, or this share of them, without anybody looking.
    private static let usual = 10
    private static let share = 0.02

    /// Whether a provider has suppressed so many of a list's readers in a day that something is wrong with the provider, or with
    /// us, rather than with their mailboxes.
    private mutating func isBurst(_ provider: String?, _ copy: ReturnNotice.Copy) throws -> Bool {
        guard let list = try list(of: copy) else { return false }
        let others = try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT count(DISTINCT r.subscriber_id) FROM returned r CROSS JOIN mailing m ON m.id = r.mailing_id
                    WHERE r.provider = ? AND r.at > ? AND r.suppresses AND m.list_id = ? AND r.subscriber_id <> ?
                    """), arguments: [provider, now - 86_400_000, list, copy.subscriber.rawValue])
        guard let others, others >= Self.usual else { return false }
        return try Double(others + 1) > Self.share * Double(readers(of: list))
    }
}
