// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Addresses as they stand in prose: in brackets, in quotation marks, behind a colon, at a sentence's end.
enum WrittenAddress {
    /// All of a text, in its order.
    static func all(in text: ArraySlice<UInt8>) -> [EmailAddress] {
        var found: [EmailAddress] = []
        var place = text.startIndex
        while let at = text.place(of: 0x40, from: place) {
            if let address = address(in: text, around: at) { found.append(address) }
            place = at + 1
        }
        return found
    }

    /// The address that an at sign stands in. Letters outside ASCII belong to it only between brackets:
    /// Japanese and Chinese write what follows without a space.
    private static func address(in text: ArraySlice<UInt8>, around at: Int) -> EmailAddress? {
        func span(_ isPart: (UInt8) -> Bool) -> Range<Int> {
            let local = text[..<at].suffix(while: { $0.isLocal || isPart($0) })
            let domain = text[(at + 1)...].prefix { $0.isDomain || isPart($0) }
            return local.startIndex..<domain.endIndex
        }
        var range = span { $0 >= 0x80 }
        let isBracketed = range.lowerBound > text.startIndex && text[range.lowerBound - 1] == 0x3C
        if !isBracketed { range = span { _ in false } }
        // Neither half of `a@b@c` is one.
        if text[..<range.lowerBound].last == 0x40 || text[range.upperBound...].first == 0x40 { return nil }
        var local = text[range.lowerBound..<at].drop { ".*=!?`'|/".utf8.contains($0) }
        // X.400 writes `dda:SMTP=ann@inbox.test`.
        if let mark = local.firstIndex(of: 0x3D), local[..<mark].isWord("smtp") {
            local = local[(mark + 1)...]
        }
        guard !local.isEmpty,
            let last = text[at..<range.upperBound].lastIndex(where: { $0 != 0x2E && $0 != 0x2D })
        else { return nil }
        return try? EmailAddress(String(decoding: text[local.startIndex...last], as: UTF8.self))
    }
}

extension ArraySlice<UInt8> {
    fileprivate func suffix(while isPart: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        self[(lastIndex { !isPart($0) }.map { $0 + 1 } ?? startIndex)...]
    }
}

extension UInt8 {
    /// A byte of a dot-atom (RFC 5322 §3.2.3).
    fileprivate var isLocal: Bool { isLetter || isDigit || ".!#$%&'*+-/=?^_`{|}~".utf8.contains(self) }
    fileprivate var isDomain: Bool { isLetter || isDigit || self == 0x2E || self == 0x2D }
}
