// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat

/// The readers who get a mailing before the others.
extension MailingStore {
    /// Makes as many readers due at once as the canary has, whom chance chooses: its share of the audience, rounded up.
    static func chooseCanary(
        of mailing: MailingID, among audience: Int, at now: Int64, by random: RandomBits, _ db: Database
    ) throws {
        let share = try Double.fetchOne(
            db, sql: "SELECT canary_share FROM mailing WHERE id = ? AND canary_share IS NOT NULL",
            arguments: [mailing.rawValue])
        guard let share else { return }
        // The product is not exact: 0.29 of 100 may be 28.999… or 29.000…1. The latter must not be rounded up to 30.
        let count = Int((share * Double(audience) - 1e-9).rounded(.up))
        let places = random.sample(count, below: audience)
        var (place, chosen): (Int, [Int64]) = (0, [])
        try HotStatement(db, "SELECT id FROM delivery WHERE mailing_id = ? ORDER BY subscriber_id")
            .each(.integer(mailing.rawValue)) { row in
                if places.contains(place) { chosen.append(row.integer(0)) }
                place += 1
            }
        let update = try HotStatement(db, "UPDATE delivery SET due_at = ? WHERE id = ?")
        for id in chosen { try update.run(.integer(now), .integer(id)) }
        try db.execute(
            sql: "UPDATE mailing SET canary = ? WHERE id = ?", arguments: [count, mailing.rawValue])
    }
}
