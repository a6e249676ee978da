// SPDX-License-Identifier: Apache-2.0

/// An address mail can be sent to: `local-part@domain` with a dot-atom local part (RFC 5321 §4.1.2), which may
/// hold UTF-8 (RFC 6531 §3.3).
///
/// A value of this type holds no byte that could end an SMTP command or a header line, and no character that
/// cannot be seen. Quoted local parts and address literals are refused.
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// As it was written, in NFC (RFC 6532 §3.1); its meaning belongs to the receiving server.
    public let localPart: String
    /// In lower case ASCII: labels outside ASCII stand as A-labels (RFC 5890 §2.3.2.1).
    public let domain: String

    /// The longest address in octets: a path of 256 without its brackets (RFC 5321 §4.5.3.1.3).
    private static let longest = 254
    /// The longest text that is looked at: A-labels can take fewer octets than what they stand for.
    private static let longestText = 1024

    /// Reads an address, ignoring white space around it.
    public init(_ text: some StringProtocol) throws(InvalidAddress) {
        func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Result<EmailAddress, InvalidAddress> {
            Result { () throws(InvalidAddress) in try EmailAddress(bytes) }
        }
        let result =
            text.utf8.withContiguousStorageIfAvailable(read) ?? Array(text.utf8).withUnsafeBufferPointer(read)
        self = try result.get()
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>) throws(InvalidAddress) {
        let bytes = bytes.trimmingASCIIWhitespace()
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= Self.longestText else { throw .tooLong }
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")) else {
            throw bytes.count > Self.longest ? .tooLong : .noAtSign
        }
        let isASCII = bytes.allSatisfy { $0 < 0x80 }
        if isASCII, bytes.count > Self.longest { throw .tooLong }
        localPart = try LocalPart.read(UnsafeBufferPointer(rebasing: bytes[..<at]))
        domain = try DomainName.read(UnsafeBufferPointer(rebasing: bytes[(at + 1)...]))
        if !isASCII, localPart.utf8.count + 1 + domain.utf8.count > Self.longest { throw .tooLong }
    }

    /// Takes the parts of an address that was validated before it was stored.
    public init(trustedLocalPart localPart: String, domain: String) {
        self.localPart = localPart
        self.domain = domain
    }

    /// `local-part@domain`.
    public var description: String { localPart + "@" + domain }

    /// Whether the local part has characters outside ASCII, so that only relays with SMTPUTF8 (RFC 6531) and
    /// headers in UTF-8 (RFC 6532) can carry it.
    public var isInternationalised: Bool { localPart.utf8.contains { $0 >= 0x80 } }

    /// What makes two addresses the same person here: the whole address in lower case, in NFC. Servers that
    /// tell `Ann@` from `ann@` exist only on paper. A key is an address whose key is itself.
    public var key: String {
        "\(isInternationalised ? LocalPart.lowercased(localPart) : localPart.lowercased())@\(domain)"
    }

    /// The address with a tag after its local part, `local+tag@domain`: one return path for each recipient.
    public func tagged(_ tag: String) throws(InvalidAddress) -> EmailAddress {
        var local = "\(localPart)+\(tag)"
        let read = local.withUTF8 { bytes in
            Result { () throws(InvalidAddress) in try LocalPart.read(bytes) }
        }
        local = try read.get()
        guard local.utf8.count + 1 + domain.utf8.count <= Self.longest else { throw .tooLong }
        return EmailAddress(trustedLocalPart: local, domain: domain)
    }
}
