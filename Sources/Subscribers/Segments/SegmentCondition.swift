// SPDX-License-Identifier: Apache-2.0

/// What a segment asks about a person: true or false of each.
public indirect enum SegmentCondition: Hashable, Sendable {
    /// Every one of two or more.
    case all([SegmentCondition])
    /// At least one of two or more.
    case any([SegmentCondition])
    /// The opposite.
    case not(SegmentCondition)
    /// Is active on the list of that name.
    case list(SegmentWord)
    /// Something known of the person, such as `email`, `language` or an attribute, meets a test.
    case field(SegmentWord, SegmentTest)
    /// Subscribed in a period: to the list of that name, or to any.
    case subscribed(to: SegmentWord?, SegmentPeriod)
    /// Did what the word says, `opened` or `clicked`: in a period, or ever.
    case event(SegmentWord, SegmentPeriod?)
    /// Was delivered a mailing: the one of that number, in one of its texts or in any.
    case received(SegmentWord, text: Int?)
    /// True of each.
    case everyone

    /// Its conditions without `and`, `or` and `not`, in the order of the text.
    public var leaves: [SegmentCondition] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.leaves)
        case .not(let part): part.leaves
        default: [self]
        }
    }
}
