// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// Something that came back, as far as the ledger has to know it.
public struct ReturnNotice: Sendable {
    /// The copy that a signed token names.
    public struct Copy: Hashable, Sendable {
        /// Its mailing; 0 for a copy to try.
        public let mailing: MailingID
        /// Its reader.
        public let subscriber: SubscriberID

        /// A copy.
        public init(mailing: MailingID, subscriber: SubscriberID) {
            self.mailing = mailing
            self.subscriber = subscriber
        }
    }

    /// What it says.
    public enum Matter: Sendable {
        /// The copy did not arrive, at an address that may be another than the reader's.
        case bounce(Failure, at: EmailAddress?)
        /// It has not arrived yet.
        case delay(Failure)
        /// The reader called it spam. It is proven when the report has more of the copy than the token.
        case complaint(isProven: Bool)
        /// The reader wants no more of it.
        case unsubscription
        /// A program answered for the reader.
        case automaticReply
        /// A person wrote.
        case letter
        /// Nobody knows.
        case unknown
    }

    /// What tells it from every other: a hash of its bytes, or of what its sender says that it is.
    public let digest: [UInt8]
    /// The way that it came: `maildir`, `standard input`, `sendgrid`.
    public let source: String
    /// Whose copy it is about; nil where no token of ours says it.
    public var copy: Copy?
    /// What it says.
    public var matter: Matter
    /// Whether it came before, and nothing could be said of it then.
    public var isLookedAtAgain = false
    /// Where its envelope went, if that is known.
    public var recipient: String?
    /// Who sent it, as it says itself.
    public var sender = ""
    /// What it is about, as it says itself.
    public var subject = ""
    /// The message, as far as it is worth keeping.
    public var content: [UInt8] = []

    /// What came back.
    public init(digest: [UInt8], source: String, copy: Copy?, matter: Matter) {
        self.digest = digest
        self.source = source
        self.copy = copy
        self.matter = matter
    }
}
