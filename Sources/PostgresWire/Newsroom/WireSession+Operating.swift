// SPDX-License-Identifier: Apache-2.0
public import MailFormat
import Sender

/// What an operator does to a mailing that is lent, as `MailingOperating` has it.
extension WireSession {
    /// Stops a mailing until `resume`; false when it is not being sent.
    public func pause(_ mailing: MailingID) throws -> Bool {
        try move(mailing, from: [.sending], to: .paused)
    }

    /// Stops a mailing with a reason; false when it is not being sent.
    public func halt(_ mailing: MailingID, because reason: String) throws -> Bool {
        try connection.run([WireTurn.halt(mailing.rawValue, because: reason)])[0].changed == 1
    }

    /// Goes on with a paused or halted mailing; false when it is neither. What made it halt counts no more, and nobody waits
    /// for its canary.
    public func resume(_ mailing: MailingID) throws -> Bool {
        let answers = try connection.run([
            .init("BEGIN"),
            .init(
                """
                UPDATE wire.mailing m SET canary_end = NULL, canary_size = NULL, bounced_before = p.bounced,
                    blocked_before = p.blocked
                FROM (SELECT coalesce(sum(bounced), 0)::bigint AS bounced, coalesce(sum(blocked), 0)::bigint AS blocked
                    FROM wire.progress WHERE mailing = $1) p
                WHERE m.id = $1 AND m.state = \(MailingState.halted.rawValue)
                """, .integer(mailing.rawValue)),
            Self.move(mailing, from: [.paused, .halted], to: .sending),
            .init("COMMIT"),
        ])
        return answers[2].changed == 1
    }

    /// Ends a mailing: what waits is never sent, and what is in doubt stays so; false when it is over.
    public func cancel(_ mailing: MailingID) throws -> Bool {
        let answers = try connection.run([
            .init("BEGIN"),
            Self.move(mailing, from: [.sending, .paused, .halted], to: .cancelled),
            Self.endWaiting(mailing),
            .init("COMMIT"),
        ])
        return answers[1].changed == 1
    }

    /// Ends what waits of a mailing, if it is cancelled: a worker's transaction may have begun before it was, and added to it since.
    public func endWaitingOfCancelled(_ mailing: MailingID) throws {
        _ = try connection.run([Self.endWaiting(mailing)])
    }

    private static func endWaiting(_ mailing: MailingID) -> PostgresConnection.Statement {
        .init(
            """
            UPDATE wire.batch SET due_at = NULL, unsettled = 0,
                uncertain = uncertain + CASE WHEN is_doubtful THEN unsettled ELSE 0 END,
                cancelled = cancelled + CASE WHEN is_doubtful THEN 0 ELSE unsettled END
            WHERE mailing = $1 AND due_at IS NOT NULL
                AND (SELECT state FROM wire.mailing WHERE id = $1) = \(MailingState.cancelled.rawValue)
            """, .integer(mailing.rawValue))
    }

    /// Lets nothing of a mailing be leased or started for a time.
    public func hold(_ mailing: MailingID, for duration: Duration) throws {
        try connection.run(
            "UPDATE wire.mailing SET held_until = wire.now_ms() + $2 WHERE id = $1",
            .integer(mailing.rawValue),
            .integer(duration.milliseconds))
    }

    /// Ends a hold before its time.
    public func release(_ mailing: MailingID) throws {
        try connection.run("UPDATE wire.mailing SET held_until = 0 WHERE id = $1", .integer(mailing.rawValue))
    }

    private func move(_ mailing: MailingID, from states: [MailingState], to state: MailingState) throws
        -> Bool
    {
        try connection.run([Self.move(mailing, from: states, to: state)])[0].changed == 1
    }

    private static func move(
        _ mailing: MailingID, from states: [MailingState], to state: MailingState
    ) -> PostgresConnection.Statement {
        .init(
            """
            UPDATE wire.mailing SET state = \(state.rawValue), reason = NULL
            WHERE id = $1 AND state IN (\(states.map { String($0.rawValue) }.joined(separator: ", ")))
            """, .integer(mailing.rawValue))
    }
}
