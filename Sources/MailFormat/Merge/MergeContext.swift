// SPDX-License-Identifier: Apache-2.0

/// What surrounds a slot, and so how a value is made harmless there.
public enum MergeContext: String, Sendable, Codable {
    /// Text or an attribute value of HTML: `& < > " '` become references.
    case html
    /// Plain text.
    case text
    /// A header's text: becomes RFC 2047 words.
    case header
    /// A part of a URL: percent-encoded but for unreserved characters (RFC 3986 §2.3).
    case url
    /// Stands as it is: for tokens, printable ASCII by construction. Other bytes are dropped.
    case verbatim
    /// A reader's address in a header, in UTF-8 when it is internationalised (RFC 6532 §3.2). Spaces, controls
    /// and what cannot be seen are dropped.
    case address

    /// Appends a stranger's value, harmless in this context. Control characters become spaces everywhere.
    public func append(_ value: String, to bytes: inout [UInt8]) {
        // The usual name or token is harmless everywhere.
        if value.isUnreserved { return bytes.append(contentsOf: value.utf8) }
        switch self {
        case .html: for byte in value.utf8 { appendHTML(byte, to: &bytes) }
        case .text, .header: for byte in value.utf8 { bytes.append(byte.isControl ? 0x20 : byte) }
        case .url:
            for byte in value.utf8 {
                if byte.isUnreserved {
                    bytes.append(byte)
                } else {
                    bytes.appendHex(byte, mark: UInt8(ascii: "%"))
                }
            }
        case .verbatim: for byte in value.utf8 where byte.isPrintable { bytes.append(byte) }
        case .address:
            for scalar in value.unicodeScalars
            where scalar.isASCII ? UInt8(ascii: scalar).isPrintable : !scalar.isHidden {
                bytes.append(contentsOf: scalar.utf8)
            }
        }
    }

    private func appendHTML(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
        case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
        case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
        case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
        case UInt8(ascii: "'"): bytes.append(contentsOf: "&#39;".utf8)
        default: bytes.append(byte.isControl ? 0x20 : byte)
        }
    }
}

extension String {
    fileprivate var isUnreserved: Bool {
        utf8.withContiguousStorageIfAvailable { $0.allSatisfy(\.isUnreserved) } ?? false
    }
}
