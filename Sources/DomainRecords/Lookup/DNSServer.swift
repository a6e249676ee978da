// SPDX-License-Identifier: Apache-2.0

/// A name server to ask: an address, and a port if it is not 53.
public struct DNSServer: Hashable, Sendable, CustomStringConvertible {
    /// Where it is.
    public let address: IPAddress
    /// Its port, for UDP and TCP.
    public let port: Int

    /// Reads `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:5353`.
    /// - Returns: nil for what is none of these.
    public init?(_ text: String) {
        if let address = IPAddress(text) {
            (self.address, port) = (address, 53)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]),
            port > 0
        else { return nil }
        var host = text[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        if isBracketed { host = host.dropFirst().dropLast() }
        guard isBracketed || !host.contains(":"), let address = IPAddress(String(host)) else { return nil }
        (self.address, self.port) = (address, Int(port))
    }

    /// As c-ares and people write it.
    public var description: String {
        address.family == .ipv4 ? "\(address):\(port)" : "[\(address)]:\(port)"
    }
}
