// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// The right that a link or return path in a reader's copy gives, and whom it concerns. It names no address and needs no table.
///
/// As text: base32 in lower case (RFC 4648 §6, unpadded) of key number, purpose, mailing, subscriber and the
/// first 16 bytes of their HMAC-SHA256. That survives URLs and the local parts of addresses, in either case.
public struct CapabilityToken: Hashable, Sendable {
    /// The one thing a token is good for.
    public enum Purpose: UInt8, Hashable, Sendable {
        case unsubscribe = 1
        case browser = 2
        case preferences = 3
        /// Says whose copy a report is about, and lets nobody change more than that copy's row: it stands in return paths and
        /// headers, which more people see than a reader's links.
        case report = 4
        case confirm = 5
        case address = 6
        /// Shows what goes out when; it is of no mailing and no reader.
        case calendar = 7
    }

    /// The numbers of mailings that a token has room for.
    public static let mailings = Int64(0)..<1 << 28
    /// The numbers of readers that a token has room for.
    public static let subscribers = Int64(0)..<1 << 35
    /// The characters of the longest text, which holds both numbers, two bytes before them and the MAC behind.
    public static let longestText = 44

    /// The mailing whose copy it came with.
    public let mailing: MailingID
    /// The reader.
    public let subscriber: SubscriberID

    /// What the links of copies to try carry: neither a mailing nor a reader has the number 0.
    public static let test = CapabilityToken(
        mailing: MailingID(rawValue: 0), subscriber: SubscriberID(rawValue: 0))

    /// A mailing and a reader.
    public init(mailing: MailingID, subscriber: SubscriberID) {
        self.mailing = mailing
        self.subscriber = subscriber
    }
}
