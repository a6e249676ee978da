// SPDX-License-Identifier: Apache-2.0

/// Something beside the attempts that decided what became of deliveries.
public struct LedgerEvent: Hashable, Sendable {
    /// What it was. The words are the ledger's.
    public enum Kind: String, Hashable, Sendable {
        /// An operator stopped the mailing for a while.
        case paused
        /// An operator let the mailing go on.
        case resumed
        /// The mailing stopped by itself, or because a backup was restored.
        case halted
        /// An operator ended the mailing.
        case cancelled
        /// The mailing was of no more use when the delivery still waited.
        case expired
        /// An operator made the delivery due again.
        case retried
        /// A relay took the message, before it came back.
        case accepted
        /// The message came back.
        case bounced
    }

    /// Milliseconds since 1970.
    public let at: Int64
    /// What it was.
    public let kind: Kind
    /// Why, where that was said.
    public let reason: String?

    /// Something that happened.
    public init(at: Int64, kind: Kind, reason: String?) {
        self.at = at
        self.kind = kind
        self.reason = reason
    }
}
