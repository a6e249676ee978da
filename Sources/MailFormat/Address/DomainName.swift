// SPDX-License-Identifier: Apache-2.0
import CIDN

/// The part after the `@`: labels of letters, digits and hyphens (RFC 1123 §2.1), and what libidn2 turns into
/// them (IDNA2008, RFC 5891; mapped by UTS 46, non-transitional).
enum DomainName {
    /// In lower case ASCII.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(InvalidAddress) -> String {
        if bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") { throw .addressLiteral }
        if bytes.allSatisfy({ $0 < 0x80 }) {
            guard isName(bytes) else { throw .domain }
            return lowercased(bytes)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard !text.unicodeScalars.contains(where: { $0.isHidden && !$0.isJoiner }) else {
            throw .hiddenCharacter
        }
        // libidn2 reads up to a NUL, and leaves ASCII that is no letter, digit or hyphen to its caller.
        guard bytes.allSatisfy({ $0 >= 0x80 || $0.isLabelText || $0 == UInt8(ascii: ".") }),
            var name = aLabels(text), name.withUTF8(isName)
        else { throw .domain }
        return name
    }

    /// At least two labels, 253 octets in all, the last label not all digits.
    private static func isName(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count <= 253, let dot = bytes.lastIndex(of: UInt8(ascii: ".")),
            !bytes[(dot + 1)...].allSatisfy(\.isDigit)
        else { return false }
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: ".")) {
            guard isLabel(UnsafeBufferPointer(rebasing: bytes[start..<end])) else { return false }
            start = end + 1
        }
        return isLabel(UnsafeBufferPointer(rebasing: bytes[start...]))
    }

    private static func isLabel(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard (1...63).contains(bytes.count), bytes.first != UInt8(ascii: "-"),
            bytes.last != UInt8(ascii: "-"), bytes.allSatisfy(\.isLabelText)
        else { return false }
        return !claimsToBeALabel(bytes) || isALabel(bytes)
    }

    /// `xn--` in either case.
    private static func claimsToBeALabel(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.count >= 4 && bytes[2] == UInt8(ascii: "-") && bytes[3] == UInt8(ascii: "-")
            && bytes[0] | 0x20 == UInt8(ascii: "x") && bytes[1] | 0x20 == UInt8(ascii: "n")
    }

    /// Whether a label is what the label it stands for becomes (RFC 5891 §5.4): libidn2 compares the two.
    private static func isALabel(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let label = lowercased(bytes)
        return aLabels(label) == label
    }

    private static func aLabels(_ name: String) -> String? {
        // Without IDN2_USE_STD3_ASCII_RULES, which drops the characters it forbids.
        let flags = IDN2_NFC_INPUT.rawValue | IDN2_NONTRANSITIONAL.rawValue
        var output: UnsafeMutablePointer<UInt8>?
        guard idn2_lookup_u8(name, &output, Int32(flags)) == IDN2_OK.rawValue, let output else { return nil }
        defer { idn2_free(output) }
        return String(cString: output)
    }

    /// Of letters, digits, hyphens and dots: all of them but the capitals have this bit already.
    private static func lowercased(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        String(unsafeUninitializedCapacity: bytes.count) { buffer in
            for index in bytes.indices { buffer[index] = bytes[index] | 0x20 }
            return bytes.count
        }
    }
}

extension UInt8 {
    /// A letter, a digit or a hyphen.
    fileprivate var isLabelText: Bool { isLetter || isDigit || self == UInt8(ascii: "-") }
}

extension Unicode.Scalar {
    /// ZWNJ and ZWJ, which some scripts need; IDNA says where (RFC 5892, appendix A).
    fileprivate var isJoiner: Bool { self == "\u{200C}" || self == "\u{200D}" }
}
