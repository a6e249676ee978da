// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Reads the lines of a POP3 multi-line answer up to the single dot (RFC 1939 §3).
///
/// Only CRLF ends a line: a message with a bare line feed before its dots cannot end the answer, and have its
/// next line taken for one of the server's own.
///
/// | state | what was read |
/// | --- | --- |
/// | start | a whole line, or nothing yet |
/// | dot | a dot at the start of a line, which is not part of it |
/// | dotReturn | a CR behind that |
/// | inside | some of a line |
struct DotReader {
    private enum State {
        case start, dot, dotReturn, inside
    }

    private var state = State.start
    private var last: UInt8 = 0

    /// Takes bytes up to the end of the answer.
    /// - Parameters:
    ///   - input: what came; what was taken is removed from it.
    ///   - take: gets the lines with their ends, in pieces of any size.
    /// - Returns: whether the answer is at its end.
    mutating func read(
        _ input: inout ArraySlice<UInt8>, _ take: (ArraySlice<UInt8>) throws(MailboxTrouble) -> Void
    ) throws(MailboxTrouble) -> Bool {
        while let byte = input.first {
            switch (state, byte) {
            case (.start, UInt8(ascii: ".")):
                input = input.dropFirst()
                state = .dot
            case (.dot, 0x0D):
                input = input.dropFirst()
                state = .dotReturn
            case (.dotReturn, 0x0A):
                input = input.dropFirst()
                return true
            case (.dotReturn, _):
                last = 0x0D
                state = .inside
                try take([0x0D])
            default: try take(piece(of: &input))
            }
        }
        return false
    }

    /// Takes the rest of a line, or all there is of it.
    private mutating func piece(of input: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let length = input.withUnsafeBytes { bytes -> Int? in
            let end = memchr(bytes.baseAddress!, 0x0A, bytes.count)
            return end.map { UnsafeRawPointer($0) - bytes.baseAddress! + 1 }
        }
        let piece = input.prefix(length ?? input.count)
        input = input.dropFirst(piece.count)
        let before = piece.count > 1 ? piece[piece.endIndex - 2] : last
        state = length != nil && before == 0x0D ? .start : .inside
        last = piece[piece.endIndex - 1]
        return piece
    }
}
