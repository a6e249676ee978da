import Crypto
public import MailFormat

/// What is kept of an address that must not be mailed once the person is forgotten: its SHA-256.
public struct AddressHash: Hashable, Sendable {
    /// 32 bytes.
    public let bytes: [UInt8]

    /// The hash of an address's key, so that `Ann@` and `ann@` are one.
    public init(_ address: EmailAddress) { bytes = Array(SHA256.hash(data: Array(address.key.utf8))) }
}
