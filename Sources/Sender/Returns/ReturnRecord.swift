// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// Something that came back, as the ledger keeps it.
public struct ReturnRecord: Sendable {
    /// Its number.
    public let id: Int64
    /// When it was read, milliseconds since 1970.
    public let at: Int64
    /// The way that it came.
    public let source: String
    /// What it says: `bounce`, `delay`, `complaint`, `unsubscribe`, `autoreply`, `letter` or `unknown`.
    public let matter: String
    /// What became of it.
    public let outcome: ReturnOutcome
    /// How often it came.
    public let times: Int
    /// Whose copies it is about.
    public let mailing: MailingID?
    /// The reader, under the address that they have now.
    public let address: String?
    /// Who runs the mailbox.
    public let provider: String?
    /// `Failure.Cause` and `Failure.Persistence`, for what reports a failure.
    public let cause: String?, persistence: String?
    /// What the server said: its SMTP code, its status (RFC 3463), its words.
    public let code: Int?, status: String?, reply: String?
    /// Who sent it and what it is about, as it says itself.
    public let sender: String, subject: String
    /// Whether the message is kept.
    public let isKept: Bool
    /// What tells it from every other.
    public let digest: [UInt8]
    /// Where its envelope went, if that is known.
    public let recipient: String?

    /// What is kept of something.
    public init(
        id: Int64, at: Int64, source: String, matter: String, outcome: ReturnOutcome, times: Int,
        mailing: MailingID?, address: String?, provider: String?, cause: String?, persistence: String?,
        code: Int?, status: String?, reply: String?, sender: String, subject: String, isKept: Bool,
        digest: [UInt8], recipient: String?
    ) {
        self.id = id
        self.at = at
        self.source = source
        self.matter = matter
        self.outcome = outcome
        self.times = times
        self.mailing = mailing
        self.address = address
        self.provider = provider
        self.cause = cause
        self.persistence = persistence
        self.code = code
        self.status = status
        self.reply = reply
        self.sender = sender
        self.subject = subject
        self.isKept = isKept
        self.digest = digest
        self.recipient = recipient
    }
}
