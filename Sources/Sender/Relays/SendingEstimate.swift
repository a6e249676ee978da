// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// How long a mailing takes, by what its relays did of late and what they may be given.
public struct SendingEstimate: Sendable {
    /// What is known of a relay's speed.
    public struct Measure: Hashable, Sendable {
        /// How long a connection was busy with one message of late, milliseconds; nil when it carried no mailing yet.
        public var perMessage: Double?
        /// How many messages a second it took before it complained; nil when it never did.
        public var learned: Double?

        /// A measure.
        public init(perMessage: Double? = nil, learned: Double? = nil) {
            (self.perMessage, self.learned) = (perMessage, learned)
        }
    }

    private let relays: [(limits: RelayLimits, measure: Measure)]

    /// - Parameters:
    ///   - relays: in the order of the configuration.
    ///   - measures: by the names of relays.
    public init(_ relays: [RelayLimits], _ measures: [String: Measure]) {
        self.relays = relays.map { ($0, measures[$0.relay.name] ?? Measure()) }
    }

    /// How long a message is taken to keep a connection busy while nothing is known of its relay: milliseconds.
    public static let unmeasured = 250.0

    /// How long readers wait for the last copy, when all goes as it did.
    /// - Parameter day: of warm-ups; UTC.
    public func duration(of messages: Int, on day: CalendarDay) -> Duration {
        let weighted = relays.filter { $0.limits.weight != nil }
        let all = weighted.reduce(0) { $0 + ($1.limits.weight ?? 0) }
        let shares =
            all > 0
            ? weighted.map { ($0, Double($0.limits.weight ?? 0) / Double(all)) }
            : relays.prefix(1).map { ($0, 1) }
        let longest = shares.map { relay, share in
            Self.seconds(
                for: (Double(messages) * share).rounded(.up), by: relay.limits, relay.measure, on: day)
        }.max()
        return .seconds(longest ?? 0)
    }

    /// How many seconds one relay takes for some messages.
    private static func seconds(
        for messages: Double, by limits: RelayLimits, _ measure: Measure, on day: CalendarDay
    ) -> Double {
        guard messages > 0 else { return 0 }
        let perConnection = 1000 / max(measure.perMessage ?? unmeasured, 0.01)
        let rates = [Double(limits.connections) * perConnection, limits.perSecond, measure.learned]
        let pace = messages / (rates.compactMap(\.self).min() ?? 1)
        let waits = limits.quotas.map { quota in
            let windows = ((messages - 1) / Double(max(1, quota.limit(on: day)))).rounded(.down)
            return windows * Double(quota.window.milliseconds) / 1000
        }
        return waits.reduce(pace, max)
    }
}
