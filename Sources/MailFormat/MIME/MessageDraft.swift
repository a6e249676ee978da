// SPDX-License-Identifier: Apache-2.0

/// The parts of a newsletter's mail, before it is encoded.
public struct MessageDraft: Sendable {
    /// The publication's mailbox.
    public var from: Mailbox
    /// Where answers go, if not to `from`.
    public var replyTo: Mailbox?
    /// The subject line.
    public var subject: MergeText
    /// When the edition was published.
    public var date: MessageDate
    /// Whether each copy's Date says when that goes out (`MergeField.date`), not when the edition was published.
    public var isDatedByCopy = false
    /// Right of the `@` in Message-IDs.
    public var messageIDDomain: String
    /// RFC 2919: the list's title for people and its identifier, `morning.daily-caffeine.example.com`.
    public var list: (title: String, id: String)
    /// The link that unsubscribes; one that is https does so with one click (RFC 8058 §3.1 takes no other).
    public var unsubscribeURL: MergeText
    /// Where a mail unsubscribes as well, with the reader's token behind its local part (RFC 2369 §3.2); nil where nobody reads it.
    public var unsubscribeAddress: EmailAddress?
    /// Where complaints are reported to (RFC 9477 §5.1); nil where nobody may be asked for them.
    public var complaintAddress: EmailAddress?
    /// What Gmail's statistics are by: three names and a sender, with colons between.
    public var feedbackID: String?
    /// Whether somebody's request made the message, not an editor (RFC 3834 §5).
    public var isAutomatic: Bool
    /// A BCP 47 tag.
    public var language: String
    /// The plain-text part: `format=flowed; delsp=no` (RFC 3676), space-stuffed.
    public var text: MergeText
    /// The HTML part.
    public var html: MergeText

    /// A draft with everything a newsletter must carry.
    public init(
        from: Mailbox, replyTo: Mailbox? = nil, subject: MergeText, date: MessageDate,
        messageIDDomain: String, list: (title: String, id: String), unsubscribeURL: MergeText,
        isAutomatic: Bool = false, language: String, text: MergeText, html: MergeText
    ) {
        self.from = from
        self.replyTo = replyTo
        self.subject = subject
        self.date = date
        self.messageIDDomain = messageIDDomain
        self.list = list
        self.unsubscribeURL = unsubscribeURL
        self.isAutomatic = isAutomatic
        self.language = language
        self.text = text
        self.html = html
    }

    /// Encodes the message: multipart/alternative (RFC 2046 §5.1.4), both parts quoted-printable UTF-8.
    public func compiled() throws(InvalidHeaderValue) -> MessageTemplate {
        var writer = TemplateWriter()
        try writeHeader(to: &writer)
        // Quoted-printable never writes `=_`, so no line of a part can be the boundary.
        let boundary = "=_daybreak_\(date.unixSeconds)"
        writer.literal(
            "MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"\r\n\r\n")
        for (type, part) in [("plain", text), ("html", html)] {
            let flowed = type == "plain" ? "; format=flowed; delsp=no" : ""
            writer.literal(
                "--\(boundary)\r\nContent-Type: text/\(type); charset=utf-8\(flowed)\r\n"
                    + "Content-Transfer-Encoding: quoted-printable\r\n\r\n")
            writer.quotedPrintable(part)
        }
        writer.literal("--\(boundary)--\r\n")
        return MessageTemplate(writer)
    }
}
