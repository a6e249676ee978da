// SPDX-License-Identifier: Apache-2.0

/// What waits in a ledger and is held by no worker.
public struct OutboxOutlook: Hashable, Sendable {
    /// The time until the earliest may be leased, or to look again; zero when one may be leased now; nil when none waits.
    public let untilDue: Duration?
    /// Whether something is due that may not be leased for a moment, because a command works on its mailing.
    public let isHeldUp: Bool
    /// Whether no mailing is being sent and no other worker is known, so that asking for rows would find none, not even those of
    /// senders that died.
    public let isEmpty: Bool

    /// What waits.
    public init(untilDue: Duration?, isHeldUp: Bool = false, isEmpty: Bool = false) {
        self.untilDue = untilDue
        self.isHeldUp = isHeldUp
        self.isEmpty = isEmpty
    }
}
