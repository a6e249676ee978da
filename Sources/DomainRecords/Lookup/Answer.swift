// SPDX-License-Identifier: Apache-2.0

/// What came of a question.
public enum Answer<Record: Hashable & Sendable>: Hashable, Sendable {
    /// At least one.
    case records([Record])
    /// The name is there and has no records of the kind.
    case noRecords
    /// There is no such name.
    case noName
    /// Nothing is known.
    case failed(LookupFault)

    /// Empty when there are none, or none are known.
    public var records: [Record] {
        if case .records(let records) = self { records } else { [] }
    }

    /// That there are none.
    var isVoid: Bool { self == .noRecords || self == .noName }
}
