// SPDX-License-Identifier: Apache-2.0

/// What somebody means by the time of a mailing.
public enum TimeMeaning: Hashable, Sendable, Codable {
    /// It begins then, for everybody.
    case start
    /// Each reader gets it when their own clocks show that time; with what becomes of those whose clocks have shown it.
    case readersClocks(past: PastZones)
    /// Everybody should have it by then.
    case deliveredBy
}

/// What becomes of readers whose clocks have shown the time of a mailing before it can begin.
public enum PastZones: String, CaseIterable, Hashable, Sendable, Codable {
    /// They get it when it begins.
    case now
    /// They do not get it.
    case skip
    /// They get it when their clocks show that time once more.
    case nextDay = "next-day"
}

/// The time of a mailing, as its ledger keeps it.
public enum MailingTiming: Hashable, Sendable {
    /// It begins at its time, for everybody.
    case start
    /// Each reader gets it when their own clocks show a time, `2026-12-01T06:00`.
    case readersClocks(local: String, past: PastZones)
    /// Everybody should have it by an instant, milliseconds since 1970.
    case deliveredBy(Int64)

    /// What somebody meant by the time.
    public var meaning: TimeMeaning {
        switch self {
        case .start: .start
        case .readersClocks(_, let past): .readersClocks(past: past)
        case .deliveredBy: .deliveredBy
        }
    }
}

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
