// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// What one tick did.
public struct OutboxReport: Hashable, Sendable {
    /// The rows of `start` that are now in flight; others were withdrawn, cancelled, paused or lost to lease end.
    public var started: [DeliveryID]
    /// The rows of `start` that this worker holds no longer: their readers may not be mailed any more and are suppressed, or
    /// their address or fields have changed and they are queued again.
    public var withdrawn: [DeliveryID]
    /// The rows now held by this worker.
    public var leased: [LeasedDelivery]
    /// Settled rows that this worker no longer held: nothing was changed.
    public var lost: [DeliveryID]
    /// What was granted of the claims, by the relay's name. It counts against the quotas of every worker, also should this
    /// one be killed before it uses it.
    public var grants: [String: QuotaGrant]
    /// Mailings that were halted because of what was settled, with reasons.
    public var halted: [MailingID: String]

    /// Providers of mailboxes that are to be left alone, and for how long: reports say that they do not believe who we are.
    public var held: [String: Duration]

    /// What a tick did.
    public init(
        started: [DeliveryID] = [], withdrawn: [DeliveryID] = [], leased: [LeasedDelivery] = [],
        lost: [DeliveryID] = [], grants: [String: QuotaGrant] = [:], halted: [MailingID: String] = [:],
        held: [String: Duration] = [:]
    ) {
        self.started = started
        self.withdrawn = withdrawn
        self.leased = leased
        self.lost = lost
        self.grants = grants
        self.halted = halted
        self.held = held
    }
}
