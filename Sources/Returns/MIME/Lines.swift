// SPDX-License-Identifier: Apache-2.0

/// The lines of bytes, without their ends: CRLF, LF, or none at the end.
struct Lines: Sequence, IteratorProtocol {
    private let bytes: ArraySlice<UInt8>
    private var place: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        place = bytes.startIndex
    }

    mutating func next() -> ArraySlice<UInt8>? {
        guard place < bytes.endIndex else { return nil }
        let end = bytes.place(of: 0x0A, from: place) ?? bytes.endIndex
        defer { place = end + 1 }
        return bytes[place..<(end > place && bytes[end - 1] == 0x0D ? end - 1 : end)]
    }
}

extension ArraySlice<UInt8> {
    var lines: Lines { Lines(self) }

    /// Where the line before a line ends: its line end belongs to the delimiter that follows.
    func end(before line: Int) -> Int {
        guard line > startIndex, self[line - 1] == 0x0A else { return line }
        return line - 1 > startIndex && self[line - 2] == 0x0D ? line - 2 : line - 1
    }

    /// Where the line behind a line begins.
    func afterLine(_ line: ArraySlice<UInt8>) -> Int {
        var place = line.endIndex
        if place < endIndex, self[place] == 0x0D { place += 1 }
        if place < endIndex, self[place] == 0x0A { place += 1 }
        return place
    }
}
