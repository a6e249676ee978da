// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender

/// What relays were given of late, counted in slots of some minutes, inside one transaction.
struct RelayQuotas {
    let db: Database
    /// Milliseconds since 1970.
    let now: Int64

    /// The length of a slot, milliseconds. A slot counts until its end has left the window, so that no window ever holds more
    /// than its quota.
    private static let slot: Int64 = 5 * 60 * 1000
    private static let day: Int64 = 86_400_000
    /// The longest time that a quota looks back.
    private static let longestWindow = 2 * day

    func grant(_ claim: QuotaClaim) throws -> QuotaGrant {
        let relay = try RelayNumber.of(claim.relay, db)
        let today = CalendarDay(daysSince1970: Int(now / Self.day))
        guard claim.messages > 0 else {
            try giveBack(-claim.messages, relay)
            let turn = try slowDown(claim, relay)
            return QuotaGrant(messages: 0, turn: turn, isPaced: try isPaced(relay, claim))
        }
        var room = claim.messages
        var wait: Int64 = 0
        for quota in claim.quotas {
            let window = quota.window.milliseconds
            let use = try Row.fetchOne(
                db.cachedStatement(
                    sql:
                        "SELECT coalesce(sum(messages), 0), min(slot) FROM relay_use WHERE relay_id = ? AND slot > ?"
                ), arguments: [relay, now - window - Self.slot])
            let left = max(0, quota.limit(on: today) - (use?[0] ?? 0))
            guard left < claim.messages else { continue }
            room = min(room, left)
            var more = ((use?[1] as Int64?) ?? now) + Self.slot + window - now
            if quota.warmUp != nil { more = min(more, Self.day - now % Self.day) }
            wait = max(wait, more)
        }
        let isWithinQuotas = room == claim.messages
        let turn = try takeTurns(&room, claim, relay)
        try count(room, relay)
        return QuotaGrant(
            messages: room, wait: isWithinQuotas ? nil : .milliseconds(max(1, wait)), turn: turn,
            isPaced: try isPaced(relay, claim))
    }

    private func isPaced(_ relay: Int64, _ claim: QuotaClaim) throws -> Bool {
        try pace(of: relay).perSecond(configured: claim.perSecond, at: now) != nil
    }

    /// Holds what is granted to the relay's pace.
    /// - Returns: the time until the next may go.
    private func takeTurns(_ room: inout Int, _ claim: QuotaClaim, _ relay: Int64) throws -> Duration? {
        var pace = try pace(of: relay)
        guard let perSecond = pace.perSecond(configured: claim.perSecond, at: now) else { return nil }
        let grant = pace.grant(room, perSecond: perSecond, at: now)
        room = grant.messages
        try keep(pace, of: relay)
        return grant.wait.map { .milliseconds($0) }
    }

    private func slowDown(_ claim: QuotaClaim, _ relay: Int64) throws -> Duration? {
        guard let tooFast = claim.tooFast else { return nil }
        var pace = try pace(of: relay)
        pace.slowDown(from: tooFast, configured: claim.perSecond, at: now)
        try keep(pace, of: relay)
        return .milliseconds(max(1, Int64(pace.next) - now))
    }

    private func pace(of relay: Int64) throws -> RelayPace {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT next, learned, learned_at FROM relay_pace WHERE relay_id = ?"),
            arguments: [relay])
        return row.map { RelayPace(next: $0[0], learned: $0[1], learnedAt: $0[2]) } ?? RelayPace()
    }

    private func keep(_ pace: RelayPace, of relay: Int64) throws {
        try db.execute(
            sql:
                "INSERT OR REPLACE INTO relay_pace (relay_id, next, learned, learned_at) VALUES (?, ?, ?, ?)",
            arguments: [relay, pace.next, pace.learned, pace.learnedAt])
    }

    private func count(_ messages: Int, _ relay: Int64) throws {
        guard messages > 0 else { return }
        try db.execute(
            sql: """
                INSERT INTO relay_use (relay_id, slot, messages) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET messages = messages + excluded.messages
                """, arguments: [relay, now - now % Self.slot, messages])
        try db.execute(
            sql: "DELETE FROM relay_use WHERE relay_id = ? AND slot < ?",
            arguments: [relay, now - Self.longestWindow])
    }

    /// Takes messages back from the latest slots, because those stay counted longest.
    private func giveBack(_ messages: Int, _ relay: Int64) throws {
        var left = messages
        let slots = try db.rows(
            "SELECT slot, messages FROM relay_use WHERE relay_id = ? AND messages > 0 ORDER BY slot DESC",
            [relay])
        for row in slots where left > 0 {
            let back = min(left, row[1])
            try db.execute(
                sql: "UPDATE relay_use SET messages = messages - ? WHERE relay_id = ? AND slot = ?",
                arguments: [back, relay, row[0] as Int64])
            left -= back
        }
    }
}
