/// How many messages a relay may be given within some time.
public struct RelayQuota: Hashable, Sendable {
    /// A ceiling that rises day by day, for an address that receivers do not know yet.
    public struct WarmUp: Hashable, Sendable {
        /// The first day, in days since 1970 (UTC).
        public let start: Int
        /// What each day's ceiling is of the one before.
        public let factor: Double

        /// - Parameters:
        ///   - start: the first day, in days since 1970 (UTC).
        ///   - factor: what each day's ceiling is of the one before.
        public init(start: Int, factor: Double) {
            self.start = start
            self.factor = factor
        }
    }

    /// Messages; with a warm-up, those of its first day.
    public let messages: Int
    /// Any time of this length counts, not only hours and days by the clock.
    public let window: Duration
    /// How the ceiling rises.
    public let warmUp: WarmUp?

    /// A quota.
    public init(_ messages: Int, in window: Duration, warmUp: WarmUp? = nil) {
        self.messages = messages
        self.window = window
        self.warmUp = warmUp
    }

    /// Messages on a day, given in days since 1970 (UTC). Before a warm-up begins it is its first day.
    public func limit(on day: Int) -> Int {
        guard let warmUp else { return messages }
        var limit = Double(messages)
        for _ in 0..<min(max(0, day - warmUp.start), 10_000) where limit < Self.boundless {
            limit *= warmUp.factor
        }
        return Int(limit)
    }

    private static let boundless = 1e12
}

/// A wish to give a relay messages, within its quotas.
public struct QuotaClaim: Hashable, Sendable {
    /// The relay's name.
    public let relay: String
    /// How many; below zero, so many of those granted before are given back; zero to ask whether it has a pace.
    public let messages: Int
    /// All of them hold.
    public let quotas: [RelayQuota]
    /// Messages a second at the most, of all workers together; nil for what the relay taught.
    public let perSecond: Double?
    /// What the relay accepted in the second before it said that this is too fast; nil when it did not say so.
    public let tooFast: Double?

    /// A wish.
    public init(
        relay: String, messages: Int, quotas: [RelayQuota] = [], perSecond: Double? = nil,
        tooFast: Double? = nil
    ) {
        self.relay = relay
        self.messages = messages
        self.quotas = quotas
        self.perSecond = perSecond
        self.tooFast = tooFast
    }
}

/// What was granted of a claim.
public struct QuotaGrant: Hashable, Sendable {
    /// How many messages; they count as given from now on.
    public let messages: Int
    /// When quotas let less be granted than asked for: the time until there may be more.
    public let wait: Duration?
    /// When the relay's pace let less be granted: the time until the next may go.
    public let turn: Duration?
    /// Whether the relay has a pace, configured or taught to any sender: all it is given has to be claimed.
    public let isPaced: Bool

    /// An answer.
    public init(messages: Int, wait: Duration? = nil, turn: Duration? = nil, isPaced: Bool = false) {
        self.messages = messages
        self.wait = wait
        self.turn = turn
        self.isPaced = isPaced
    }
}
