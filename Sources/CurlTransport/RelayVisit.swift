// SPDX-License-Identifier: Apache-2.0
public import MailFormat
import Sender

/// What was seen of a relay by whom it let in.
public struct RelayVisit: Hashable, Sendable {
    /// The address that was connected to: `192.0.2.1`; nil when it is not known.
    public let address: String?
    /// Whether TLS was on at the end.
    public let isEncrypted: Bool
    /// The keywords of its last answer to EHLO (RFC 5321 §4.1.1.1), each with its parameters.
    public let keywords: [String]
    /// How it knows who we are; nil when nobody was authenticated.
    public let mechanism: AuthMechanism?

    /// The last day on which its certificate is valid, UTC; nil without TLS.
    public let certificateEnds: CalendarDay?

    /// What was seen.
    public init(
        address: String?, isEncrypted: Bool, keywords: [String], mechanism: AuthMechanism? = nil,
        certificateEnds: CalendarDay? = nil
    ) {
        self.address = address
        self.isEncrypted = isEncrypted
        self.keywords = keywords
        self.mechanism = mechanism
        self.certificateEnds = certificateEnds
    }

    /// The largest message that it takes, octets (RFC 1870 §4); nil when it does not say.
    public var maximumSize: Int? { RelayExtensions(keywords: keywords).maximumSize }

    /// Whether the relay is on the public internet, as far as its address is known.
    public var isPublic: Bool { address.map(AddressRange.isPublic) ?? false }
}
