// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Makes content transparent for DATA (RFC 5321 §4.5.2).
public enum DotStuffing {
    /// The line that ends a content.
    static let dot = Array(".\r\n".utf8)

    /// Doubles each dot that starts a line.
    ///
    /// The usual message has no such dot: then one scan for line feeds is all it costs.
    public static func stuff(_ content: inout [UInt8]) {
        let dots = lineStartDots(content)
        if !dots.isEmpty { double(dots, in: &content) }
    }

    /// Appends the line that ends the content.
    public static func terminate(_ content: inout [UInt8]) {
        if content.count < 2 || content[content.count - 2] != 0x0D || content[content.count - 1] != 0x0A {
            content += [0x0D, 0x0A]
        }
        content += dot
    }

    /// Whether a line of some content starts with a dot.
    public static func isNeeded(for content: [UInt8]) -> Bool { !lineStartDots(content).isEmpty }

    private static func lineStartDots(_ content: [UInt8]) -> [Int] {
        var dots: [Int] = []
        if content.first == UInt8(ascii: ".") { dots.append(0) }
        content.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            var position = 0
            while position < bytes.count,
                let found = memchr(start + position, 0x0A, bytes.count - position)
            {
                position = UnsafeRawPointer(found) - start + 1
                if position < bytes.count, bytes[position] == UInt8(ascii: ".") { dots.append(position) }
            }
        }
        return dots
    }

    private static func double(_ dots: [Int], in content: inout [UInt8]) {
        var stuffed: [UInt8] = []
        stuffed.reserveCapacity(content.count + dots.count + 5)
        var copied = 0
        for dot in dots {
            stuffed += content[copied...dot]
            copied = dot
        }
        stuffed += content[copied...]
        content = stuffed
    }
}
