// SPDX-License-Identifier: Apache-2.0
import Glibc

/// An IPv4 or IPv6 address. An IPv6 address that stands for one of IPv4 is that one (RFC 7208 §5).
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// The kinds, as DNS keeps them apart.
    public enum Family: Hashable, Sendable, CaseIterable {
        case ipv4, ipv6
    }

    /// Four or sixteen, the first one first.
    public let bytes: [UInt8]

    private static let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]

    /// Reads `192.0.2.1` or `2001:db8::1`.
    /// - Returns: nil for what is neither.
    public init?(_ text: String) {
        var buffer = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &buffer) == 1 {
            self.init(bytes: Array(buffer.prefix(4)))
        } else if inet_pton(AF_INET6, text, &buffer) == 1 {
            self.init(bytes: buffer)
        } else {
            return nil
        }
    }

    /// - Parameter bytes: four or sixteen.
    init(bytes: [UInt8]) {
        self.bytes = bytes.count == 16 && bytes.starts(with: Self.mapped) ? Array(bytes.suffix(4)) : bytes
    }

    /// Which kind it is.
    public var family: Family { bytes.count == 4 ? .ipv4 : .ipv6 }

    /// As people write it.
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(family == .ipv4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether it and another start with the same bits.
    func shares(first bits: Int, with other: IPAddress) -> Bool {
        bytes.count == other.bytes.count
            && (0..<min(bits, bytes.count * 8)).allSatisfy { bit in
                let difference = bytes[bit / 8] ^ other.bytes[bit / 8]
                return difference & (0x80 >> UInt8(bit % 8)) == 0
            }
    }

    /// As the macro `i` of SPF has it (RFC 7208 §7.3): an IPv6 address as 32 hexadecimal digits with dots between.
    var dotted: String {
        if family == .ipv4 { return description }
        let digits = bytes.flatMap { byte -> [UInt8] in [byte >> 4, byte & 15] }
        return digits.map { digit in String(digit, radix: 16) }.joined(separator: ".")
    }
}
