// SPDX-License-Identifier: Apache-2.0

/// The readers of a mailing whose clocks are those of one zone, and when they get it.
public struct Wave: Hashable, Sendable {
    /// An IANA name; empty for readers of no known zone, who have the clocks of the mailing's.
    public let zone: String
    /// When it is due to them, milliseconds since 1970; nil for readers who do not get it.
    public let dueAt: Int64?
    /// How many they are.
    public let readers: Int

    /// A wave.
    public init(zone: String, dueAt: Int64?, readers: Int) {
        (self.zone, self.dueAt, self.readers) = (zone, dueAt, readers)
    }
}
