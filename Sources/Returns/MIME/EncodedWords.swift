// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Encoded words (RFC 2047), also where they stand in quotation marks, break characters apart, or name an
/// encoding that nobody knows.
public enum EncodedWords {
    /// A field's value as people read it.
    public static func decode(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes[...].place(of: Array("=?".utf8), from: 0) != nil else { return text }
        var result = ""
        var (plain, place) = (0, 0)
        // Words of one encoding are joined before they are read: a character may begin in one and end in the
        // next.
        var pending: (charset: String, bytes: [UInt8])?
        func flush() {
            if let (charset, bytes) = pending { result += self.text(bytes[...], charset) }
            pending = nil
        }
        while place < bytes.count {
            guard bytes[place] == 0x3D, let word = word(bytes, place) else {
                place += 1
                continue
            }
            let between = bytes[plain..<place]
            if pending == nil || !between.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
                flush()
                result += String(decoding: between, as: UTF8.self)
            }
            if pending?.charset != word.charset { flush() }
            pending = (word.charset, (pending?.bytes ?? []) + word.bytes)
            place = word.end
            plain = place
        }
        flush()
        return result + String(decoding: bytes[plain...], as: UTF8.self)
    }

    /// The encoded word at a place: `=?charset*language?Q?text?=`.
    private static func word(_ bytes: [UInt8], _ start: Int) -> (charset: String, bytes: [UInt8], end: Int)? {
        guard start + 7 < bytes.count, bytes[start + 1] == 0x3F,
            let name = bytes[(start + 2)...].prefix(80).firstIndex(of: 0x3F), name > start + 2,
            name + 2 < bytes.count, bytes[name + 2] == 0x3F
        else { return nil }
        var end = name + 3
        while end + 1 < bytes.count, !(bytes[end] == 0x3F && bytes[end + 1] == 0x3D) {
            // Another word begins: this one has no end. Behind base64's padding the sign stands too.
            if bytes[end] == 0x3D, bytes[end + 1] == 0x3F, end + 2 < bytes.count, bytes[end + 2] != 0x3D {
                return nil
            }
            end += 1
        }
        guard end + 1 < bytes.count else { return nil }
        let charset = String(decoding: bytes[(start + 2)..<name].prefix { $0 != 0x2A }, as: UTF8.self)
        let content = bytes[(name + 3)..<end]
        switch bytes[name + 1] {
        case 0x42, 0x62: return (charset, TransferDecoding.base64(content), end + 2)
        case 0x51, 0x71:
            let spaced = content.map { $0 == 0x5F ? 0x20 : $0 }
            return (charset, TransferDecoding.decode(spaced[...], "quoted-printable"), end + 2)
        default: return nil
        }
    }

    /// Bytes of an encoding as text; where it is not known, by what they look like.
    static func text(_ bytes: ArraySlice<UInt8>, _ charset: String? = nil) -> String {
        if bytes.allSatisfy({ $0 < 0x80 && $0 != 0x1B }) { return String(decoding: bytes, as: UTF8.self) }
        if charset?.lowercased() == "utf-8", let text = String(validating: bytes, as: UTF8.self) {
            return text
        }
        return TextDecoding.text(Array(bytes), charset: charset) ?? String(decoding: bytes, as: UTF8.self)
    }
}
