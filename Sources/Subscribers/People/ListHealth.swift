// SPDX-License-Identifier: Apache-2.0

/// How a list is doing.
public struct ListHealth: Hashable, Sendable {
    /// What happened in one month.
    public struct Month: Hashable, Sendable, Codable {
        /// `2026-11`
        public let month: String
        /// Who asked for the list, left it, had a mail come back, complained.
        public var joined = 0, left = 0, bounced = 0, complained = 0
        /// Who wanted the list when the month ended.
        public var members = 0

        /// A month in which nothing happened.
        public init(month: String) { self.month = month }

        /// Who left, of a hundred who were there or came; nil when nobody was.
        public var churn: Double? {
            let there = members + left
            return there > 0 ? 100 * Double(left) / Double(there) : nil
        }
    }

    /// The readers at one mail provider.
    public struct Domain: Hashable, Sendable, Codable {
        /// `mail.example`
        public let domain: String
        /// Who wants the list, and who of them must not be mailed.
        public let active: Int, suppressed: Int
        /// What became of the list's latest mailings there.
        public let accepted: Int, failed: Int, waiting: Int

        /// A domain with what is known of it.
        public init(domain: String, active: Int, suppressed: Int, accepted: Int, failed: Int, waiting: Int) {
            self.domain = domain
            self.active = active
            self.suppressed = suppressed
            self.accepted = accepted
            self.failed = failed
            self.waiting = waiting
        }
    }

    /// The list's name.
    public let list: String
    /// Subscriptions by status.
    public let counts: [SubscriptionStatus: Int]
    /// How many of the active must not be mailed.
    public let suppressed: Int
    /// The latest months, oldest first.
    public let months: [Month]
    /// The domains with most readers, largest first.
    public let domains: [Domain]

    /// Puts the parts together.
    public init(
        list: String, counts: [SubscriptionStatus: Int], suppressed: Int, months: [Month], domains: [Domain]
    ) {
        self.list = list
        self.counts = counts
        self.suppressed = suppressed
        self.months = months
        self.domains = domains
    }
}
