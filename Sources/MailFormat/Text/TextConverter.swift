// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Turns bytes of some encoding into UTF-8, chunk by chunk, through iconv.
///
/// Windows' pages leave a few bytes undefined; those become U+FFFD, in other encodings they are faults.
public final class TextConverter {
    /// The bytes are no text of the encoding.
    public struct Fault: Error, Hashable, Sendable {}

    private let converter: iconv_t
    private let isWindows: Bool
    /// The start of a character whose end has not come yet.
    private var rest: [UInt8] = []

    /// - Parameter name: as iconv knows it; nil when it does not.
    public init?(from name: String) {
        guard let converter = iconv_open("UTF-8", name), converter != iconv_t(bitPattern: -1) else {
            return nil
        }
        self.converter = converter
        isWindows = name.uppercased().hasPrefix("WINDOWS-")
    }

    deinit { iconv_close(converter) }

    /// The next bytes as UTF-8. A character cut at the end is kept for the next call.
    public func convert(_ bytes: [UInt8]) throws(Fault) -> [UInt8] {
        var source = rest + bytes
        rest = []
        var result: [UInt8] = []
        result.reserveCapacity(source.count * 2)
        var used = 0
        while used < source.count {
            let (status, taken) = step(&source, from: used, into: &result)
            used += taken
            switch status {
            case 0, E2BIG: continue
            case EINVAL:
                rest = Array(source[used...])
                return result
            case EILSEQ where isWindows:
                result += "\u{FFFD}".utf8
                used += 1
            default: throw Fault()
            }
        }
        return result
    }

    /// Ends the text.
    public func finish() throws(Fault) {
        guard rest.isEmpty else { throw Fault() }
    }

    private func step(
        _ source: inout [UInt8], from start: Int, into result: inout [UInt8]
    ) -> (status: Int32, taken: Int) {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { room in
            source.withUnsafeMutableBytes { source in
                var next = source.baseAddress?.assumingMemoryBound(to: CChar.self).advanced(by: start)
                var left = source.count - start
                var place = room.baseAddress
                var free = room.count
                let status = iconv(converter, &next, &left, &place, &free) == -1 ? errno : 0
                result.append(contentsOf: UnsafeRawBufferPointer(room)[..<(room.count - free)])
                return (status, source.count - start - left)
            }
        }
    }
}
