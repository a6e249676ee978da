public import MailFormat

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

/// How two values compare.
public enum SegmentComparison: String, CaseIterable, Hashable, Sendable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case atMost = "<="
    case more = ">"
    case atLeast = ">="
}

/// A value and where it stands.
public struct SegmentValue: Hashable, Sendable {
    /// What a value is.
    public enum Kind: Hashable, Sendable {
        /// Not empty.
        case text(String)
        /// Finite.
        case number(Double)
        case truth(Bool)
        case day(CalendarDay)
    }

    /// What it is.
    public let kind: Kind
    /// Unicode scalars from the start of the segment, the first being 1; a text's is that of its quote.
    public let column: Int
}
