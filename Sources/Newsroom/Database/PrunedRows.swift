// SPDX-License-Identifier: Apache-2.0

/// How much a pruning dropped.
public struct PrunedRows: Hashable, Sendable {
    /// Requests that nobody confirmed.
    public let requests: Int
    /// Rows of the ledger, which became counts.
    public let deliveries: Int
    /// Consent events.
    public let events: Int
    /// Pictures that nobody used any more.
    public let pictures: Int
}
