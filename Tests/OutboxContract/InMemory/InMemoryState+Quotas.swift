// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// What workers share of a relay.
extension InMemoryLedger.State {
    mutating func grant(_ claim: QuotaClaim) -> QuotaGrant {
        var given = granted[claim.relay, default: []]
        defer { granted[claim.relay] = given }
        guard claim.messages > 0 else {
            given.removeLast(min(given.count, -claim.messages))
            guard let tooFast = claim.tooFast else {
                let pace = paces[claim.relay]?.perSecond(configured: claim.perSecond, at: milliseconds)
                return QuotaGrant(messages: 0, isPaced: pace != nil)
            }
            paces[claim.relay, default: RelayPace()]
                .slowDown(from: tooFast, configured: claim.perSecond, at: milliseconds)
            return QuotaGrant(messages: 0, turn: .seconds(1), isPaced: true)
        }
        let today = CalendarDay(daysSince1970: Int(now / .seconds(86_400)))
        var (room, wait) = (claim.messages, Duration.zero)
        for quota in claim.quotas {
            let counted = given.filter { $0 > now - quota.window }
            let left = max(0, quota.limit(on: today) - counted.count)
            guard left < claim.messages else { continue }
            room = min(room, left)
            wait = max(wait, (counted.first ?? now) + quota.window - now)
        }
        let isWithinQuotas = room == claim.messages
        var pace = paces[claim.relay, default: RelayPace()]
        let perSecond = pace.perSecond(configured: claim.perSecond, at: milliseconds)
        let grant = pace.grant(room, perSecond: perSecond, at: milliseconds)
        paces[claim.relay] = pace
        given += Array(repeating: now, count: grant.messages)
        return QuotaGrant(
            messages: grant.messages, wait: isWithinQuotas ? nil : wait,
            turn: grant.wait.map { .milliseconds($0) }, isPaced: perSecond != nil)
    }

    private var milliseconds: Int64 { Int64(now / .milliseconds(1)) }
}
