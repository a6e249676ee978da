/// An address mail can be sent to: `local-part@domain` (RFC 5321 §4.1.2), ASCII, dot-atom local part.
///
/// A value of this type holds no byte that could end an SMTP command or a header line. Quoted local parts,
/// address literals and internationalised addresses are refused.
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// As it was written; its meaning belongs to the receiving server.
    public let localPart: String
    /// In lower case.
    public let domain: String

    /// Reads an address, ignoring white space around it.
    public init(_ text: some StringProtocol) throws(InvalidAddress) {
        let bytes = Array(text.utf8).trimmingASCIIWhitespace()
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= 254 else { throw .tooLong }
        guard bytes.allSatisfy({ $0 < 0x80 }) else { throw .notASCII }
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { throw .noAtSign }
        let local = bytes[..<at]
        let domain = bytes[(at + 1)...]
        guard (1...64).contains(local.count), Self.isDotAtom(local) else { throw .localPart }
        guard Self.isDomain(domain) else { throw .domain }
        localPart = String(decoding: local, as: UTF8.self)
        self.domain = String(decoding: domain, as: UTF8.self).lowercased()
    }

    /// The parts joined, checked again: for addresses built from parts, such as return paths.
    public init(localPart: String, domain: String) throws(InvalidAddress) {
        try self.init("\(localPart)@\(domain)")
    }

    /// Takes the parts of an address that was validated before it was stored.
    public init(trustedLocalPart localPart: String, domain: String) {
        self.localPart = localPart
        self.domain = domain
    }

    /// `local-part@domain`.
    public var description: String { "\(localPart)@\(domain)" }

    /// What makes two addresses the same person here: the whole address in lower case. Servers that tell
    /// `Ann@` from `ann@` exist only on paper.
    public var key: String { description.lowercased() }

    /// The address with a tag after its local part, `local+tag@domain`: one return path for each recipient.
    public func tagged(_ tag: String) throws(InvalidAddress) -> EmailAddress {
        try EmailAddress(localPart: "\(localPart)+\(tag)", domain: domain)
    }

    /// atext and dots, no dot first, last or doubled (RFC 5322 §3.2.3).
    private static func isDotAtom(_ bytes: ArraySlice<UInt8>) -> Bool {
        var previous = UInt8(ascii: ".")
        for byte in bytes {
            if byte == UInt8(ascii: ".") {
                guard previous != byte else { return false }
            } else if !byte.isAtomText {
                return false
            }
            previous = byte
        }
        return previous != UInt8(ascii: ".")
    }

    /// At least two labels of letters, digits and hyphens (RFC 1123 §2.1), the last not all digits.
    private static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count >= 2, bytes.count <= 253, let last = labels.last else { return false }
        return labels.allSatisfy({ isLabel($0) }) && !last.allSatisfy(\.isDigit)
    }

    private static func isLabel(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard (1...63).contains(bytes.count), bytes.first != UInt8(ascii: "-"),
            bytes.last != UInt8(ascii: "-")
        else { return false }
        return bytes.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
    }
}

/// Why a text is not an address mail can be sent to.
public enum InvalidAddress: Error, Hashable, Sendable, CustomStringConvertible {
    case empty, tooLong, notASCII, noAtSign, localPart, domain

    /// A phrase for a report: "no @ in it".
    public var description: String {
        switch self {
        case .empty: "empty"
        case .tooLong: "longer than 254 characters"
        case .notASCII: "has characters outside ASCII"
        case .noAtSign: "no @ in it"
        case .localPart: "the part before the @ is not valid"
        case .domain: "the part after the @ is not a domain name"
        }
    }
}
