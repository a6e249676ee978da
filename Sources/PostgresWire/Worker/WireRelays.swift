// SPDX-License-Identifier: Apache-2.0
import Sender

/// What workers share of relays, inside one transaction: see `RelayPace` and `RelayQuota`.
struct WireRelays {
    let connection: PostgresConnection
    /// Milliseconds since 1970, PostgreSQL's.
    let now: Int64

    /// Grants what a relay's quotas and its pace allow of a claim. The relay's row is locked until the transaction ends, so
    /// that two workers are never granted the same.
    func grant(_ claim: QuotaClaim) throws(PostgresFault) -> QuotaGrant {
        let relay = PostgresValue.text(claim.relay)
        let answers = try connection.run([
            .init("INSERT INTO wire.pace (relay) VALUES ($1) ON CONFLICT DO NOTHING", relay),
            .init("SELECT next, learned, learned_at FROM wire.pace WHERE relay = $1 FOR UPDATE", relay),
            .init("SELECT slot, messages FROM wire.quota WHERE relay = $1 ORDER BY slot DESC", relay),
        ])
        var pace = RelayPace(
            next: answers[1].number(0, 0), learned: answers[1].optionalNumber(0, 1),
            learnedAt: answers[1].integer(0, 2))
        let use = RelayUse(
            (0..<answers[2].count).map {
                RelayUse.Slot(start: answers[2].integer($0, 0), messages: Int(answers[2].integer($0, 1)))
            })
        let before = pace
        var (room, turn, wait): (Int, Duration?, Duration?) = (0, nil, nil)
        var statements: [PostgresConnection.Statement] = []
        if claim.messages > 0 {
            (room, wait) = use.room(for: claim, at: now)
            let grant = pace.grant(
                room, perSecond: pace.perSecond(configured: claim.perSecond, at: now), at: now)
            room = grant.messages
            turn = grant.wait.map { .milliseconds($0) }
            if room > 0 { statements = count(room, relay, RelayUse.slot(at: now)) }
        } else {
            statements = use.givingBack(-claim.messages).flatMap { count(-$0.messages, relay, $0.start) }
            if let tooFast = claim.tooFast {
                pace.slowDown(from: tooFast, configured: claim.perSecond, at: now)
                turn = .milliseconds(max(1, Int64(pace.next) - now))
            }
        }
        if pace != before {
            statements.append(
                .init(
                    "UPDATE wire.pace SET next = $2, learned = $3, learned_at = $4 WHERE relay = $1", relay,
                    .number(pace.next), pace.learned.map { .number($0) } ?? .noNumber,
                    .integer(pace.learnedAt)))
        }
        _ = try connection.run(statements)
        return QuotaGrant(
            messages: room, wait: wait, turn: turn,
            isPaced: pace.perSecond(configured: claim.perSecond, at: now) != nil)
    }

    /// Adds messages to a slot, or takes some back.
    private func count(
        _ messages: Int, _ relay: PostgresValue, _ slot: Int64
    ) -> [PostgresConnection.Statement] {
        [
            .init(
                """
                INSERT INTO wire.quota AS q (relay, slot, messages) VALUES ($1, $2, $3)
                ON CONFLICT (relay, slot) DO UPDATE SET messages = q.messages + $3
                """, relay, .integer(slot), .integer(Int64(messages))),
            .init(
                "DELETE FROM wire.quota WHERE relay = $1 AND slot < $2", relay,
                .integer(RelayUse.oldest(at: now))),
        ]
    }
}
