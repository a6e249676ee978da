public import MailFormat

/// When to try again, and when to stop. Pure: time and chance come in as values.
public struct RetryPolicy: Hashable, Sendable {
    /// What to do about a message that a relay may or may not have.
    public enum Doubt: String, Hashable, Sendable, Codable {
        /// Send it once more, with the same Message-ID and bytes, after the first wait.
        case resend
        /// Leave it to an operator.
        case hold
    }

    /// The wait after the first failure; each later one is twice as long.
    public var first: Duration
    /// The longest wait.
    public var longest: Duration
    /// The age of a delivery, counted from publication, at which a transient failure is final.
    public var giveUpAfter: Duration
    /// What to do in doubt.
    public var doubt: Doubt
    /// How far a wait may be off either way, as a share of it, so that retries spread out.
    public static let jitter = 0.2

    /// Postfix's spirit: minutes at first, hours later, two days in all.
    public init(
        first: Duration = .seconds(300), longest: Duration = .seconds(4 * 3600),
        giveUpAfter: Duration = .seconds(48 * 3600), doubt: Doubt = .resend
    ) {
        self.first = first
        self.longest = longest
        self.giveUpAfter = giveUpAfter
        self.doubt = doubt
    }

    /// What becomes of a delivery.
    /// - Parameters:
    ///   - attempts: how often it was tried before.
    ///   - doubts: how often it was uncertain before.
    ///   - age: time since publication.
    ///   - chance: a number in 0..<1.
    public func disposition(
        of outcome: Outcome, attempts: Int, doubts: Int, age: Duration, chance: Double
    ) -> Disposition {
        switch outcome {
        case .accepted(let reply): return .accepted(reply)
        case .uncertain(let what):
            return .uncertain(what, resendAfter: doubt == .resend && doubts == 0 ? first : nil)
        case .failed(let failure):
            if failure.scope == .relay { return .returned }
            guard failure.persistence == .transient else { return .failed(failure) }
            let wait = wait(after: attempts, chance: chance)
            return age + wait > giveUpAfter ? .failed(failure) : .deferred(failure, after: wait)
        }
    }

    /// The wait after `attempts` earlier failures.
    func wait(after attempts: Int, chance: Double) -> Duration {
        let doubled = first * (1 << min(attempts, 24))
        return min(doubled, longest) * (1 + Self.jitter * (2 * chance - 1))
    }
}

/// What the ledger is told about one delivery.
public enum Disposition: Hashable, Sendable {
    /// The relay has it.
    case accepted(Reply)
    /// It will not be tried again.
    case failed(Failure)
    /// It is due again after a wait.
    case deferred(Failure, after: Duration)
    /// Nobody knows; due again after a wait, or held for an operator.
    case uncertain(String, resendAfter: Duration?)
    /// Nothing was learned about it: queued again as if it had not been leased.
    case returned
}
