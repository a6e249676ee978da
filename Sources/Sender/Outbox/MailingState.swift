// SPDX-License-Identifier: Apache-2.0

/// Where a mailing stands. The numbers are the store's.
public enum MailingState: Int, CaseIterable, Hashable, Sendable, Codable {
    /// To be published at its time.
    case scheduled = 0
    /// Published; its deliveries are leased as they fall due.
    case sending = 1
    /// Stopped by an operator.
    case paused = 2
    /// Stopped by the sender, with a reason.
    case halted = 3
    /// Nothing of it waits or is held.
    case sent = 4
    /// Ended by an operator; what was not on the wire is not sent.
    case cancelled = 5

    /// The word reports and JSON use.
    public var name: String { String(describing: self) }
}
