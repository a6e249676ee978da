// SPDX-License-Identifier: Apache-2.0

/// Why a mailing's message cannot be had. It halts the mailing, and the ledger keeps the reason with it.
public struct UnreadableMessage: Error, Hashable, Sendable {
    /// A clause for whoever reads the ledger.
    public let reason: String

    /// A reason.
    public init(because reason: String) { self.reason = reason }
}
