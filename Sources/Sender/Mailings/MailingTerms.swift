// SPDX-License-Identifier: Apache-2.0

/// How a mailing is to go out.
public struct MailingTerms: Hashable, Sendable {
    /// A share of the audience that gets a mailing before all others.
    public struct Canary: Hashable, Sendable {
        /// Between 0 and 1; chance decides who.
        public var share: Double
        /// How long after them the others get it.
        public var wait: Duration

        /// A share and how long the others wait.
        public init(share: Double, wait: Duration = .seconds(900)) {
            self.share = share
            self.wait = wait
        }
    }

    /// How long it is of use to a reader from its publication, or from their wave; nil for as long as the retry policy goes on.
    public var lifetime: Duration?
    /// How long after its publication, or after each wave, it should be done; nil when nobody waits for it.
    public var deadline: Duration?
    /// Whom it goes to first.
    public var canary: Canary?
    /// What stops it; nil for nothing but an operator, or relays that refuse its message.
    public var guardRails: GuardRails?
    /// What its time means.
    public var timing: MailingTiming

    /// The usual terms.
    public init(
        lifetime: Duration? = nil, deadline: Duration? = nil, canary: Canary? = nil,
        guardRails: GuardRails? = GuardRails(), timing: MailingTiming = .start
    ) {
        self.lifetime = lifetime
        self.deadline = deadline
        self.canary = canary
        self.guardRails = guardRails
        self.timing = timing
    }
}
