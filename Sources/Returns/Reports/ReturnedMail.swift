// SPDX-License-Identifier: Apache-2.0

/// A message that came back, and what it is.
public struct ReturnedMail: Sendable {
    /// What it is. The raw values are those of JSON.
    public enum Kind: String, Hashable, Sendable {
        /// A delivery status notification (RFC 3464).
        case dsn
        /// A report of delivery in a program's own words.
        case prose
        /// A report of abuse (RFC 5965).
        case arf
        /// A program's answer: a vacation notice, a challenge, a read receipt.
        case autoreply
        /// Anything else.
        case none
    }

    /// What it is.
    public let kind: Kind
    /// What it reports of recipients; empty for what reports nothing.
    public let recipients: [ReportedRecipient]
    /// The complaint, where it is one.
    public let abuse: AbuseReport?
    /// The message.
    public let message: MailPart

    /// Reads a message. Whatever the bytes are, they are one.
    public init(reading bytes: [UInt8]) {
        message = MailReader.read(bytes)
        let parts = message.wrapped?.own ?? message.own
        abuse = AbuseReport(parts)
        let reported = abuse == nil ? DeliveryReport.recipients(in: parts) : []
        let told = abuse == nil && reported.isEmpty ? ProseReport.recipients(in: message, parts) : []
        if abuse != nil {
            (kind, recipients) = (.arf, [])
        } else if !reported.isEmpty {
            (kind, recipients) = (.dsn, reported)
        } else if !told.isEmpty {
            (kind, recipients) = (.prose, told)
        } else {
            (kind, recipients) = (AutomaticReply.isOne(message) ? .autoreply : .none, [])
        }
    }

    /// The subject, as people read it.
    public var subject: String { message.fields["subject"].map(EncodedWords.decode) ?? "" }
}

extension MailPart {
    /// The report that a gateway sent on whole, as the first part of a message of its own under a report's
    /// name.
    fileprivate var wrapped: MailPart? {
        guard type.parameters["report-type"]?.lowercased() == "delivery-status", let first = parts.first,
            first.type.isMessage
        else { return nil }
        return first.parts.first
    }
}
