// SPDX-License-Identifier: Apache-2.0
import Composer
public import CurlTransport
public import MailFormat
public import Returns

/// How mail that comes back is read.
public struct ReturnSettings: Sendable {
    /// The directory to which a mail server delivers it (Maildir).
    public var maildir: String?
    /// The mailbox at a server to which it is delivered.
    public var mailbox: RemoteMailbox.Settings?
    /// How often mailboxes are looked into.
    public var interval: Duration = .seconds(300)
    /// How providers show that what is posted to `/returns/PROVIDER` is theirs.
    public var providers: [MailProvider: WebhookSecret] = [:]
    /// Where people's letters are sent on to; nil for nowhere.
    public var desk: EmailAddress?
}

extension Configuration {
    /// Where mailbox providers may report complaints about a publication's mail: only where a signature speaks for the domain that
    /// readers see, as RFC 9477 §3.1 asks for; nil elsewhere, and where nobody reads what they report.
    func complaintAddress(of publication: Publication) -> EmailAddress? {
        guard returns != nil, let dkim = dkim(of: publication.id) else { return nil }
        let author = publication.sender.address.domain
        let domains = [dkim.domain ?? author, returnPath.domain]
        let areAligned = domains.allSatisfy {
            $0 == author || author.hasSuffix(".\($0)") || $0.hasSuffix(".\(author)")
        }
        return areAligned ? returnPath : nil
    }
}
