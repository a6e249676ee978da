// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// Who a message is from and for on the wire (RFC 5321 §2.3.1).
public struct Envelope: Hashable, Sendable {
    /// Where failure reports go.
    public let sender: EmailAddress
    /// Where the message goes.
    public let recipient: EmailAddress

    /// A return path and one recipient.
    public init(sender: EmailAddress, recipient: EmailAddress) {
        self.sender = sender
        self.recipient = recipient
    }

    /// Whether either address needs SMTPUTF8 (RFC 6531 §3.4).
    public var isInternationalised: Bool { sender.isInternationalised || recipient.isInternationalised }
}
