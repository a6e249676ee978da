import MailFormat

/// How many connections a relay bears, found out as Postfix does (its SCHEDULER_README, “slow start” and “connectionCount”).
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

    /// Connections allowed now.
    var allowed: Int { Int(level) }

    /// A message was accepted.
    mutating func succeeded() { if level < limit { level = min(limit, level + 1 / level) } }

    /// The relay said that it has too much to do with us.
    mutating func throttled() { level = max(1, level - 1 / level) }
}

extension Failure {
    /// Whether a relay that goes on answering says of a message that it gets too many a second.
    var isComplaint: Bool {
        scope == .relay && cause == .rateLimited && reply != nil && reply?.code != 421
            && (isOfMessage || phase == .mail)
    }

    /// Whether fewer connections can help.
    var isThrottling: Bool {
        scope == .relay && persistence == .transient && (cause == .rateLimited || cause == .unavailable)
    }
}
