// SPDX-License-Identifier: Apache-2.0

/// Takes the local parts out of e-mail addresses. Logs go to places where readers' addresses have no business, and what relays answer
/// repeats addresses in words that nobody foresees; so it is done to each line, and not where lines are written.
enum AddressMask {
    /// `550 <ann@inbox.test> is unknown` becomes `550 <…@inbox.test> is unknown`.
    static func mask(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(at) else { return text }
        var masked: [UInt8] = []
        masked.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            if byte == at, index + 1 < bytes.count, canBeginDomain(bytes[index + 1]) {
                dropLocalPart(from: &masked)
            }
            masked.append(byte)
        }
        return String(decoding: masked, as: UTF8.self)
    }

    private static let at = UInt8(ascii: "@")
    private static let quote = UInt8(ascii: "\"")

    /// Puts an ellipsis in the place of the local part at the end of some bytes, if there is one.
    private static func dropLocalPart(from bytes: inout [UInt8]) {
        var start = bytes.endIndex
        if bytes.last == quote, let opening = bytes.dropLast().lastIndex(of: quote) {
            start = opening
        } else {
            while start > 0, isAtom(bytes[start - 1]) { start -= 1 }
        }
        guard start < bytes.endIndex else { return }
        bytes.removeSubrange(start...)
        bytes += "…".utf8
    }

    /// What local parts are made of where they are not quoted (RFC 5321 §4.1.2, RFC 6531 §3.3).
    private static func isAtom(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF:
            true
        default: marks.contains(byte)
        }
    }

    private static let marks = Set("!#$%&'*+-/=?^_`{|}~.".utf8)

    private static func canBeginDomain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "["), 0x80...0xFF:
            true
        default: false
        }
    }
}
