// SPDX-License-Identifier: Apache-2.0

/// A message as it lies in a mailbox.
public struct MailboxMessage: Hashable, Sendable {
    /// The message from its first header field on, with the line breaks that the server sent: at most
    /// 2,000,000 bytes.
    public let bytes: [UInt8]
    /// Whether `bytes` is only the start of the message.
    public let isTruncated: Bool
    /// How long the whole message is, bytes, as the server says it (RFC 3501 §2.3.4, RFC 1939 §11).
    public let size: Int
    /// How the server names it for good: UIDVALIDITY and UID with a dot between them (RFC 3501 §2.3.1.1), or
    /// its UIDL (RFC 1939 §7). Empty when a POP3 server gives it no name.
    public let identifier: String

    /// A message.
    public init(bytes: [UInt8], isTruncated: Bool, size: Int, identifier: String) {
        self.bytes = bytes
        self.isTruncated = isTruncated
        self.size = size
        self.identifier = identifier
    }
}

/// The bounds of what is taken from a server, which may be anybody's.
struct MailboxLimits {
    /// The bytes of a message that are kept.
    var message = 2_000_000
    /// The bytes of the messages of a batch, by the sizes that the server announces.
    var batch = 16_000_000
    /// The bytes of a message over POP3, which cannot be told to end early. Of a longer one only the header
    /// is read.
    var reading = 100_000_000
    /// The messages in a mailbox.
    var messages = 1_000_000
    /// The bytes of an answer besides the messages in it.
    var talk = 1_000_000
    /// The bytes of a line.
    var line = 262_144
    /// The messages among which IMAP is asked to search at once. Their UIDs fit into one line.
    var window: UInt32 = 10_000
    /// The searches for messages in one visit.
    var searches = 1_000
}
