// SPDX-License-Identifier: Apache-2.0

/// Takes a server's bytes as they come and gives its replies (RFC 5321 §4.2.1).
public struct ReplyParser: Sendable {
    /// Why what a server says is no SMTP.
    public enum Fault: Error, Hashable, Sendable {
        /// A line without three digits first, or the lines of one reply disagree in their code.
        case notAReply(String)
        /// One reply exceeds `maximumBytes`.
        case tooLong
    }

    /// The longest reply kept; RFC 5321 §4.5.3.1.5 asks for 512 octets a line.
    public static let maximumBytes = 16_384

    private var line: [UInt8] = []
    private var code = 0
    private var lines: [String] = []
    private var size = 0

    /// A parser at the start of a reply.
    public init() {}

    /// Whether bytes of an unfinished reply have come.
    public var isInsideReply: Bool { size > 0 }

    /// Takes bytes; calls `body` with each reply they complete.
    public mutating func feed(_ bytes: UnsafeRawBufferPointer, _ body: (Reply) throws -> Void) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 0x0A)
            let piece = rest[..<(end ?? rest.endIndex)]
            rest = rest[(end.map { $0 + 1 } ?? rest.endIndex)...]
            size += piece.count + (end == nil ? 0 : 1)
            guard size <= Self.maximumBytes else { throw Fault.tooLong }
            line += piece
            if end != nil, let reply = try endLine() { try body(reply) }
        }
    }

    /// Takes bytes; calls `body` with each reply they complete.
    public mutating func feed(_ bytes: some Sequence<UInt8>, _ body: (Reply) throws -> Void) throws {
        try Array(bytes).withUnsafeBytes { try feed($0, body) }
    }

    private mutating func endLine() throws(Fault) -> Reply? {
        if line.last == 0x0D { line.removeLast() }
        defer { line.removeAll(keepingCapacity: true) }
        let number = line.prefix(3).reduce(0) { $0 * 10 + Int($1) - Int(UInt8(ascii: "0")) }
        guard line.count >= 3, line[..<3].allSatisfy(\.isDigit), (200...599).contains(number),
            lines.isEmpty || number == code,
            line.count == 3 || line[3] == 0x20 || line[3] == UInt8(ascii: "-")
        else { throw .notAReply(String(decoding: line.prefix(120), as: UTF8.self)) }
        code = number
        lines.append(String(decoding: line.dropFirst(4).map { $0.isControl ? 0x20 : $0 }, as: UTF8.self))
        if line.count > 3, line[3] == UInt8(ascii: "-") { return nil }
        defer {
            lines = []
            size = 0
        }
        return Reply(code: code, lines: lines)
    }
}
