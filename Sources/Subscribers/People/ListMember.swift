// SPDX-License-Identifier: Apache-2.0

/// A person as a member of a list.
public struct ListMember: Sendable {
    /// Who.
    public let person: Subscriber
    /// Whether they want the list.
    public let status: SubscriptionStatus
    /// When that last changed, milliseconds since 1970.
    public let changedAt: Int64
    /// When they asked for it, milliseconds since 1970.
    public let joinedAt: Int64

    /// A member.
    public init(person: Subscriber, status: SubscriptionStatus, changedAt: Int64, joinedAt: Int64) {
        self.person = person
        self.status = status
        self.changedAt = changedAt
        self.joinedAt = joinedAt
    }
}
