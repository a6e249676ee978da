// SPDX-License-Identifier: Apache-2.0

/// A list and how many subscriptions it has in each status.
public struct ListSummary: Hashable, Sendable {
    /// The list.
    public let list: MailingList
    /// Subscriptions by status.
    public let counts: [SubscriptionStatus: Int]

    /// A list and its counts.
    public init(list: MailingList, counts: [SubscriptionStatus: Int]) {
        self.list = list
        self.counts = counts
    }
}
