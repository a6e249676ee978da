// SPDX-License-Identifier: Apache-2.0

/// How many connections a relay bears, found out as Postfix does (its SCHEDULER_README, “slow start” and “feedback”).
///
/// Each message accepted allows 1/N of a connection more and each sign of too much 1/N less, N being those allowed now;
/// never more than the relay's limit, never less than one.
struct ConnectionCount {
    private let limit: Double
    private var level: Double

    /// Connections that a run starts with: Postfix's `initial_destination_concurrency`.
    private static let first = 5.0

    init(limit: Int) {
        self.limit = Double(limit)
        level = min(Self.first, self.limit)
    }

    /// How many connections are allowed now.
    var allowed: Int { Int(level) }

    /// Takes note that a message was accepted.
    mutating func succeeded() { if level < limit { level = min(limit, level + 1 / level) } }

    /// Takes note that the relay has too much to do with us.
    mutating func throttled() { level = max(1, level - 1 / level) }
}
