// SPDX-License-Identifier: Apache-2.0

/// A relay and the limits within which it is used.
public struct RelayLimits: Sendable {
    /// The relay.
    public var relay: any Relay
    /// How many connections at the most.
    public var connections = 10
    /// How many messages one connection carries; nil for as many as there are.
    public var messagesPerConnection: Int?
    /// How long a connection is used. Relays, and what stands between, close old ones, and a new one may find another host of
    /// the relay's.
    public var connectionAge: Duration = .seconds(300)
    /// How long to wait for the reply to a command (RFC 5321 §4.5.3.2).
    public var replyTimeout: Duration = .seconds(300)
    /// How long to wait for the reply to the final dot (RFC 5321 §4.5.3.2.6).
    public var finalTimeout: Duration = .seconds(600)
    /// Where failures of its copies are reported; nil for the message's own return path.
    public var returnPath: ReturnPath?
    /// Its share of the mail, beside the others that have one; nil for a relay that carries mail when those before it
    /// cannot.
    public var weight: Int?
    /// How many messages a second at the most; nil for no limit.
    public var perSecond: Double?
    /// How many messages an hour, a day, and on each day of a warm-up.
    public var quotas: [RelayQuota] = []

    /// A relay with the default limits.
    public init(_ relay: any Relay) { self.relay = relay }
}
