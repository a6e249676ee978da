// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat
public import Sender

extension SQLiteOutbox {
    /// See `Outbox`.
    public func note(_ recipe: CopyRecipe, of mailing: MailingID) async throws {
        let now = database.now()
        let signing = try recipe.signing.map(StoredJSON.text)
        try await database.writePatiently { [worker] db in
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO recipe SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (
                        SELECT 1 FROM recipe WHERE mailing_id = ?1 AND worker_id = ?2
                            AND token_key = ?4 AND signing IS ?5
                            AND since = (SELECT max(since) FROM recipe WHERE mailing_id = ?1 AND worker_id = ?2))
                    """, arguments: [mailing.rawValue, worker.id, now, recipe.tokenKey, signing])
        }
    }
}
