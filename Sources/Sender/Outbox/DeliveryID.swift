// SPDX-License-Identifier: Apache-2.0

/// Names one row of the ledger.
public struct DeliveryID: RawRepresentable, Hashable, Sendable {
    /// The ledger's number.
    public let rawValue: Int64

    /// Wraps the ledger's number.
    public init(rawValue: Int64) { self.rawValue = rawValue }
}
