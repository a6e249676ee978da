// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The network of one household or office that a request came from: an IPv4 address, or the first 64 bits of an IPv6 address,
/// because whoever has one such address can choose the others.
public struct ClientNetwork: Hashable, Sendable {
    private let prefix: [UInt8]

    /// - Parameter address: `192.0.2.1` or `2001:db8::1`. It makes nil of anything else.
    public init?(_ address: String) {
        var buffer = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, address, &buffer) == 1 {
            prefix = Array(buffer.prefix(4))
        } else if inet_pton(AF_INET6, address, &buffer) == 1 {
            let isIPv4 = buffer.starts(with: Self.mapped)
            prefix =
                isIPv4 ? Array(buffer.suffix(4)) : Array(buffer.prefix(buffer == Self.loopback ? 16 : 8))
        } else {
            return nil
        }
    }

    private static let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]
    private static let loopback: [UInt8] = Array(repeating: 0, count: 15) + [1]

    /// Whether it is this machine or a private network (RFC 1918, RFC 4193, link-local), where a proxy is rather than readers.
    public var isPrivate: Bool {
        switch (prefix.count, prefix[0], prefix[1]) {
        case (4, 127, _), (4, 10, _), (4, 192, 168), (4, 172, 16...31), (4, 169, 254), (16, _, _): true
        case (8, 0xFC...0xFD, _), (8, 0xFE, 0x80...0xBF): true
        default: false
        }
    }
}
