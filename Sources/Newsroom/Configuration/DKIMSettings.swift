// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// How messages are signed (RFC 6376).
public struct DKIMSettings: Sendable {
    /// A key in a file, and when it signs.
    public struct Key: Sendable {
        /// Its name under the domain's `_domainkey`.
        public let selector: String
        /// The private key in PEM.
        public let file: String
        /// The first day it signs, UTC; nil for always.
        public let from: CalendarDay?
        /// The last day it signs; nil for ever.
        public let until: CalendarDay?

        /// Whether it signs what is published on a day.
        public func signs(on day: CalendarDay) -> Bool { (from ?? day) <= day && day <= (until ?? day) }
    }

    /// The publications whose mail is signed so; nil for everyone's.
    public let publications: [String]?
    /// Who signs; nil for the domain of the publication's sender.
    public let domain: String?
    /// How bodies are hashed.
    public let body: DKIMSigner.BodyCanonicalization
    /// The keys; all that sign on a day sign each message of it, as a rule one RSA key and one Ed25519 key.
    public let keys: [Key]

    /// Whether a publication's mail is signed so.
    public func covers(_ publication: String) -> Bool { publications?.contains(publication) ?? true }
}
