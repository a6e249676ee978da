// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// What is wrong with a relay.
public struct RelayTrouble: Error, Hashable, Sendable, CustomStringConvertible {
    /// Its name.
    public let relay: String
    /// What was seen.
    public let failure: Failure
    /// The delivery that it failed on; nil when it was none.
    public var delivery: LeasedDelivery?

    /// One clause.
    public var description: String {
        "the relay \(relay)\(delivery.map { ", on the copy for \($0.recipient)" } ?? ""): \(failure)"
    }
}
