// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat
public import Sender

/// What sending machines did, as it is written into the ledger.
extension LendingStore {
    /// The last of each worker's stream that is here.
    public func cursors(of mailing: MailingID) async throws -> [Int64: Int64] {
        try await database.read { db in
            var cursors: [Int64: Int64] = [:]
            for row in try db.rows(
                "SELECT worker_id, seq FROM lent_cursor WHERE mailing_id = ?", [mailing.rawValue])
            {
                cursors[row[0]] = row[1]
            }
            return cursors
        }
    }

    /// Writes what workers say into the ledger, once: what is here already is passed over. What they say of a delivery whose fate
    /// is known changes nothing, but that a relay has a copy ends its doubt.
    public func take(_ portions: [ResultPortion], madeWith recipes: [RecipeID: CopyRecipe]) async throws {
        try await database.writePatiently { db in
            for portion in portions where try Self.advance(portion, db) { try Self.take(portion, db) }
            for (id, recipe) in recipes {
                guard let mailing = portions.first?.mailing else { break }
                try db.change(
                    "INSERT OR IGNORE INTO recipe VALUES (?, ?, ?, ?, ?)",
                    [
                        mailing.rawValue, id.worker, id.number, recipe.tokenKey,
                        try recipe.signing.map(StoredJSON.text),
                    ])
            }
        }
    }

    /// Takes note of copies that relays took of workers whose deliveries others had taken over: their doubt ends, and who waits
    /// for a second copy does not get it.
    public func take(_ acceptances: [LateAcceptance]) async throws {
        try await database.writePatiently { db in
            for late in acceptances {
                let id = HotStatement.Value.integer(late.delivery.rawValue)
                guard try HotStatement(db, Self.openLate).run(.integer(late.worker), id) == 1 else {
                    continue
                }
                let ledger = OutboxLedger(db: db, worker: late.worker, now: late.at)
                _ = try ledger.settle([Settlement(late.delivery, .accepted(late.reply))])
                try HotStatement(db, Self.tellOfReader).run(id)
            }
        }
    }

    private static let tellOfReader =
        "INSERT INTO reader_change (subscriber_id) SELECT subscriber_id FROM delivery WHERE id = ?"

    /// Puts a row in flight whose fate is not known, as it is.
    private static let openLate = """
        UPDATE delivery SET state = \(DeliveryState.inFlight.rawValue), worker_id = ?1, due_at = NULL
        WHERE id = ?2 AND (due_at IS NOT NULL OR state = \(DeliveryState.uncertain.rawValue))
        """

    /// Moves the cursor of a worker to a portion; false when it is beyond it.
    private static func advance(_ portion: ResultPortion, _ db: Database) throws -> Bool {
        try HotStatement(
            db,
            """
            INSERT INTO lent_cursor (mailing_id, worker_id, seq) SELECT mailing_id, ?2, ?3 FROM lent_mailing WHERE mailing_id = ?1
            ON CONFLICT DO UPDATE SET seq = excluded.seq WHERE excluded.seq > lent_cursor.seq
            """
        ).run(.integer(portion.mailing.rawValue), .integer(portion.worker), .integer(portion.seq)) == 1
    }

    private static func take(_ portion: ResultPortion, _ db: Database) throws {
        let wave = try Int64.fetchOne(
            db.cachedStatement(
                sql: "SELECT max(due_at) FROM mailing_wave WHERE mailing_id = ? AND due_at <= ?"),
            arguments: [portion.mailing.rawValue, portion.at])
        if let wave {
            try MailingGuard(db: db, now: portion.at).begin(wave: wave, of: portion.mailing.rawValue)
        }
        let ledger = OutboxLedger(db: db, worker: portion.worker, now: portion.at)
        var settlements: [Settlement] = []
        for result in portion.results {
            let id = HotStatement.Value.integer(result.delivery.rawValue)
            if case .attempt = result.outcome {
            } else {
                // It may be said of a row that an attempt before it gave back.
                _ = try ledger.settle(settlements)
                settlements = []
            }
            switch result.outcome {
            case .suppressed:
                if try HotStatement(db, suppress).run(.integer(portion.at), id) == 1 {
                    try ledger.noteUntried(1, of: portion.mailing.rawValue)
                }
            case .expired: try HotStatement(db, OutboxStatements.expireRow).run(.integer(portion.at), id)
            case .attempt(let disposition, let work):
                let isOpen = try HotStatement(db, open).run(
                    .integer(portion.worker), .integer(result.version), .integer(result.generation), id)
                if isOpen == 1 { settlements.append(Settlement(result.delivery, disposition, work: work)) }
            }
        }
        _ = try ledger.settle(settlements)
    }

    private static let suppress = "\(OutboxStatements.suppress) AND due_at IS NOT NULL"

    /// Puts a row in flight, as its worker had it, until it is settled by the same transaction. One that waits for nothing any more
    /// is in doubt at the most.
    private static let open = """
        UPDATE delivery SET state = \(DeliveryState.inFlight.rawValue), worker_id = ?1, due_at = NULL, version = ?2,
            generation = ?3
        WHERE id = ?4 AND (due_at IS NOT NULL OR state = \(DeliveryState.uncertain.rawValue))
        """
}
