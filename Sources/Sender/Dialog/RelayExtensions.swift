// SPDX-License-Identifier: Apache-2.0

/// What a relay offered in its answer to EHLO, as far as the sender uses it.
public struct RelayExtensions: Hashable, Sendable {
    /// RFC 2920.
    public var pipelining: Bool
    /// Whether a transaction may open behind the content of the one before (RFC 2920 §3.1): one round trip a message instead
    /// of two. Needs `pipelining`.
    public var oneRoundTrip: Bool
    /// RFC 1870: whether MAIL says how large the message is.
    public var size: Bool
    /// RFC 1870: the largest message in octets, nil when unknown.
    public var maximumSize: Int?
    /// RFC 6531: addresses in UTF-8.
    public var smtpUTF8: Bool

    /// What a relay offers; by default nothing beyond RFC 5321.
    public init(
        pipelining: Bool = false, oneRoundTrip: Bool = false, size: Bool = false, maximumSize: Int? = nil,
        smtpUTF8: Bool = false
    ) {
        self.pipelining = pipelining
        self.oneRoundTrip = oneRoundTrip
        self.size = size
        self.maximumSize = maximumSize
        self.smtpUTF8 = smtpUTF8
    }
}
