// SPDX-License-Identifier: Apache-2.0
public import CurlTransport
public import Sender

/// A relay as `daybreak.yaml` describes it.
public struct RelaySettings: Sendable {
    /// How to reach and enter it.
    public var access: CurlRelay.Settings
    /// The file that holds the password; nil when it stands elsewhere.
    public var passwordFile: String?
    /// Whether its user or password is asked for and not there.
    var lacksSecret = false
    /// How it may be used.
    public var limits: RelayLimits
    /// The publications whose mail it carries; nil for everyone's.
    public var publications: [String]?

    /// A relay with the usual limits.
    public init(_ access: CurlRelay.Settings) {
        self.access = access
        limits = RelayLimits(CurlRelay(access))
    }

    /// Whether it carries a publication's mail.
    func carries(_ publication: String) -> Bool { publications?.contains(publication) ?? true }
}
