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
    /// A file beside it: its name in ASCII, and its bytes.
    public var attachment: (name: String, bytes: [UInt8])?

    /// A message.
    public init(
        from: Mailbox, replyTo: Mailbox? = nil, to: EmailAddress, subject: String, date: MessageDate,
        messageID: MessageID, text: String, attachment: (name: String, bytes: [UInt8])? = nil
    ) {
        self.from = from
        self.replyTo = replyTo
        self.to = to
        self.subject = subject
        self.date = date
        self.messageID = messageID
        self.text = text
        self.attachment = attachment
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
        writer.literal("MIME-Version: 1.0\r\n")
        // Neither quoted-printable nor Base64 ever writes `=_`.
        let boundary = "=_daybreak_\(date.unixSeconds)"
        if attachment != nil {
            writer.literal("Content-Type: multipart/mixed; boundary=\"\(boundary)\"\r\n\r\n--\(boundary)\r\n")
        }
        writer.literal("Content-Type: text/plain; charset=utf-8\r\n")
        writer.literal("Content-Transfer-Encoding: quoted-printable\r\n\r\n")
        writer.quotedPrintable(MergeText(text))
        if let attachment {
            writer.literal(
                "\r\n--\(boundary)\r\nContent-Type: application/octet-stream\r\n"
                    + "Content-Disposition: attachment; filename=\"\(attachment.name)\"\r\n"
                    + "Content-Transfer-Encoding: base64\r\n\r\n")
            // 57 bytes make a line of 76 characters (RFC 2045 §6.8).
            for start in stride(from: 0, to: attachment.bytes.count, by: 57) {
                let line = attachment.bytes[start..<min(start + 57, attachment.bytes.count)]
                writer.literal(Base64.text(of: Array(line)) + "\r\n")
            }
            writer.literal("--\(boundary)--\r\n")
        }
        var message: [UInt8] = []
        MessageTemplate(writer).splice([to.description], into: &message)
        return message
    }
}
