// SPDX-License-Identifier: Apache-2.0

/// Whether a person wants a list's mail. The numbers are the store's.
public enum SubscriptionStatus: Int, CaseIterable, Hashable, Sendable, Codable {
    /// Asked for it, and has not confirmed yet.
    case unconfirmed = 0
    /// Wants it.
    case active = 1
    /// Does not want it any more.
    case unsubscribed = 2

    /// The word reports and JSON use.
    public var name: String {
        switch self {
        case .unconfirmed: "unconfirmed"
        case .active: "active"
        case .unsubscribed: "unsubscribed"
        }
    }
}

/// One person's relation to one list.
public struct Subscription: Hashable, Sendable {
    /// The list's name.
    public let list: String
    /// What the list is called.
    public let title: String
    /// Whether they want it.
    public let status: SubscriptionStatus
    /// When that last changed, milliseconds since 1970.
    public let changedAt: Int64
    /// When they asked for the list, milliseconds since 1970.
    public let joinedAt: Int64

    /// A relation.
    public init(list: String, title: String, status: SubscriptionStatus, changedAt: Int64, joinedAt: Int64) {
        self.list = list
        self.title = title
        self.status = status
        self.changedAt = changedAt
        self.joinedAt = joinedAt
    }
}
