// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

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
        try Self.write(Data(buffer))
        buffer.removeAll(keepingCapacity: true)
    }

    /// Writes to standard output, whatever it is.
    static func write(_ data: Data) throws {
        try data.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(
                    STDOUT_FILENO, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw UnwritableOutput(code: count == 0 ? nil : errno) }
                rest = rest.dropFirst(count)
            }
        }
    }
}
