/// Keeps connections away from a relay that does not work: for 1, 2, 4 … 60 seconds, each time until one connection has tried
/// (“half-open”) and its message was accepted.
struct CircuitBreaker {
    private var failures = 0
    private var opensUntil: ContinuousClock.Instant?
    /// When the failures began that have not ended yet.
    private(set) var failingSince: ContinuousClock.Instant?

    private static let longestPause: Duration = .seconds(60)

    /// Whether the relay works as far as is known.
    var isClosed: Bool { opensUntil == nil }

    /// Whether one connection may try.
    func mayProbe(at now: ContinuousClock.Instant) -> Bool { opensUntil.map { now >= $0 } ?? true }

    /// The relay failed. What connections say that set out before it was known changes nothing.
    mutating func trip(at now: ContinuousClock.Instant) {
        guard mayProbe(at: now) else { return }
        failingSince = failingSince ?? now
        opensUntil = now + min(.seconds(1 << min(failures, 6)), Self.longestPause)
        failures += 1
    }

    /// The relay works.
    mutating func close() {
        guard failures > 0 else { return }
        self = CircuitBreaker()
    }
}
