// SPDX-License-Identifier: Apache-2.0

/// How many messages a second a run completes: over the last whole second, or in the present one where that is faster already.
struct CompletionRate {
    private var since: ContinuousClock.Instant?
    private var count = 0
    /// What completed in the last whole second.
    private var last: Double?

    private static let window: Duration = .seconds(1)
    /// The least time over which a rate is measured: in less it is a matter of chance.
    private static let least: Duration = .milliseconds(20)

    /// Takes note that so many more are complete.
    mutating func note(_ results: Int, at now: ContinuousClock.Instant) {
        guard let begun = since else {
            since = now
            return
        }
        count += results
        guard now - begun >= Self.window else { return }
        last = perSecond(since: begun, at: now)
        (since, count) = (now, 0)
    }

    /// How many complete within a second; nil while that is not known.
    func perSecond(at now: ContinuousClock.Instant) -> Int? {
        let present = since.flatMap { now - $0 >= Self.least ? perSecond(since: $0, at: now) : nil }
        guard let last else { return nil }
        return Int(max(last, present ?? 0))
    }

    private func perSecond(since begun: ContinuousClock.Instant, at now: ContinuousClock.Instant) -> Double {
        Double(count) / ((now - begun) / .seconds(1))
    }
}
