// SPDX-License-Identifier: Apache-2.0
import Composer
public import CurlTransport
public import MailFormat
public import Sender
public import Subscribers

/// A newsroom's settings, as `daybreak.yaml` holds them.
public struct Configuration: Sendable {
    /// The publication: a directory under `templates/`.
    public var publication: String
    /// Where readers' links point, without a slash at the end.
    public var baseURL: String
    /// The database file, relative to the newsroom.
    public var database = "daybreak.db"
    /// The relays that carry this publication's mail, in order of preference; at least one.
    public var relays: [RelaySettings]
    /// Where failure reports go; a tag for each reader is added to its local part.
    public var returnPath: EmailAddress
    /// The PostgreSQL to which mailings are lent, for many sending machines: an address of libpq; nil where this machine sends.
    public var queue: String?
    /// How messages are signed; of several that cover a publication the first counts. Empty for not at all.
    public var dkim: [DKIMSettings] = []
    /// When to try again.
    public var retry = RetryPolicy()
    /// What becomes of mailings that are late.
    public var late = LatePolicy()
    /// What stops a mailing by itself.
    public var guardRails = GuardRails()
    /// The bounds for reading pages and feeds from the web.
    public var fetch = WebFetch.Settings()
    /// How requests for lists with double opt-in are confirmed.
    public var confirmation = ConfirmationPolicy()
    /// How long rows of the ledger and consent events are kept.
    public var retention = Retention()
    /// How `serve` answers readers.
    public var web = WebSettings()
    /// How mail that comes back is read; nil where nobody reads it.
    public var returns: ReturnSettings?
    /// How the database is backed up by `serve`; nil for not at all.
    public var backup: BackupSettings?
    /// Who is told when something is wrong.
    public var alarms = AlarmSettings()
    /// Where readers' mail programs load pictures.
    public var media = MediaSettings()
    /// How the sandbox is reached, and where it keeps what it gets.
    public var sandbox = SandboxSettings()

    /// Where links in mail lead.
    var links: ReaderLinks {
        ReaderLinks(baseURL: baseURL, media: media.address.map { MediaAddress(base: $0) })
    }

    /// How a publication's messages are signed; nil for not at all.
    public func dkim(of publication: String) -> DKIMSettings? { dkim.first { $0.covers(publication) } }
}
