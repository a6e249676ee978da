// SPDX-License-Identifier: Apache-2.0

/// The requests that each network has made of late. They are kept in memory, for no more networks than `mostNetworks`.
public struct SignUpAllowance: Sendable {
    /// For how long a request counts.
    public static let window: Duration = .seconds(3600)
    private static let mostNetworks = 10_000

    /// Requests of one network within the window.
    public var limit: Int
    private var requests: [ClientNetwork: [ContinuousClock.Instant]] = [:]

    /// - Parameter limit: requests of one network within the window.
    public init(_ limit: Int) { self.limit = limit }

    /// Counts a request; false when its network has made as many as it may.
    public mutating func take(_ network: ClientNetwork, now: ContinuousClock.Instant) -> Bool {
        let recent = (requests[network] ?? []).filter { now - $0 < Self.window }
        guard recent.count < limit else { return false }
        if requests[network] == nil, requests.count >= Self.mostNetworks { makeRoom(now) }
        requests[network] = recent + [now]
        return true
    }

    /// Forgets networks whose requests do not count any more, or else the one that was not seen for longest.
    private mutating func makeRoom(_ now: ContinuousClock.Instant) {
        requests = requests.filter { $0.value.contains { now - $0 < Self.window } }
        guard requests.count >= Self.mostNetworks else { return }
        let oldest = requests.sorted { $0.value[$0.value.count - 1] < $1.value[$1.value.count - 1] }
        for (network, _) in oldest.prefix(Self.mostNetworks / 10) { requests[network] = nil }
    }
}
