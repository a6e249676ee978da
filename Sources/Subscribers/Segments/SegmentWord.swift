// SPDX-License-Identifier: Apache-2.0

/// A name and where it stands.
public struct SegmentWord: Hashable, Sendable {
    /// The name, without backticks; an event's in lower case.
    public let text: String
    /// Unicode scalars from the start of the segment, the first being 1.
    public let column: Int
}
