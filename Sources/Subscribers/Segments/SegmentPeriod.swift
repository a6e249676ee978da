// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// A stretch of time.
public enum SegmentPeriod: Hashable, Sendable {
    /// How a length of time is counted.
    public enum Unit: String, CaseIterable, Hashable, Sendable {
        case hours, days, weeks, months
    }

    /// How many units a segment can ask for.
    public static let counts = 1...10_000

    /// Until a day begins.
    case before(CalendarDay)
    /// From when a day begins.
    case since(CalendarDay)
    /// From when a day has ended.
    case after(CalendarDay)
    /// While a day lasts.
    case on(CalendarDay)
    /// From that long ago until now; the count is one of `counts`.
    case within(count: Int, unit: Unit)
}
