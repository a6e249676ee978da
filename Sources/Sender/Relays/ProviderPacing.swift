// SPDX-License-Identifier: Apache-2.0

/// Slows down for providers of mailboxes that ask for less mail, each for itself.
///
/// A provider that throttles us is left alone for a minute, for twice as long each time it does so again, up to half an
/// hour. Then its mail goes on at one message a second, twice as many every half minute, until it counts as any other. What
/// is put off gets a time of its own, so that it comes back at the pace it will be sent.
struct ProviderPacing {
    private struct Pace {
        var resumesAt: ContinuousClock.Instant
        var pauses = 1
        /// Whether it is left alone for what it thinks of us, and not for how much it gets.
        var isHeld = false
        /// How many messages may go now.
        var allowance = 1.0
        var countedAt: ContinuousClock.Instant
        /// When the last message that was put off will have its turn.
        var lastTurn: ContinuousClock.Instant

        init(resumingAt instant: ContinuousClock.Instant) {
            (resumesAt, countedAt, lastTurn) = (instant, instant, instant)
        }
    }

    static let firstPause = RetryPolicy.domainPause
    static let longestPause: Duration = .seconds(1800)
    /// Messages a second right after a pause.
    private static let slowest = 1.0
    /// Messages a second at which a provider is like any other.
    private static let fastest = 1_000.0
    /// The time in which the pace doubles.
    private static let doubling: Duration = .seconds(30)
    /// How many seconds of the present pace may go at once.
    private static let burst = 2.0

    private var paces: [String: Pace] = [:]

    /// Whether no provider is slowed down.
    var isIdle: Bool { paces.isEmpty }

    /// Notes that a provider asked for less mail. That it asks again for messages that were under way when it first did changes
    /// nothing.
    mutating func throttle(_ provider: String, at now: ContinuousClock.Instant) {
        guard var pace = paces[provider] else {
            paces[provider] = Pace(resumingAt: now + Self.firstPause)
            return
        }
        guard now > pace.resumesAt else { return }
        let pauses = pace.pauses + 1
        pace = Pace(resumingAt: now + min(Self.firstPause * (1 << min(pauses - 1, 10)), Self.longestPause))
        pace.pauses = pauses
        paces[provider] = pace
    }

    /// Leaves a provider alone for some time; false when it is left alone already.
    mutating func hold(_ provider: String, for time: Duration, at now: ContinuousClock.Instant) -> Bool {
        if let pace = paces[provider], pace.isHeld, pace.resumesAt > now { return false }
        paces[provider] = Pace(resumingAt: max(paces[provider]?.resumesAt ?? now, now + time))
        paces[provider]?.isHeld = true
        return true
    }

    /// How long one more message to a provider has to wait; nil when it may go now.
    mutating func wait(for provider: String, at now: ContinuousClock.Instant) -> Duration? {
        guard var pace = paces[provider] else { return nil }
        let rate = Self.rate(of: pace, at: now)
        if rate >= Self.fastest {
            paces[provider] = nil
            return nil
        }
        defer { paces[provider] = pace }
        if now >= pace.resumesAt {
            let earned = rate * ((now - pace.countedAt) / .seconds(1))
            pace.allowance = min(pace.allowance + earned, max(1, rate * Self.burst))
            pace.countedAt = now
            if pace.allowance >= 1 {
                pace.allowance -= 1
                return nil
            }
        }
        let last = max(pace.lastTurn, now, pace.resumesAt)
        pace.lastTurn = last + .seconds(1 / Self.rate(of: pace, at: last))
        return pace.lastTurn - now
    }

    private static func rate(of pace: Pace, at instant: ContinuousClock.Instant) -> Double {
        let doublings = max(0, (instant - pace.resumesAt) / doubling)
        var rate = slowest
        for _ in 0..<min(Int(doublings), 20) { rate *= 2 }
        return rate * (1 + doublings - doublings.rounded(.down))
    }
}
