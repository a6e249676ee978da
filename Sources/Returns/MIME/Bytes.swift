// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Searches of the C library's: they read a kilobyte in the time of a loop's twenty bytes.
extension ArraySlice<UInt8> {
    /// Where a byte stands first, at a place or behind it.
    func place(of byte: UInt8, from start: Int) -> Int? {
        guard start < endIndex else { return nil }
        return withUnsafeBytes { all -> Int? in
            let rest = all[(start - startIndex)...]
            guard let base = UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                let found = memchr(base, Int32(byte), rest.count)
            else { return nil }
            return start + (UnsafeRawPointer(found) - base)
        }
    }

    /// Where some bytes stand first, at a place or behind it.
    func place(of bytes: [UInt8], from start: Int) -> Int? {
        var place = start
        while let first = self.place(of: bytes[0], from: place), first + bytes.count <= endIndex {
            if self[first..<(first + bytes.count)].isSame(as: bytes) { return first }
            place = first + 1
        }
        return nil
    }

    private func isSame(as bytes: [UInt8]) -> Bool {
        withUnsafeBytes { own in
            bytes.withUnsafeBytes { memcmp(own.baseAddress!, $0.baseAddress!, $0.count) == 0 }
        }
    }

    /// Without spaces, tabs and line ends at either end.
    var trimmed: ArraySlice<UInt8> {
        guard let first = firstIndex(where: { !$0.isWhite }), let last = lastIndex(where: { !$0.isWhite })
        else { return self[endIndex...] }
        return self[first...last]
    }

    /// As text, with the letters of ASCII in lower case.
    var lowercased: String { String(decoding: map(\.lowercased), as: UTF8.self) }
}

extension Collection<UInt8> {
    /// Whether they are a word in lower case, in whatever case they are.
    func isWord(_ word: String) -> Bool {
        count == word.utf8.count && zip(self, word.utf8).allSatisfy { $0.lowercased == $1 }
    }
}

extension UInt8 {
    /// A letter of ASCII in lower case; any other byte as it is.
    var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
    /// A space, a tab, or an end of a line.
    var isWhite: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
    /// A character of ASCII that is seen.
    var isVisible: Bool { (0x21...0x7E).contains(self) }
}
