import GRDB
public import MailFormat
public import Subscribers

/// Mailings that are not published yet.
extension MailingStore {
    /// Keeps why a planned mailing could not be published as things stand; nil when it could.
    /// - Returns: whether that is another reason than before.
    public func note(_ reason: String?, of mailing: MailingID) async throws -> Bool {
        try await database.write { db in
            try db.execute(
                sql: """
                    UPDATE mailing SET reason = ?1
                    WHERE id = ?2 AND state = 0 AND held_at IS NULL AND reason IS NOT ?1
                    """, arguments: [reason, mailing.rawValue])
            return db.changesCount == 1
        }
    }

    /// Lets a planned mailing wait for an operator; false when it does already, or is planned no more.
    public func holdBack(_ mailing: MailingID, because reason: String) async throws -> Bool {
        let now = database.now()
        return try await database.write { db in
            try db.execute(
                sql: """
                    UPDATE mailing SET held_at = ?, reason = ? WHERE id = ? AND state = 0 AND held_at IS NULL
                    """,
                arguments: [now, reason, mailing.rawValue])
            return db.changesCount == 1
        }
    }

    /// Forgets a planned mailing as if it had never been.
    public func discard(_ mailing: MailingID) async throws {
        try await database.write { db in
            try db.execute(
                sql: "DELETE FROM mailing WHERE id = ? AND state = 0", arguments: [mailing.rawValue])
        }
    }

    /// Whether somebody on a list would get a mailing now.
    /// - Parameter segment: who of the list is meant; nil for everyone.
    /// - Throws: `SegmentFault` when the segment asks for what is not there any more.
    public func hasReaders(on list: String, in segment: Segment?) async throws -> Bool {
        let now = database.now()
        return try await database.read { db in
            let people = try segment.map { try SegmentCompiler.people($0, db, now: now) }
            var arguments = StatementArguments(["list": list])
            if let people { arguments += StatementArguments(people.arguments) }
            let only = people.map { "AND p.subscriber_id IN (\($0.sql))" } ?? ""
            return try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM subscription p JOIN list l ON l.id = p.list_id
                    WHERE l.name = :list AND p.status = 1
                        AND p.subscriber_id NOT IN (SELECT id FROM subscriber WHERE suppressed = 1) \(only))
                    """, arguments: arguments) ?? false
        }
    }
}
