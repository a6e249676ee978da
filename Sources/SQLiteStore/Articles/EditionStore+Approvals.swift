// SPDX-License-Identifier: Apache-2.0
public import Composer
import Foundation
import GRDB
import MailFormat
public import Sender

/// Who approved editions, and what they were then.
extension EditionStore {
    /// Approves an edition as it is. An occurrence that is held is looked at again because of it.
    /// - Parameter revision: the one that was looked at; nil for the latest.
    /// - Returns: the approval; nil when there is a later revision than that.
    public func approve(_ id: EditionID, revision: Int?, by author: Author) async throws -> Approval? {
        let now = database.now()
        return try await database.write { db in
            let latest = try Self.latest(of: id, db)
            guard revision ?? latest == latest else { return nil }
            try db.execute(
                sql: """
                    INSERT INTO edition_approval (edition_id, revision, digest, at, author) VALUES (?, ?, ?, ?, ?)
                    """, arguments: [id.rawValue, latest, try Self.digest(of: id, db), now, author.name])
            try RuleStore.lookAgain(at: id, now, db)
            return Approval(revision: latest, at: now, author: author.name, holds: true)
        }
    }

    /// The latest approval of an edition, and whether it still holds; nil when nobody approved it.
    public func approval(of id: EditionID) async throws -> Approval? {
        try await database.read { db in
            let row = try db.row(
                """
                SELECT revision, at, author, digest FROM edition_approval WHERE edition_id = ? ORDER BY id DESC LIMIT 1
                """, [id.rawValue])
            return try row.map {
                Approval(
                    revision: $0[0], at: $0[1], author: $0[2], holds: $0[3] == (try Self.digest(of: id, db)))
            }
        }
    }

    /// A digest of all that an edition says: its own words and those of its articles. Its number, which is given when it goes out, is
    /// none of them.
    private static func digest(of id: EditionID, _ db: Database) throws -> Data {
        var hash = SHA256()
        let rows = try db.rows(
            """
            SELECT json_remove(content, '$.number') FROM edition WHERE id = ?1
            UNION ALL SELECT text FROM (
                SELECT a.slug || a.content AS text FROM edition e
                JOIN json_each(e.content, '$.stories') s
                JOIN article a ON a.slug = json_extract(s.value, '$.article') WHERE e.id = ?1
                ORDER BY s.key)
            UNION ALL SELECT text FROM (
                SELECT a.slug || json_extract(a.content, '$.headline') AS text FROM edition e
                JOIN json_each(e.content, '$.also') s JOIN article a ON a.slug = s.value WHERE e.id = ?1
                ORDER BY s.key)
            """, [id.rawValue])
        for text in rows.map({ $0[0] as String }) {
            hash.update(Array("\(text.utf8.count):\(text)".utf8)[...])
        }
        return Data(hash.finish())
    }
}
