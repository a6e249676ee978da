// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// What a message that came back says, without the message: what a child that reads strangers' mail answers with.
public struct ReturnSummary: Hashable, Sendable, Codable {
    /// What became of one recipient's copy.
    public struct Recipient: Hashable, Sendable, Codable {
        /// Whose; nil where the report hides it.
        public let address: String?
        /// What was done with the copy.
        public let action: ReportedRecipient.Action
        /// The code and the words of the server that refused it, as far as they are known; nil for what was not refused.
        public let code: Int?, words: [String]

        /// What the server's words mean; nil for what was not refused.
        public var failure: Failure? {
            code.map { ReportedRecipient.failure(Reply(code: $0, lines: words), action) }
        }
    }

    /// A report that a reader called a copy spam.
    public struct Complaint: Hashable, Sendable, Codable {
        /// Whether it says that a reader does not want the mail.
        public let isComplaint: Bool
        /// Who reports it, as it names itself.
        public let reporter: String?
        /// The header of the copy as the report quotes it: names in lower case, and values.
        public let header: [Field]
    }

    /// A field of a header.
    public struct Field: Hashable, Sendable, Codable {
        /// In lower case.
        public let name: String
        /// Unfolded.
        public let value: String

        /// A field.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What it is.
    public let kind: ReturnedMail.Kind
    /// Who it is from, and what it is about, as people read it.
    public let sender: String, subject: String
    /// Whether a program sent it, to whom nobody can answer.
    public let isFromNobody: Bool
    /// What it reports of recipients.
    public let recipients: [Recipient]
    /// The complaint, where it is one.
    public let complaint: Complaint?
    /// Texts that may be tokens: those behind the addresses it was sent to, and those that stand anywhere in it.
    public let addressed: [String], quoted: [String]
    /// The address that an answer goes to, as it says itself; nil where it says none.
    public let senderAddress: String?
    /// The start of what it says itself; empty where it was understood.
    public let text: String

    /// Reads a message.
    public init(reading bytes: [UInt8]) {
        let mail = ReturnedMail(reading: bytes)
        let message = mail.message
        kind = mail.kind
        subject = Self.cut(mail.subject)
        sender = Self.cut(message.fields["from"].map(EncodedWords.decode) ?? "")
        senderAddress = Self.address(message.fields["reply-to"]) ?? Self.address(message.fields["from"])
        isFromNobody = Self.isFromNobody(message)
        recipients = mail.recipients.map { recipient in
            let reply = recipient.failure?.reply
            return Recipient(
                address: (recipient.address?.description ?? recipient.name).map(Self.cut),
                action: recipient.action, code: reply?.code, words: (reply?.lines ?? []).map(Self.cut))
        }
        complaint = mail.abuse.map {
            Complaint(
                isComplaint: $0.isComplaint, reporter: $0.reporter.map(Self.cut),
                header: Self.quotedHeader(in: message))
        }
        addressed = TokenTexts.found(inRecipientsOf: message)
        quoted = TokenTexts.found(in: message)
        text = [.none, .autoreply].contains(mail.kind) ? Self.start(of: message) : ""
    }

    /// Characters of a text that are passed on.
    private static func cut(_ text: String) -> String {
        text.utf8.count <= 500 ? text : String(text.prefix(500))
    }

    /// Whether the envelope names nobody (RFC 5321 §4.5.5), or the name is that of a mail server.
    private static func isFromNobody(_ message: MailPart) -> Bool {
        if message.fields["return-path"]?.filter({ $0 != " " }) == "<>" { return true }
        let sender = (message.fields["from"] ?? "").lowercased()
        return sender.contains("mailer-daemon") || sender.contains("postmaster@")
    }

    /// The header of a message.
    public static func header(of message: [UInt8]) -> [Field] {
        MailReader.read(message).fields.all.map { Field(name: $0.name, value: $0.value) }
    }

    /// The header of the message that a report carries, whole or without its body (RFC 5965 §2d).
    private static func quotedHeader(in message: MailPart) -> [Field] {
        let parts = message.all.dropFirst()
        if let original = parts.first(where: { $0.type.isMessage && !$0.parts.isEmpty })?.parts.first {
            return original.fields.all.map { Field(name: $0.name, value: $0.value) }
        }
        guard let header = parts.first(where: { $0.type.name == "text/rfc822-headers" }) else { return [] }
        return Self.header(of: header.decoded)
    }

    /// Characters of a text that are passed on.
    private static let longestText = 20_000

    private static func start(of message: MailPart) -> String {
        let texts = message.own.filter { $0.parts.isEmpty && $0.type.type == "text" }
        let plain = texts.first { $0.type.subtype == "plain" } ?? texts.first
        return String((plain?.text ?? "").prefix(longestText))
    }

    /// What stands in angle brackets, else the whole of a field with one address.
    private static func address(_ field: String?) -> String? {
        guard let field, field.utf8.count <= 1000 else { return nil }
        guard let open = field.lastIndex(of: "<"), let close = field[open...].firstIndex(of: ">") else {
            return field.contains("@") && !field.contains(",") ? field : nil
        }
        return String(field[field.index(after: open)..<close])
    }
}

extension ReportedRecipient.Action: Codable {}
extension ReturnedMail.Kind: Codable {}
