// SPDX-License-Identifier: Apache-2.0

/// A message in plain text to one mailbox, which a program writes (RFC 3834 §5).
public struct PlainMessage: Sendable {
    /// Whom it is from.
    public var from: Mailbox
    /// Where answers go, if not to `from`.
    public var replyTo: Mailbox?
    /// Whom it is for.
    public var to: EmailAddress
    /// The subject line.
    public var subject: String
    /// When it was written.
    public var date: MessageDate
    /// Its identity.
    public var messageID: MessageID
    /// What it says.
    public var text: String

    /// A message.
    public init(
        from: Mailbox, replyTo: Mailbox? = nil, to: EmailAddress, subject: String, date: MessageDate,
        messageID: MessageID, text: String
    ) {
        self.from = from
        self.replyTo = replyTo
        self.to = to
        self.subject = subject
        self.date = date
        self.messageID = messageID
        self.text = text
    }

    /// The message in transfer form: ASCII, with CRLF line ends, but for the recipient's address.
    public func encoded() throws(InvalidHeaderValue) -> [UInt8] {
        var writer = TemplateWriter()
        try writer.structuredField("Date", date.description)
        try writer.mailboxField("From", from)
        if let replyTo { try writer.mailboxField("Reply-To", replyTo) }
        writer.addressField("To", .email)
        try writer.textField("Subject", MergeText(LineText.cleaned(subject)))
        try writer.structuredField("Message-ID", messageID.description)
        try writer.structuredField("Auto-Submitted", "auto-generated")
        writer.literal("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n")
        writer.literal("Content-Transfer-Encoding: quoted-printable\r\n\r\n")
        writer.quotedPrintable(MergeText(text))
        var message: [UInt8] = []
        MessageTemplate(writer).splice([to.description], into: &message)
        return message
    }
}
