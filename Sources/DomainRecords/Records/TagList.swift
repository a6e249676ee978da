// SPDX-License-Identifier: Apache-2.0

/// `tag=value; tag=value`, as DKIM (RFC 6376 §3.2) and DMARC (RFC 9989 §4.8) write records.
struct TagList {
    private(set) var tags: [(name: String, value: String)] = []

    /// Reads a record. White space around names and values means nothing.
    init(_ record: [UInt8]) throws(RecordFault) {
        guard record.allSatisfy({ (0x20...0x7E).contains($0) || (0x09...0x0D).contains($0) }) else {
            throw .notText
        }
        var parts = record.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        if let last = parts.last, Self.trimmed(last).isEmpty { parts.removeLast() }
        for part in parts {
            guard let mark = part.firstIndex(of: UInt8(ascii: "=")) else {
                throw .noTag(PrintableText.of(Self.trimmed(part).utf8))
            }
            let name = Self.trimmed(part[..<mark])
            guard let first = name.utf8.first, Self.isLetter(first),
                name.utf8.allSatisfy({ Self.isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x5F })
            else { throw .noTag(PrintableText.of(Self.trimmed(part).utf8)) }
            guard self[name] == nil else { throw .twice(PrintableText.of(name.utf8)) }
            tags.append((name, Self.trimmed(part[(mark + 1)...])))
        }
    }

    subscript(name: String) -> String? { tags.first { $0.name == name }?.value }

    /// A list with colons between.
    func list(_ name: String) -> [String]? {
        self[name]?.utf8.split(separator: UInt8(ascii: ":")).map { Self.trimmed($0).lowercased() }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> String {
        func isWhite(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard let first = bytes.firstIndex(where: { !isWhite($0) }),
            let last = bytes.lastIndex(where: { !isWhite($0) })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}
