// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// How many messages a relay may be given within some time.
public struct RelayQuota: Hashable, Sendable {
    /// A ceiling that rises day by day, for an address that receivers do not know yet.
    public struct WarmUp: Hashable, Sendable {
        /// The first day; UTC.
        public let start: CalendarDay
        /// What each day's ceiling is of the one before.
        public let factor: Double

        /// - Parameters:
        ///   - start: the first day; UTC.
        ///   - factor: what each day's ceiling is of the one before.
        public init(start: CalendarDay, factor: Double) {
            self.start = start
            self.factor = factor
        }
    }

    /// How many messages; with a warm-up, on its first day.
    public let messages: Int
    /// The length of time that counts, wherever it begins: hours and days are not those of the clock.
    public let window: Duration
    /// How the ceiling rises.
    public let warmUp: WarmUp?

    /// A quota.
    public init(_ messages: Int, in window: Duration, warmUp: WarmUp? = nil) {
        self.messages = messages
        self.window = window
        self.warmUp = warmUp
    }

    /// How many messages on a day; UTC. Before a warm-up begins it is its first day.
    public func limit(on day: CalendarDay) -> Int {
        guard let warmUp else { return messages }
        var limit = Double(messages)
        let days = day.daysSince1970 - warmUp.start.daysSince1970
        for _ in 0..<min(max(0, days), 10_000) where limit < Self.boundless {
            limit *= warmUp.factor
        }
        return Int(limit)
    }

    private static let boundless = 1e12
}
