// SPDX-License-Identifier: Apache-2.0

/// How fast one relay is given messages by all senders together: what they share, and what follows from it. Pure; times are
/// milliseconds of the ledger's clock.
///
/// A message has its turn an interval after the one before it (a “leaky bucket”, ITU-T I.371), and some may go a moment before their
/// turn, because turns are granted by transactions. A relay that says that it gets too many a second teaches a pace: what it
/// accepted in the last second, and a tenth less each time it says so again. What was taught rises by a hundredth a second and
/// is forgotten after an hour.
public struct RelayPace: Hashable, Sendable {
    /// When the next message has its turn.
    public private(set) var next: Double
    /// Messages a second that the relay taught; nil when it never said that they were too many.
    public private(set) var learned: Double?
    /// When it taught that.
    public private(set) var learnedAt: Int64

    /// How many milliseconds before their turn messages may go.
    private static let ahead = 100.0
    /// Messages a second below which a relay is as good as gone.
    private static let slowest = 0.2
    /// What is left of a pace that was too fast.
    private static let reduction = 0.9
    /// The share by which a pace rises in a second.
    private static let recovery = 0.01
    private static let memory: Int64 = 3_600_000
    /// How long, in milliseconds, a relay gets nothing after it has complained: it counts by the second.
    private static let respite = 1_000.0

    /// A pace as it was kept; without arguments one that nothing is known of.
    public init(next: Double = 0, learned: Double? = nil, learnedAt: Int64 = 0) {
        self.next = next
        self.learned = learned
        self.learnedAt = learnedAt
    }

    /// Messages a second, of what was configured and what was learned the less; nil for no limit.
    public func perSecond(configured: Double?, at now: Int64) -> Double? {
        guard let learned, now - learnedAt < Self.memory else { return configured }
        let recovered = learned * (1 + Self.recovery * Double(max(0, now - learnedAt)) / 1_000)
        return configured.map { min($0, recovered) } ?? recovered
    }

    /// Gives turns away.
    /// - Returns: how many of those wanted may go now, and the milliseconds until there are more when these are fewer.
    public mutating func grant(
        _ wanted: Int, perSecond: Double?, at now: Int64
    ) -> (messages: Int, wait: Int64?) {
        guard let perSecond, wanted > 0 else { return (wanted, nil) }
        let (time, interval) = (Double(now), 1_000 / perSecond)
        let begin = max(soonest(at: time, interval), time)
        let free = time + Self.ahead - begin
        let messages = free < 0 ? 0 : min(wanted, 1 + Int(free / interval))
        next = begin + Double(messages) * interval
        return (messages, messages < wanted ? max(1, Int64(next - time - Self.ahead)) : nil)
    }

    /// When the next message has its turn. It is bounded, so that a clock that was set back does not hold everybody up for as
    /// long.
    private func soonest(at time: Double, _ interval: Double) -> Double {
        min(next, time + max(Self.respite, Self.ahead + interval))
    }

    /// Notes that the relay said that so many messages a second are too many.
    public mutating func slowDown(from perSecond: Double, configured: Double?, at now: Int64) {
        // Messages that were under way meet the same refusal, which counts once.
        guard learned == nil || abs(Double(now - learnedAt)) > Self.respite * Self.reduction else { return }
        let known = learned == nil ? nil : self.perSecond(configured: configured, at: now)
        learned = max(Self.slowest, known.map { $0 * Self.reduction } ?? perSecond)
        learnedAt = now
        next = Double(now) + Self.respite
    }
}
