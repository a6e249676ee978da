// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// When to try again, and when to stop. Pure: time and chance come in as values.
public struct RetryPolicy: Hashable, Sendable {
    /// What to do about a message that a relay may or may not have.
    public enum Doubt: String, Hashable, Sendable, Codable {
        /// Send it once more, with the same Message-ID and bytes, after the first wait.
        case resend
        /// Leave it to an operator.
        case hold
    }

    /// The wait after the first failure; the next is three times as long, each later one twice the one before: 5, 15 and 30
    /// minutes, 1, 2 and 4 hours.
    public var first: Duration
    /// The longest wait.
    public var longest: Duration
    /// The age of a delivery, counted from publication, at which a transient failure is final.
    public var giveUpAfter: Duration
    /// What to do in doubt.
    public var doubt: Doubt
    /// How far a wait may be off either way, as a share of it, so that retries spread out.
    public static let jitter = 0.2
    /// The wait when a server greylists: as a rule it accepts a retry after five minutes, and not after hours.
    private static let greylisted: (wait: Duration, spread: Double) = (.seconds(300), 0.2)
    /// How many attempts wait so; a delivery that is still greylisted then waits as after any other failure.
    private static let greylistedAttempts = 3
    /// A provider that asks for less mail is left alone for a minute at least; `ProviderPacing` makes it more.
    static let domainPause: Duration = .seconds(60)
    /// How long a provider is left alone that does not believe who we are: a record has to be mended first.
    public static let alignmentPause: Duration = .seconds(900)

    /// A policy; its defaults follow Postfix: minutes at first, hours later, two days in all.
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
    ///   - lifetime: how long after publication it is of use; nil for as long as `giveUpAfter`.
    ///   - chance: a number in 0..<1; asked for only when there is a wait to spread.
    public func disposition(
        of outcome: Outcome, attempts: Int, doubts: Int, age: Duration, lifetime: Duration? = nil,
        chance: @autoclosure () -> Double
    ) -> Disposition {
        switch outcome {
        case .accepted(let reply): return .accepted(reply)
        case .uncertain(let what):
            return .uncertain(what, resendAfter: doubt == .resend && doubts == 0 ? first : nil)
        case .failed(let failure):
            if failure.scope == .relay { return .postponed(nil, after: .zero) }
            guard failure.persistence == .transient else { return .failed(failure) }
            let wait = wait(after: failure, attempts: attempts, chance: chance())
            if age + wait > min(giveUpAfter, lifetime ?? giveUpAfter) { return .failed(failure) }
            return failure.scope == .domain
                ? .postponed(failure, after: wait) : .deferred(failure, after: wait)
        }
    }

    private func wait(after failure: Failure, attempts: Int, chance: Double) -> Duration {
        if failure.cause == .alignment { return Self.alignmentPause * (1 + Self.jitter * chance) }
        if failure.scope == .domain { return Self.domainPause * (1 + chance) }
        if failure.cause == .greylisted, attempts < Self.greylistedAttempts {
            return min(Self.greylisted.wait, longest) * (1 + Self.greylisted.spread * chance)
        }
        return wait(after: attempts, chance: chance)
    }

    /// The wait after `attempts` earlier failures.
    func wait(after attempts: Int, chance: Double) -> Duration {
        let step = attempts == 0 ? first : first * (3 << min(attempts - 1, 24))
        return min(step, longest) * (1 + Self.jitter * (2 * chance - 1))
    }
}
