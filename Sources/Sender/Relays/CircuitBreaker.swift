// SPDX-License-Identifier: Apache-2.0

/// Keeps connections away from a relay that does not work.
///
/// | state | connections | leaves by |
/// | --- | --- | --- |
/// | closed | all | a failure → open |
/// | open, for 1, 2, 4 … 60 s | none | time → half-open |
/// | half-open | one | an answer for its message → closed; a failure → open, for twice as long |
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

    /// Notes that the relay failed. Failures of connections that set out before the breaker opened change nothing.
    mutating func trip(at now: ContinuousClock.Instant) {
        guard mayProbe(at: now) else { return }
        failingSince = failingSince ?? now
        opensUntil = now + min(.seconds(1 << min(failures, 6)), Self.longestPause)
        failures += 1
    }

    /// Takes note that the relay works.
    mutating func close() {
        guard failures > 0 else { return }
        self = CircuitBreaker()
    }
}
