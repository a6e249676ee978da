// SPDX-License-Identifier: Apache-2.0

/// What became of the deliveries of one run.
public struct SendTally: Hashable, Sendable {
    /// Accepted by the relay.
    public var accepted = 0
    /// Due again later.
    public var deferred = 0
    /// Refused for good.
    public var failed = 0
    /// In doubt.
    public var uncertain = 0

    /// Nothing yet.
    public init() {}

    /// Deliveries that have a result.
    public var total: Int { accepted + deferred + failed + uncertain }

    mutating func count(_ disposition: Disposition) {
        switch disposition {
        case .accepted: accepted += 1
        case .deferred: deferred += 1
        case .failed: failed += 1
        case .uncertain: uncertain += 1
        case .returned, .postponed: break
        }
    }
}
