// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// How one relay does in a run, and what it may be given now.
///
/// | it | is known by | then |
/// | --- | --- | --- |
/// | works | its last answer, or nothing yet | it carries mail, on as many connections as `connectionCount` allows |
/// | has failed | `breaker` | nobody connects for 1, 2, 4 … 60 s; then one connection tries, and an answer closes the breaker |
/// | gets too many a second | `complain` | it has a pace: what it may be given is asked of the ledger |
/// | has used up a quota of ours | `exhaustedUntil` | it rests until the ledger grants more |
/// | has used up our account's limit | `limit` | it rests for the time that it named, else for an hour |
struct RelayStanding {
    let name: String
    let weight: Int?
    let quotas: [RelayQuota]
    private let perSecond: Double?

    /// How many connections are open.
    private(set) var connected = 0
    /// How many messages its connections carry.
    private(set) var onWire = 0
    private(set) var breaker = CircuitBreaker()
    private(set) var connectionCount: ConnectionCount
    private var failures = RepeatedFailures()
    /// How many messages it has accepted.
    private var accepted = 0
    /// How many messages it has taken since it shares the mail with the others.
    var taken = 0
    /// What it failed with since it last did its work.
    private var lastFailure: Failure?
    private var everWorked = false
    /// The time since which it owes an answer, while it carries mail.
    private var owesSince: ContinuousClock.Instant
    /// How many messages the ledger granted under its quotas and its pace.
    private var granted = 0
    /// Whether the ledger holds it to a pace, configured or taught to this run or another one.
    private var isPaced = false
    /// When the ledger was asked last.
    private var asked: ContinuousClock.Instant?
    /// What it accepted in the second before it said last that it gets too many, until the ledger knows.
    private var tooFast: Double?
    /// Whether the last claim told the ledger of `tooFast`.
    private var isTold = false
    /// When it first said that it gets too many a second since it last accepted something.
    private var complainsSince: ContinuousClock.Instant?
    /// When the next may go under its pace.
    private var turn: ContinuousClock.Instant?
    private var recent = RecentCount()
    /// The time until which its quotas grant nothing.
    private var exhaustedUntil: ContinuousClock.Instant?
    /// The time until which it takes no more of our account, and its words.
    private var limit: (until: ContinuousClock.Instant, failure: Failure)?

    /// How long a run that is to end by itself outwaits a relay that stops working half-way.
    private static let patience: Duration = .seconds(30)
    /// A relay that has not answered for so long does not hold up the others' share.
    private static let lag: Duration = .seconds(5)
    /// How many messages are asked for under quotas at a time.
    private static let lot = 50
    /// How often the ledger is asked whether other senders were taught a pace.
    private static let interest: Duration = .seconds(2)
    /// How long a relay is left alone that says that our account's limit is reached, and not for how long.
    private static let rest: Duration = .seconds(3600)

    init(_ limits: RelayLimits, at now: ContinuousClock.Instant) {
        name = limits.relay.name
        weight = limits.weight
        quotas = limits.quotas
        perSecond = limits.perSecond
        connectionCount = ConnectionCount(limit: limits.connections)
        owesSince = now
    }

    /// Whether the ledger says how many messages it may be given.
    var isMetered: Bool { !quotas.isEmpty || perSecond != nil || isPaced }

    /// Whether its quotas let it have more, as far as is known.
    func isWithinQuota(at now: ContinuousClock.Instant) -> Bool {
        if let limit, now < limit.until { return false }
        return granted > 0 || exhaustedUntil.map { now >= $0 } ?? true
    }

    /// Whether mail can go through it, as far as is known.
    func isUsable(at now: ContinuousClock.Instant) -> Bool { breaker.isClosed && isWithinQuota(at: now) }

    /// Whether a run that is to end by itself need not wait for it.
    func isHopeless(at now: ContinuousClock.Instant) -> Bool {
        guard let lastFailure else { return false }
        // A relay that has worked may say of one message what it does not say of the next.
        let isFinal = lastFailure.persistence == .permanent && !(everWorked && lastFailure.isOfMessage)
        return isFinal || (!everWorked && lastFailure.phase == .connect)
            || breaker.failingSince.map { now - $0 > Self.patience } ?? false
    }

    /// Whether it carries mail and has not answered for long.
    func isLagging(at now: ContinuousClock.Instant) -> Bool {
        onWire > 0 && now - owesSince > Self.lag
    }

    /// Whether its limits let it have one message now, whatever the others do.
    var hasAllowance: Bool {
        !isMetered || granted > 0
    }

    mutating func take(at now: ContinuousClock.Instant) {
        if onWire == 0 { owesSince = now }
        onWire += 1
        taken += 1
        if isMetered { granted -= 1 }
    }

