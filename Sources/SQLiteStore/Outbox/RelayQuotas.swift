// SPDX-License-Identifier: Apache-2.0
import GRDB
import Sender

/// What relays were given of late, counted in slots of some minutes, inside one transaction.
struct RelayQuotas {
    let db: Database
    /// Milliseconds since 1970.
    let now: Int64

    func grant(_ claim: QuotaClaim) throws -> QuotaGrant {
        let relay = try RelayNumber.of(claim.relay, db)
        guard claim.messages > 0 else {
            for slot in try use(of: relay).givingBack(-claim.messages) {
                try db.execute(
                    sql: "UPDATE relay_use SET messages = messages - ? WHERE relay_id = ? AND slot = ?",
                    arguments: [slot.messages, relay, slot.start])
            }
            let turn = try slowDown(claim, relay)
            return QuotaGrant(messages: 0, turn: turn, isPaced: try isPaced(relay, claim))
        }
        var (room, wait): (Int, Duration?) =
            claim.quotas.isEmpty ? (claim.messages, nil) : try use(of: relay).room(for: claim, at: now)
        let turn = try takeTurns(&room, claim, relay)
        if room > 0 { try count(room, relay) }
        return QuotaGrant(messages: room, wait: wait, turn: turn, isPaced: try isPaced(relay, claim))
    }

    private func use(of relay: Int64) throws -> RelayUse {
        RelayUse(
            try db.rows("SELECT slot, messages FROM relay_use WHERE relay_id = ? ORDER BY slot DESC", [relay])
                .map {
                    RelayUse.Slot(start: $0[0], messages: $0[1])
                })
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
        try db.execute(
            sql: """
                INSERT INTO relay_use (relay_id, slot, messages) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET messages = messages + excluded.messages
                """, arguments: [relay, RelayUse.slot(at: now), messages])
        try db.execute(
            sql: "DELETE FROM relay_use WHERE relay_id = ? AND slot < ?",
            arguments: [relay, RelayUse.oldest(at: now)])
    }
}
