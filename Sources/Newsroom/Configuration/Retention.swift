// SPDX-License-Identifier: Apache-2.0

/// How long rows are kept.
public struct Retention: Hashable, Sendable {
    /// How long rows of the ledger are kept after their mailing is done; nil for ever.
    public var deliveries: Duration?
    /// How long consent events are kept; nil for ever.
    public var events: Duration?
}
