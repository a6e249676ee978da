// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// A mailing as workers see it.
struct WireMailing: Sendable {
    let id: Int64
    let state: MailingState?
    /// Milliseconds since 1970.
    let published: Int64
    /// How long it is of use, in milliseconds; nil for as long as the retry policy goes on.
    let lifetime: Int64?
    /// When those after the canary are due, and how many the canary has; nil when nobody waits for it.
    let canary: (end: Int64, size: Int)?
    /// JSON, read only when something went wrong.
    let guardRails: String?
    /// Whether a command of the newsroom works on it.
    let isHeld: Bool
    /// The versions that take the place of earlier ones, because it was amended.
    let successors: [Int: Int]
    /// What it has come to by all workers, as far as it counts.
    let results: MailingResults

    /// Whether deliveries of it may be leased and started.
    var isOpen: Bool { state == .sending && !isHeld }

    /// The latest time of batches that may be leased: of a mailing whose canary is not back only those of the canary.
    func horizon(at now: Int64) -> Int64 {
        guard let canary, results.tried * 2 < canary.size else { return now }
        return min(now, canary.end - 1)
    }

    /// Whether it is of no more use to a reader.
    func isOver(for reader: Reader, at now: Int64) -> Bool {
        lifetime.map { now > (reader.waveAt ?? published) + $0 } ?? false
    }

    /// All that are on the wire, in the order in which they are leased.
    static let all = PostgresConnection.Statement(
        """
        SELECT m.id, m.state, m.published_at, m.lifetime, m.canary_end, m.canary_size, m.guard, m.held_until > wire.now_ms(),
            coalesce(p.tried, 0)::bigint, coalesce(p.settled, 0)::bigint,
            (coalesce(p.bounced, 0) - m.bounced_before)::bigint, (coalesce(p.blocked, 0) - m.blocked_before)::bigint,
            m.successors
        FROM wire.mailing m LEFT JOIN (
            SELECT mailing, sum(tried) AS tried, sum(settled) AS settled, sum(bounced) AS bounced, sum(blocked) AS blocked
            FROM wire.progress GROUP BY mailing) p ON p.mailing = m.id
        ORDER BY m.published_at, m.id
        """)

    private static func successors(_ text: String) throws(PostgresFault) -> [Int: Int] {
        text == "{}" ? [:] : try WireJSON.value([Int: Int].self, text)
    }

    /// Reads what `all` returned.
    static func read(_ answer: PostgresAnswer) throws(PostgresFault) -> [WireMailing] {
        var mailings: [WireMailing] = []
        for row in 0..<answer.count {
            var results = MailingResults()
            (results.tried, results.settled) = (Int(answer.integer(row, 8)), Int(answer.integer(row, 9)))
            (results.bounced, results.blocked) = (Int(answer.integer(row, 10)), Int(answer.integer(row, 11)))
            let end = answer.optionalInteger(row, 4)
            mailings.append(
                WireMailing(
                    id: answer.integer(row, 0), state: MailingState(rawValue: Int(answer.integer(row, 1))),
                    published: answer.integer(row, 2), lifetime: answer.optionalInteger(row, 3),
                    canary: end.map { ($0, Int(answer.optionalInteger(row, 5) ?? 0)) },
                    guardRails: answer.optionalText(row, 6),
                    isHeld: answer.truth(row, 7),
                    successors: try successors(answer.text(row, 12)), results: results))
        }
        return mailings
    }
}
