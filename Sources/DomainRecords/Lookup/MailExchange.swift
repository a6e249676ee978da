// SPDX-License-Identifier: Apache-2.0

/// A host that takes mail for a domain (RFC 5321 §5.1).
public struct MailExchange: Hashable, Sendable {
    /// The smallest is tried first.
    public let preference: Int
    /// In lower case; empty for a domain that takes no mail (RFC 7505).
    public let host: String

    /// A host and its preference.
    public init(preference: Int, host: String) {
        self.preference = preference
        self.host = host
    }
}
