// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Looks for texts in files, ignoring the case of ASCII letters.
struct TraceSearch {
    private let needles: Set<[UInt8]>

    private static let chunk = 1 << 20

    /// Letters outside ASCII are looked for as they are given, and in lower case.
    init(_ texts: [String]) {
        needles = Set(texts.flatMap { [$0.utf8.map(Self.folded), $0.lowercased().utf8.map(Self.folded)] })
            .filter { !$0.isEmpty }
    }

    private static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    /// Whether a text names one of some addresses, given in lower case: as a whole, and not as a part of a longer one.
    static func mentions(_ addresses: [[UInt8]], in text: [UInt8]) -> Bool {
        let text = text.map(folded)
        return text.withUnsafeBufferPointer { bytes in
            addresses.contains { address in
                var place = 0
                while let at = bytes[place...].firstIndex(of: UInt8(ascii: "@")) {
                    place = at + 1
                    guard let own = address.firstIndex(of: UInt8(ascii: "@")), at >= own else { continue }
                    let (start, end) = (at - own, at - own + address.count)
                    guard end <= bytes.count, bytes[start..<end].elementsEqual(address) else { continue }
                    let isEnd =
                        end == bytes.count
                        || !isOfAddress(bytes[end], bytes.count > end + 1 ? bytes[end + 1] : 0)
                    if isEnd, start == 0 || !isOfAddress(bytes[start - 1], 0x61) { return true }
                }
                return false
            }
        }
    }

    /// Whether a byte goes on with an address: a dot does so only where something follows it.
    private static func isOfAddress(_ byte: UInt8, _ next: UInt8) -> Bool {
        func isWord(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte >= 0x80
                || "-_+".utf8.contains(byte)
        }
        return byte == UInt8(ascii: ".") ? isWord(next) : isWord(byte)
    }

    func count(in database: NewsroomDatabase) throws -> [(file: String, found: Int)] {
        try database.files.compactMap { file in
            try database.searched(file).map { (file, try count(in: FileHandle(fileDescriptor: $0))) }
        }
    }

    func count(in files: [String]) throws -> [(file: String, found: Int)] {
        try files.compactMap { file in
            // A draft that was finished meanwhile is not there any more.
            guard let handle = FileHandle(forReadingAtPath: file) else { return nil }
            defer { try? handle.close() }
            return (file, try count(in: handle))
        }
    }

    private func count(in handle: FileHandle) throws -> Int {
        try handle.seek(toOffset: 0)
        let overlap = (needles.map(\.count).max() ?? 1) - 1
        var window: [UInt8] = []
        var found = 0
        while let data = try handle.read(upToCount: Self.chunk), !data.isEmpty {
            let kept = window.suffix(overlap)
            window = kept + data.map(Self.folded)
            for needle in needles { found += Self.count(needle, in: window, from: kept.count) }
        }
        return found
    }

    /// Occurrences that end at or after a place, so that none is counted in two windows.
    private static func count(_ needle: [UInt8], in window: [UInt8], from start: Int) -> Int {
        window.withUnsafeBufferPointer { bytes in
            var found = 0
            var index = max(0, start - needle.count + 1)
            while index + needle.count <= bytes.count {
                if bytes[index] == needle[0],
                    needle.indices.allSatisfy({ bytes[index + $0] == needle[$0] })
                {
                    found += 1
                }
                index += 1
            }
            return found
        }
    }
}
