// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// Where failure reports of a relay's copies go (RFC 5321 §4.4).
public struct ReturnPath: Hashable, Sendable {
    /// The mailbox.
    public let address: EmailAddress
    /// Whether each copy has a tag after the local part, which says whose copy came back.
    public let isTagged: Bool

    /// A mailbox that copies come back to. Tags are left out for relays that accept only their account's own address as the
    /// sender.
    public init(_ address: EmailAddress, isTagged: Bool = true) {
        self.address = address
        self.isTagged = isTagged
    }

    /// The return path of one copy.
    /// - Throws: when the tag does not fit behind the local part.
    public func address(tag: @autoclosure () -> String) throws(InvalidAddress) -> EmailAddress {
        isTagged ? try address.tagged(tag()) : address
    }
}
