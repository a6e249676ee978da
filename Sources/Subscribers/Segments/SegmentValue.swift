// SPDX-License-Identifier: Apache-2.0
public import MailFormat

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
