// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Addresses that share their first bits: `192.168.1.0/24`, `fd00::/8`, `::1`.
public struct AddressRange: Hashable, Sendable {
    /// Four or sixteen bytes.
    private let prefix: [UInt8]
    private let bits: Int

    /// Reads a network or a single address.
    /// - Returns: nil for what is neither.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let bytes = Self.bytes(String(parts[0])) else { return nil }
        prefix = bytes
        bits = parts.count == 2 ? Int(parts[1]) ?? -1 : bytes.count * 8
        guard (0...bytes.count * 8).contains(bits) else { return nil }
    }

    /// Whether `192.0.2.1` or `2001:db8::1` lies within; false for what is no address. An IPv4 address may be written as IPv6 does where a
    /// socket takes both (RFC 4291 §2.5.5.2).
    public func contains(_ text: String) -> Bool {
        guard let bytes = Self.bytes(text) else { return false }
        if contains(bytes) { return true }
        let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
        return bytes.count == 16 && bytes.starts(with: mapped) && contains(Array(bytes.suffix(4)))
    }

    /// Whether an address of four or sixteen bytes lies within.
    func contains(_ address: [UInt8]) -> Bool {
        guard address.count == prefix.count else { return false }
        return (0..<bits).allSatisfy { bit in
            (address[bit / 8] ^ prefix[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
        }
    }

    /// Four or sixteen bytes; nil for what is no address.
    static func bytes(_ text: String) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &buffer) == 1 { return Array(buffer.prefix(4)) }
        return inet_pton(AF_INET6, text, &buffer) == 1 ? buffer : nil
    }

    /// What is not the public internet (IANA's special-purpose address registries, RFC 6890).
    private static let special = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "3fff::/20",
    ].compactMap(AddressRange.init)
    /// What public IPv6 addresses start with.
    private static let globalUnicast = AddressRange("2000::/3")
    /// IPv6 addresses with an IPv4 address in their last four bytes, and 6to4 with one behind its first two.
    private static let embedding = ["::ffff:0:0/96", "64:ff9b::/96", "::/96"].compactMap(AddressRange.init)
    private static let sixToFour = AddressRange("2002::/16")

    /// Whether `192.0.2.1` or `2001:db8::1` is on the public internet; false for what is no address.
    public static func isPublic(_ text: String) -> Bool { bytes(text).map { isPublic($0) } ?? false }

    /// Whether an address of four or sixteen bytes is on the public internet.
    static func isPublic(_ address: [UInt8]) -> Bool {
        if address.count == 16 {
            if embedding.contains(where: { $0.contains(address) }) {
                return isPublic(Array(address.suffix(4)))
            }
            if sixToFour?.contains(address) == true { return isPublic(Array(address[2..<6])) }
            guard globalUnicast?.contains(address) == true else { return false }
        }
        return !special.contains { $0.contains(address) }
    }
}
