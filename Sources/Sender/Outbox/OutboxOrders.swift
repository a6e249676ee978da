// SPDX-License-Identifier: Apache-2.0

/// What one tick is to commit.
public struct OutboxOrders: Hashable, Sendable {
    /// Results; only rows this worker holds are changed. `.returned` and `.postponed` also give back leased rows.
    public var settle: [Settlement] = []
    /// Leased rows about to go on the wire.
    public var start: [DeliveryID] = []
    /// How many due rows to lease at the most.
    public var lease = 0
    /// What relays with quotas would be given.
    public var claims: [QuotaClaim] = []

    /// Nothing to do yet.
    public init() {}

    /// Whether there is nothing to commit.
    public var isEmpty: Bool { settle.isEmpty && start.isEmpty && lease == 0 && claims.isEmpty }
}
