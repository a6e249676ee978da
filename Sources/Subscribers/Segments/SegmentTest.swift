// SPDX-License-Identifier: Apache-2.0

/// What a field must be.
public enum SegmentTest: Hashable, Sendable {
    /// `= "Kyiv"`, `>= 12`.
    case compare(SegmentComparison, SegmentValue)
    /// `in ("Kyiv", "Lviv")`; one or more.
    case oneOf([SegmentValue])
    /// `contains "x"`: within a text, or an item of a list.
    case contains(SegmentValue)
    /// `starts with "x"`.
    case startsWith(SegmentValue)
    /// `is known`.
    case isKnown
    /// `is unknown`.
    case isUnknown
    /// A day in a period.
    case period(SegmentPeriod)
}
