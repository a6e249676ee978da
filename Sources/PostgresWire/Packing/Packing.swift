// SPDX-License-Identifier: Apache-2.0

/// Writes values one behind the other: integers as LEB128, those with a sign in zigzag, texts behind their length in bytes.
struct PackedWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func write(_ value: Int) { write(UInt64(value)) }

    mutating func write(_ value: Int64) { write(UInt64(bitPattern: value << 1 ^ value >> 63)) }

    mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

    mutating func write(_ text: String) {
        write(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    /// Whether there is a value, and the value.
    mutating func write<Value>(_ value: Value?, _ body: (inout PackedWriter, Value) -> Void) {
        write(value != nil)
        if let value { body(&self, value) }
    }

    mutating func write(_ value: Int64?) { write(value) { $0.write($1) } }
}

/// Reads what `PackedWriter` wrote. Bytes that it cannot have written are an error, never a trap.
struct PackedReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func byte() throws(PostgresFault) -> UInt8 {
        guard let byte = rest.popFirst() else { throw Self.unreadable }
        return byte
    }

    mutating func unsigned() throws(PostgresFault) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            let byte = try byte()
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte < 0x80 { return value }
        }
        throw Self.unreadable
    }

    mutating func count() throws(PostgresFault) -> Int {
        guard let count = Int(exactly: try unsigned()) else { throw Self.unreadable }
        return count
    }

    mutating func integer() throws(PostgresFault) -> Int64 {
        let value = try unsigned()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func truth() throws(PostgresFault) -> Bool { try byte() != 0 }

    mutating func text() throws(PostgresFault) -> String {
        let count = try count()
        guard count <= rest.count else { throw Self.unreadable }
        defer { rest.removeFirst(count) }
        return String(decoding: rest.prefix(count), as: UTF8.self)
    }

    mutating func optional<Value>(
        _ body: (inout PackedReader) throws(PostgresFault) -> Value
    ) throws(PostgresFault) -> Value? {
        try truth() ? try body(&self) : nil
    }

    mutating func optionalInteger() throws(PostgresFault) -> Int64? {
        try optional { reader throws(PostgresFault) in try reader.integer() }
    }

    /// A value that is one of those that an enum has.
    mutating func word<Word: RawRepresentable<String>>(_: Word.Type) throws(PostgresFault) -> Word {
        guard let word = Word(rawValue: try text()) else { throw Self.unreadable }
        return word
    }

    static let unreadable = PostgresFault(
        .unreadable, "PostgreSQL holds what this version of Daybreak cannot read")
}
