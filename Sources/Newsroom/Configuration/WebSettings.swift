// SPDX-License-Identifier: Apache-2.0
public import CurlTransport

/// Where `serve` answers readers, and how many of them at once.
public struct WebSettings: Hashable, Sendable {
    /// The host name or address to listen on.
    public var host = "127.0.0.1"
    /// The port to listen on.
    public var port = 8080
    /// Whether a proxy before it says whom it asks for.
    public var isBehindProxy = false
    /// How many connections are taken in all.
    public var connections = 1000
    /// How many connections are taken from one network.
    public var perNetwork = 50
    /// The networks that may read metrics, beside this machine.
    public var metrics: [AddressRange] = []
}
