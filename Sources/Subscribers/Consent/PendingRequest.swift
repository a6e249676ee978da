// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// A request that can still be confirmed.
public struct PendingRequest: Hashable, Sendable {
    /// Who.
    public let subscriber: SubscriberID
    /// Where they want it.
    public let address: EmailAddress
    /// Since when, milliseconds since 1970.
    public let at: Int64
    /// Whether a mail asked them to confirm it.
    public let isMailed: Bool

    /// A request.
    public init(subscriber: SubscriberID, address: EmailAddress, at: Int64, isMailed: Bool) {
        self.subscriber = subscriber
        self.address = address
        self.at = at
        self.isMailed = isMailed
    }
}