    /// Takes note that what it took did not go out.
    mutating func giveBack() {
        onWire -= 1
        taken -= 1
        if isMetered { granted += 1 }
    }

    /// What a failure is to the delivery that met it.
    mutating func attribute(_ failure: Failure, to delivery: DeliveryID) -> Failure {
        failures.note(failure, of: delivery, accepted: accepted)
    }

    /// Whether it failed on a delivery since it last gave an answer for it.
    func hasFailed(on delivery: DeliveryID) -> Bool { failures.contains(delivery) }

    /// Takes note that a message that it took has a result.
    /// - Parameter answered: whether the relay did its work, whatever it said of the message.
    mutating func note(
        _ delivery: DeliveryID, accepted: Bool, answered: Bool, at now: ContinuousClock.Instant
    ) {
        onWire -= 1
        if accepted {
            self.accepted += 1
            recent.count(at: now)
            complainsSince = nil
            connectionCount.succeeded()
        }
        guard answered else { return }
        failures.forget(delivery)
        everWorked = true
        owesSince = now
        lastFailure = nil
        breaker.close()
    }

    /// Takes note that it said of a message that it gets too many a second, which means fewer connections, and a slower pace for
    /// everybody's mail.
    /// - Returns: whether it has accepted nothing for so long that it is as good as down.
    mutating func complain(at now: ContinuousClock.Instant) -> Bool {
        connectionCount.throttled()
        if !isMetered { granted = 0 }
        isPaced = true
        isTold = false
        tooFast = max(1, Double(recent.within(at: now)))
        turn = nil
        complainsSince = complainsSince ?? now
        return complainsSince.map { now - $0 > Self.patience } ?? false
    }

    mutating func join() { connected += 1 }

    mutating func leave() { connected -= 1 }

    /// Takes note that a connection could not be made, or ended with the relay's failure. Only when no other
    /// is open is that a sign that the relay does not work at all.
    /// - Returns: whether the connection has to pause by itself.
    mutating func fail(_ failure: Failure, at now: ContinuousClock.Instant) -> Bool {
        if failure.isThrottling { connectionCount.throttled() }
        if failure.cause == .quota {
            limit = (now + (failure.pause ?? Self.rest), failure)
            return false
        }
        guard connected == 0 else { return true }
        giveUp(failure, at: now)
        return false
    }

    /// Has it left alone for some time.
    mutating func giveUp(_ failure: Failure, at now: ContinuousClock.Instant) {
        lastFailure = failure
        breaker.trip(at: now)
    }

    /// What to ask for under its quotas and its pace; nil when there is no need.
    mutating func claim(at now: ContinuousClock.Instant) -> QuotaClaim? {
        guard isMetered else {
            let isDue = asked.map { now - $0 >= Self.interest } ?? true
            return isDue ? QuotaClaim(relay: name, messages: 0) : nil
        }
        guard tooFast != nil || granted < Self.lot / 2, exhaustedUntil.map({ now >= $0 }) ?? true,
            turn.map({ now >= $0 }) ?? true
        else { return nil }
        isTold = tooFast != nil
        return QuotaClaim(
            relay: name, messages: tooFast == nil ? Self.lot : 0, quotas: quotas, perSecond: perSecond,
            tooFast: tooFast)
    }

    mutating func accept(_ grant: QuotaGrant, at now: ContinuousClock.Instant) {
        granted += grant.messages
        asked = now
        exhaustedUntil = grant.wait.map { now + $0 }
        // What the relay said after the claim was made has to be told before the grant's pace counts.
        guard tooFast == nil || isTold else { return }
        if !isMetered, grant.isPaced { granted = grant.messages }
        isPaced = grant.isPaced
        turn = grant.turn.map { now + $0 }
        tooFast = nil
    }

    /// Gives back what was granted and not used.
    mutating func release() -> QuotaClaim? {
        guard granted > 0 else { return nil }
        defer { granted = 0 }
        return QuotaClaim(relay: name, messages: -granted, quotas: quotas)
    }

    /// Why nothing goes through it; nil when it is a matter of seconds.
    func trouble(at now: ContinuousClock.Instant) -> RelayTrouble? {
        if let lastFailure, isHopeless(at: now) { return RelayTrouble(relay: name, failure: lastFailure) }
        let limit = limit.flatMap { now < $0.until ? $0 : nil }
        guard !isWithinQuota(at: now), let end = limit?.until ?? exhaustedUntil else { return nil }
        let minutes = Int(((end - now) / .seconds(60)).rounded(.up))
        let words = limit.map { ": \($0.failure)" } ?? ""
        return RelayTrouble(
            relay: name,
            failure: Failure(
                phase: .connect, cause: .quota, persistence: .transient, scope: .relay,
                detail: "its quota is used up for \(minutes) min\(words)"))
    }
}
