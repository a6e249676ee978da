// SPDX-License-Identifier: Apache-2.0
public import MailFormat
public import Sender

/// A reader's copy, made once more.
public struct ReaderCopy: Sendable {
    /// Where the delivery stands.
    public let state: DeliveryState
    /// Which version of the edition.
    public let version: Int
    /// Where it went.
    public let recipient: EmailAddress
    /// Left and right of the `@`, in brackets.
    public let messageID: String
    /// The message in transfer form, as its relay got it.
    public let message: [UInt8]
    /// Why it may not be the same bytes; empty when it is.
    public let doubts: [CopyDoubt]
}
