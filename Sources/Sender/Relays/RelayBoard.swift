// SPDX-License-Identifier: Apache-2.0

/// Which relay carries the mail: those with a weight share it, and each of the others in its turn when all before it cannot.
struct RelayBoard {
    private(set) var relays: [RelayStanding]
    /// Relays that carry mail together, in order of preference.
    private let tiers: [[Int]]

    /// How many messages one relay's share may be ahead of the others'.
    private static let slack = 8.0

    init(_ limits: [RelayLimits], at now: ContinuousClock.Instant) {
        relays = limits.map { RelayStanding($0, at: now) }
        let sharing = limits.indices.filter { limits[$0].weight != nil }
        tiers =
            (sharing.isEmpty ? [] : [sharing])
            + limits.indices.filter { limits[$0].weight == nil }.map { [$0] }
    }

    /// How many connections are open to all of them.
    var connected: Int { relays.indices.reduce(0) { $0 + relays[$1].connected } }
    /// How many messages all of them carry.
    var onWire: Int { relays.indices.reduce(0) { $0 + relays[$1].onWire } }

    /// Whether none of them has worked since it failed.
    var isProbing: Bool { relays.allSatisfy { !$0.breaker.isClosed } }

    /// Whether one of them failed on a delivery since it last gave an answer for it.
    func hasFailed(on delivery: DeliveryID) -> Bool { relays.contains { $0.hasFailed(on: delivery) } }

    subscript(_ relay: Int) -> RelayStanding {
        get { relays[relay] }
        _modify { yield &relays[relay] }
    }

    /// Whether a relay carries mail now: it is of the first tier of which one works.
    private func isServing(_ relay: Int, at now: ContinuousClock.Instant) -> Bool {
        for tier in tiers where tier.contains(where: { relays[$0].isUsable(at: now) }) {
            return tier.contains(relay)
        }
        return false
    }

    /// How many connections a relay may have, of those wanted.
    func connections(of relay: Int, wanted: Int, at now: ContinuousClock.Instant) -> Int {
        guard relays[relay].isWithinQuota(at: now) else { return 0 }
        guard relays[relay].breaker.isClosed else {
            return relays[relay].breaker.mayProbe(at: now) ? min(wanted, 1) : 0
        }
        return isServing(relay, at: now) ? min(wanted, relays[relay].connectionCount.allowed) : 0
    }

    /// Gives a relay one message, if it may have it now.
    mutating func take(_ relay: Int, at now: ContinuousClock.Instant) -> Bool {
        guard relays[relay].hasAllowance, keepsShare(relay, at: now) else { return false }
        relays[relay].take(at: now)
        return true
    }

    /// Whether one more message leaves the others their share.
    private func keepsShare(_ relay: Int, at now: ContinuousClock.Instant) -> Bool {
        guard let weight = relays[relay].weight, let sharing = tiers.first, sharing.count > 1 else {
            return true
        }
        let own = Double(relays[relay].taken) / Double(weight)
        return sharing.allSatisfy { other in
            guard other != relay, relays[other].connected > 0, relays[other].isUsable(at: now),
                !relays[other].isLagging(at: now), let weight = relays[other].weight
            else { return true }
            return own <= (Double(relays[other].taken) + Self.slack) / Double(weight)
        }
    }

    /// Takes note that a connection to a relay is open. A relay that comes later than others does not
    /// make up for what they carried before.
    mutating func join(_ relay: Int) {
        if relays[relay].connected == 0, let weight = relays[relay].weight {
            let others = relays.indices.filter {
                $0 != relay && relays[$0].weight != nil && relays[$0].connected > 0
            }
            let shares = others.map { Double(relays[$0].taken) / Double(relays[$0].weight ?? 1) }
            if let least = shares.min() {
                relays[relay].taken = max(relays[relay].taken, Int(least * Double(weight)))
            }
        }
        relays[relay].join()
    }

    /// What to ask the outbox for under quotas, of the relays that carry mail now or could.
    mutating func claims(at now: ContinuousClock.Instant) -> [QuotaClaim] {
        relays.indices.filter {
            isServing($0, at: now) || (!relays[$0].breaker.isClosed && relays[$0].breaker.mayProbe(at: now))
        }.compactMap { relays[$0].claim(at: now) }
    }

    mutating func accept(_ grants: [String: QuotaGrant], at now: ContinuousClock.Instant) {
        for index in relays.indices {
            if let grant = grants[relays[index].name] { relays[index].accept(grant, at: now) }
        }
    }

    mutating func release() -> [QuotaClaim] { relays.indices.compactMap { relays[$0].release() } }

    /// What is wrong with each relay, when nothing can go through any of them.
    func troubles(at now: ContinuousClock.Instant) -> [RelayTrouble] {
        let troubles = relays.compactMap { $0.trouble(at: now) }
        return troubles.count == relays.count ? troubles : []
    }

    /// Whether the quotas of all are used up.
    func isResting(at now: ContinuousClock.Instant) -> Bool {
        relays.allSatisfy { !$0.isWithinQuota(at: now) }
    }
}
