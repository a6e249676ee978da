// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What DNS says of a key that signs mail (RFC 6376 §3.6.1).
struct DKIMKeyRecord: Hashable, Sendable {
    /// `k=`: `rsa` (also when not said) or `ed25519` (RFC 8463 §4).
    let keyType: String
    /// `p=`, decoded; empty for a key that was revoked.
    let key: [UInt8]
    /// `h=`: the hashes that may be used; nil for all.
    let hashes: [String]?
    /// `s=`: what it may sign; nil for everything.
    let services: [String]?
    /// `t=`.
    let flags: [String]

    init(_ record: [UInt8]) throws(RecordFault) {
        let tags = try TagList(record)
        if let version = tags["v"], version != "DKIM1" || tags.tags[0].name != "v" { throw .version("DKIM1") }
        keyType = tags["k"]?.lowercased() ?? "rsa"
        hashes = tags.list("h")
        services = tags.list("s")
        flags = tags.list("t") ?? []
        guard let text = tags["p"] else { throw .missing("p") }
        let packed = text.filter { !$0.isWhitespace }
        guard let key = Data(base64Encoded: packed) else {
            throw .value(tag: "p", PrintableText.of(packed.prefix(40).utf8))
        }
        self.key = [UInt8](key)
    }

    /// Receivers must treat mail signed with the key as if it were not signed (RFC 6376 §3.6.1).
    var isTesting: Bool { flags.contains("y") }

    /// Whether mail may be signed with it, hashed with SHA-256.
    var signsMail: Bool { services?.contains { $0 == "*" || $0 == "email" } ?? true }
    var allowsSHA256: Bool { hashes?.contains("sha256") ?? true }
}
