// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The part before the `@`: a dot-atom (RFC 5322 §3.2.3) that may hold UTF-8 (RFC 6531 §3.3).
enum LocalPart {
    /// The longest in octets (RFC 5321 §4.5.3.1.1).
    private static let longest = 64

    static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(InvalidAddress) -> String {
        if bytes.count > 1, bytes.first == UInt8(ascii: "\""), bytes.last == UInt8(ascii: "\"") {
            throw .quotedLocalPart
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard bytes.allSatisfy({ $0 < 0x80 }) else { return try readInternationalised(text) }
        guard isDotAtom(bytes) else { throw .localPart }
        return text
    }

    /// The text in lower case and NFC. Letters that compose only in lower case are composed: `J̌` becomes `ǰ`.
    static func lowercased(_ text: String) -> String { normalised(normalised(text).lowercased()) }

    private static func readInternationalised(_ text: String) throws(InvalidAddress) -> String {
        var text = normalised(text)
        guard !text.unicodeScalars.contains(where: \.isHidden) else { throw .hiddenCharacter }
        // U+FFFD stands where text was damaged, so the address is not known.
        guard text.withUTF8(isDotAtom), !opensAtomWithMark(text), !text.unicodeScalars.contains("\u{FFFD}"),
            lowercased(text).utf8.count <= longest
        else { throw .localPart }
        return text
    }

    /// 1 to 64 octets of atext and dots, no dot first, last or doubled.
    private static func isDotAtom(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count <= longest else { return false }
        var previous = UInt8(ascii: ".")
        for byte in bytes {
            if byte == UInt8(ascii: ".") {
                guard previous != byte else { return false }
            } else if byte < 0x80, !byte.isAtomText {
                return false
            }
            previous = byte
        }
        return previous != UInt8(ascii: ".")
    }

    /// A mark at the start would join what stands before it: `<` and U+0338 are `≮` to whoever normalises a
    /// header. Domain labels may not start with one either (RFC 5891 §4.2.3.2).
    private static func opensAtomWithMark(_ text: String) -> Bool {
        var previous: Unicode.Scalar = "."
        for scalar in text.unicodeScalars {
            if previous == ".", scalar.isMark { return true }
            previous = scalar
        }
        return false
    }

    /// NFC (UAX 15).
    private static func normalised(_ text: String) -> String { text.precomposedStringWithCanonicalMapping }
}

extension Unicode.Scalar {
    /// A character outside ASCII that nobody sees, or that does not stand for one: spaces, controls, format and
    /// bidirectional controls, joiners, other default-ignorable code points, noncharacters.
    var isHidden: Bool {
        guard !isASCII else { return false }
        switch properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator: return true
        default: return properties.isDefaultIgnorableCodePoint || properties.isNoncharacterCodePoint
        }
    }

    fileprivate var isMark: Bool {
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }
}
