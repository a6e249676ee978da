// SPDX-License-Identifier: Apache-2.0
import DomainRecords

/// A server that is asked about DNS.
public struct NameServer: Hashable, Sendable {
    let server: DNSServer

    /// Reads an address, and a port if it is not 53: `192.0.2.1`, `192.0.2.1:5353`, `[2001:db8::1]:5353`.
    public init?(_ text: String) {
        guard let server = DNSServer(text) else { return nil }
        self.server = server
    }
}
