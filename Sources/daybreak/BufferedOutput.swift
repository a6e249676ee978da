import Foundation

/// Standard output for commands that print a million lines.
///
/// `@unchecked Sendable`: one command writes to it, on one thread at a time.
final class BufferedOutput: @unchecked Sendable {
    private var buffer: [UInt8] = []

    private static let size = 1 << 16

    func write(_ text: String) throws {
        buffer += text.utf8
        if buffer.count >= Self.size { try flush() }
    }

    /// Lets something be appended to what is to be written.
    func write(_ append: (inout [UInt8]) throws -> Void) throws {
        try append(&buffer)
        if buffer.count >= Self.size { try flush() }
    }

    func flush() throws {
        try FileHandle.standardOutput.write(contentsOf: Data(buffer))
        buffer.removeAll(keepingCapacity: true)
    }
}
