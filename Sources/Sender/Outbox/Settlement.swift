// SPDX-License-Identifier: Apache-2.0

/// A result for the ledger.
public struct Settlement: Hashable, Sendable {
    /// Which row.
    public let delivery: DeliveryID
    /// What becomes of it.
    public let disposition: Disposition
    /// What a relay did about it; nil when none was asked.
    public let work: RelayWork?

    /// A row and what becomes of it.
    public init(_ delivery: DeliveryID, _ disposition: Disposition, work: RelayWork? = nil) {
        self.delivery = delivery
        self.disposition = disposition
        self.work = work
    }
}
