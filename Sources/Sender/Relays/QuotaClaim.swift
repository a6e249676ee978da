// SPDX-License-Identifier: Apache-2.0

/// A request to give a relay messages within its quotas.
public struct QuotaClaim: Hashable, Sendable {
    /// The relay's name.
    public let relay: String
    /// How many; below zero, so many of those granted before are given back; zero to ask whether it has a pace.
    public let messages: Int
    /// The relay's quotas, each of which has to be kept.
    public let quotas: [RelayQuota]
    /// Messages a second at the most, of all workers together; nil for what the relay taught.
    public let perSecond: Double?
    /// What the relay accepted in the second before it said that this is too fast; nil when it did not say so.
    public let tooFast: Double?

    /// A request.
    public init(
        relay: String, messages: Int, quotas: [RelayQuota] = [], perSecond: Double? = nil,
        tooFast: Double? = nil
    ) {
        self.relay = relay
        self.messages = messages
        self.quotas = quotas
        self.perSecond = perSecond
        self.tooFast = tooFast
    }
}
