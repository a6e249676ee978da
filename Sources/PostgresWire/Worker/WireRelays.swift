// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// What workers share of relays, inside one transaction: see `RelayPace` and `RelayQuota`.
struct WireRelays {
    let connection: PostgresConnection
    /// Milliseconds since 1970, PostgreSQL's.
    let now: Int64

    /// The length of a slot, milliseconds. A slot counts until its end has left the window, so that no window ever holds more
    /// than its quota.
    private static let slot: Int64 = 5 * 60 * 1000
    private static let day: Int64 = 86_400_000
    /// The longest time that a quota looks back.
    private static let longestWindow = 2 * day

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
        let slots = (0..<answers[2].count).map {
            (start: answers[2].integer($0, 0), messages: answers[2].integer($0, 1))
        }
        let before = pace
        var (room, turn, wait): (Int, Duration?, Duration?) = (0, nil, nil)
        var statements: [PostgresConnection.Statement] = []
        if claim.messages > 0 {
            (room, wait) = within(claim, slots)
            let grant = pace.grant(
                room, perSecond: pace.perSecond(configured: claim.perSecond, at: now), at: now)
            room = grant.messages
            turn = grant.wait.map { .milliseconds($0) }
            if room > 0 { statements = count(room, relay) }
        } else {
            statements = giveBack(-claim.messages, slots, relay)
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

    /// How much of a claim is within its quotas, and the time until there may be more when that is less.
    private func within(
        _ claim: QuotaClaim, _ slots: [(start: Int64, messages: Int64)]
    ) -> (Int, Duration?) {
        let today = CalendarDay(daysSince1970: Int(now / Self.day))
        var room = claim.messages
        var wait: Int64?
        for quota in claim.quotas {
            let window = quota.window.milliseconds
            let counting = slots.filter { $0.start > now - window - Self.slot }
            let left = max(0, quota.limit(on: today) - Int(counting.reduce(0) { $0 + $1.messages }))
            guard left < claim.messages else { continue }
            room = min(room, left)
            var more = (counting.last?.start ?? now) + Self.slot + window - now
            if quota.warmUp != nil { more = min(more, Self.day - now % Self.day) }
            wait = max(wait ?? 1, more)
        }
        return (room, wait.map { .milliseconds($0) })
    }

    private func count(_ messages: Int, _ relay: PostgresValue) -> [PostgresConnection.Statement] {
        [
            .init(
                """
                INSERT INTO wire.quota AS q (relay, slot, messages) VALUES ($1, $2, $3)
                ON CONFLICT (relay, slot) DO UPDATE SET messages = q.messages + $3
                """, relay, .integer(now - now % Self.slot), .integer(Int64(messages))),
            .init(
                "DELETE FROM wire.quota WHERE relay = $1 AND slot < $2", relay,
                .integer(now - Self.longestWindow)),
        ]
    }

    /// Takes messages back from the latest slots, because those stay counted longest.
    private func giveBack(
        _ messages: Int, _ slots: [(start: Int64, messages: Int64)], _ relay: PostgresValue
    ) -> [PostgresConnection.Statement] {
        var left = Int64(messages)
        return slots.compactMap { slot in
            let back = min(left, slot.messages)
            left -= back
            return back == 0
                ? nil
                : .init(
                    "UPDATE wire.quota SET messages = messages - $3 WHERE relay = $1 AND slot = $2", relay,
                    .integer(slot.start), .integer(back))
        }
    }
}
