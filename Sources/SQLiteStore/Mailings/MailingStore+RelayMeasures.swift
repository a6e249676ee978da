// SPDX-License-Identifier: Apache-2.0
import GRDB
public import Sender

extension MailingStore {
    /// How fast each relay was with the last mailings that it carried a fair number of copies of, by its name.
    /// - Parameter now: milliseconds since 1970.
    public func relayMeasures(at now: Int64) async throws -> [String: SendingEstimate.Measure] {
        try await database.read { db in
            let rows = try Row.fetchAll(db, sql: Self.measures, arguments: [Self.fewest, Self.latest])
            return Dictionary(
                uniqueKeysWithValues: rows.map {
                    let pace = RelayPace(learned: $0[2], learnedAt: $0[3] ?? 0)
                    return (
                        $0[0],
                        SendingEstimate.Measure(
                            perMessage: $0[1], learned: pace.perSecond(configured: nil, at: now))
                    )
                })
        }
    }

    /// A mailing of fewer copies says little of a relay.
    private static let fewest = 50
    /// How many mailings of a relay count.
    private static let latest = 5

    private static let measures = """
        SELECT r.name,
            (SELECT sum(busy) * 1.0 / sum(messages) FROM
                (SELECT busy, messages FROM relay_work w WHERE w.relay_id = r.id AND w.messages >= ?1
                 ORDER BY w.mailing_id DESC LIMIT ?2)),
            p.learned, p.learned_at
        FROM relay r LEFT JOIN relay_pace p ON p.relay_id = r.id
        """
}
