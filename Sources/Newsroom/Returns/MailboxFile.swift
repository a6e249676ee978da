// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A file of messages, one behind the other (mbox, RFC 4155): each begins with a line `From …` that has an empty line before it.
struct MailboxFile {
    private let file: FileHandle
    private let name: String
    private var buffer: [UInt8]
    /// Bytes of the buffer that were given out.
    private var place = 0
    private var hasEnded = false

    private static let mark = Array("From ".utf8)
    private static let chunk = 1 << 20

    /// Whether some bytes begin such a file.
    static func isOne(_ start: some Collection<UInt8>) -> Bool { start.starts(with: mark) }

    /// - Parameter start: what was read of the file already.
    init(_ file: FileHandle, named name: String, start: [UInt8]) {
        self.file = file
        self.name = name
        buffer = start
    }

    /// The next message without its first line, up to `longest` bytes of it; nil at the end.
    mutating func next(longest: Int) throws -> [UInt8]? {
        guard try !line().isEmpty else { return nil }
        var message: [UInt8] = []
        var isAfterEmptyLine = false
        while let first = try peek(), !(isAfterEmptyLine && first) {
            let line = try line()
            isAfterEmptyLine = line.elementsEqual([0x0A]) || line.elementsEqual([0x0D, 0x0A])
            if message.count < longest { message += line.isQuotedMark ? line.dropFirst() : line }
        }
        return Array(message.prefix(longest))
    }

    /// Whether the next line begins a message; nil at the end of the file.
    private mutating func peek() throws -> Bool? {
        while buffer.count - place < Self.mark.count, !hasEnded { try fill() }
        return place == buffer.count ? nil : buffer[place...].starts(with: Self.mark)
    }

    /// The next line with its end; empty at the end of the file. A line that is longer than any message comes in pieces.
    private mutating func line() throws -> ArraySlice<UInt8> {
        var searched = 0
        while true {
            let end = buffer[(place + searched)...].firstIndex(of: 0x0A)
            searched = buffer.count - place
            if end == nil, !hasEnded, searched < 2 * Self.chunk {
                try fill()
                continue
            }
            let line = buffer[place..<(end.map { $0 + 1 } ?? buffer.count)]
            place = line.endIndex
            return line
        }
    }

    private mutating func fill() throws {
        do {
            guard let data = try file.read(upToCount: Self.chunk), !data.isEmpty else {
                hasEnded = true
                return
            }
            buffer.removeFirst(place)
            place = 0
            buffer += data
        } catch { throw FileFault.unreadable(name, .init(error)) }
    }
}

extension ArraySlice<UInt8> {
    /// `>From `, as a line is written that would begin a message, and `>>From `.
    fileprivate var isQuotedMark: Bool {
        let unquoted = drop { $0 == 0x3E }
        return unquoted.startIndex > startIndex && unquoted.starts(with: Array("From ".utf8))
    }
}
