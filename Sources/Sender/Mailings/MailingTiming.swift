// SPDX-License-Identifier: Apache-2.0

/// What somebody means by the time of a mailing.
public enum TimeMeaning: Hashable, Sendable, Codable {
    /// It begins then, for everybody.
    case start
    /// Each reader gets it when their own clocks show that time; with what becomes of those whose clocks have shown it.
    case readersClocks(past: PastZones)
    /// Everybody should have it by then.
    case deliveredBy

    /// What becomes of readers whose clocks are past it; nil where their clocks do not matter.
    public var past: PastZones? { if case .readersClocks(let past) = self { past } else { nil } }
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

    /// What readers' clocks show when they get it; nil where their clocks do not matter.
    public var readersTime: String? { if case .readersClocks(let local, _) = self { local } else { nil } }

    /// By when everybody should have it, milliseconds since 1970; nil where nobody said.
    public var deliverBy: Int64? { if case .deliveredBy(let instant) = self { instant } else { nil } }
}
