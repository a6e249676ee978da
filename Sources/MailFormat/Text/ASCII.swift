// SPDX-License-Identifier: Apache-2.0
extension UInt8 {
    var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }

    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// Space or tab.
    var isBlank: Bool { self == 0x20 || self == 0x09 }

    /// A C0 control or DEL.
    var isControl: Bool { self < 0x20 || self == 0x7F }

    /// A character of ASCII that is seen: no space.
    var isPrintable: Bool { (0x21...0x7E).contains(self) }

    /// A byte of an atom (RFC 5322 §3.2.3).
    var isAtomText: Bool {
        if isLetter || isDigit { return true }
        switch self {
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"),
            UInt8(ascii: "="), UInt8(ascii: "?"), UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"),
            UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "~"):
            return true
        default:
            return false
        }
    }

    /// A byte of a URL that never needs escaping (RFC 3986 §2.3).
    var isUnreserved: Bool {
        isLetter || isDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: ".")
            || self == UInt8(ascii: "_") || self == UInt8(ascii: "~")
    }
}

extension BidirectionalCollection where Element == UInt8 {
    /// Without spaces, tabs and line ends at either end.
    func trimmingASCIIWhitespace() -> SubSequence {
        func isWhite(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard let first = firstIndex(where: { !isWhite($0) }), let last = lastIndex(where: { !isWhite($0) })
        else { return self[endIndex...] }
        return self[first...last]
    }
}

extension [UInt8] {
    /// Appends `%XX` or `=XX`: the byte in upper-case hexadecimal behind a mark.
    mutating func appendHex(_ byte: UInt8, mark: UInt8) {
        append(mark)
        append(hexDigits[Int(byte >> 4)])
        append(hexDigits[Int(byte & 0x0F)])
    }
}

private let hexDigits: [UInt8] = Array("0123456789ABCDEF".utf8)
