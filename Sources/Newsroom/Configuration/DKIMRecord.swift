// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// What DNS must say of a key: a TXT record (RFC 6376 §3.6).
public struct DKIMRecord: Hashable, Sendable {
    /// `selector._domainkey.example.com`.
    public let name: String
    /// `v=DKIM1; k=rsa; p=…`.
    public let value: String

    init(of identity: DKIMSigner.Identity) throws(DKIMKey.Fault) {
        name = "\(identity.selector)._domainkey.\(identity.domain)"
        value = "v=DKIM1; k=\(identity.key.algorithm.keyType); p=\(try identity.key.publicText())"
    }

    /// A line of a zone file: texts of at most 255 characters (RFC 1035 §3.3).
    public var zoneLine: String {
        var texts: [String] = []
        var rest = value[...]
        while !rest.isEmpty {
            texts.append("\"\(rest.prefix(255))\"")
            rest = rest.dropFirst(255)
        }
        return "\(name). IN TXT \(texts.count == 1 ? texts[0] : "( \(texts.joined(separator: " ")) )")"
    }
}
