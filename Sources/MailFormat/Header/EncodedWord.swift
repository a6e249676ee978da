// SPDX-License-Identifier: Apache-2.0

/// Writes header text as RFC 2047 encoded words: UTF-8, the Q encoding, at most 75 characters a word, each
/// on a line of its own so that no line is too long whatever came before it.
enum EncodedWord {
    private static let opening = Array("=?utf-8?q?".utf8)
    private static let closing = Array("?=".utf8)
    /// The characters that fit between the marks of one word.
    private static let capacity = 75 - opening.count - closing.count

    /// Appends `text` as encoded words, each on a folded line of its own; the first stays on the line being
    /// written when `column`, that line's length so far, is given.
    static func append(_ text: String, to bytes: inout [UInt8], from column: Int? = nil) {
        var word: [UInt8] = []
        var room = capacity - (column ?? 0)
        var folds = column == nil
        func close(_ bytes: inout [UInt8]) {
            bytes += folds ? [0x0D, 0x0A, 0x20] : [0x20]
            bytes += opening
            bytes += word
            bytes += closing
            folds = true
            room = capacity
            word.removeAll(keepingCapacity: true)
        }
        for scalar in text.unicodeScalars {
            var encoded: [UInt8] = []
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                appendQ(byte, to: &encoded)
            }
            if word.count + encoded.count > room {
                if word.isEmpty { (folds, room) = (true, capacity) } else { close(&bytes) }
            }
            word += encoded
        }
        if !word.isEmpty { close(&bytes) }
    }

    /// Letters, digits and `!*+-/` stand for themselves, which is safe in a phrase too (RFC 2047 §5 (3)).
    private static func appendQ(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case 0x20: bytes.append(UInt8(ascii: "_"))
        case UInt8(ascii: "!"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"):
            bytes.append(byte)
        case let byte where byte.isLetter || byte.isDigit: bytes.append(byte)
        default: bytes.appendHex(byte, mark: UInt8(ascii: "="))
        }
    }
}
