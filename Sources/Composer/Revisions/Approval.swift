// SPDX-License-Identifier: Apache-2.0

/// That somebody found an edition fit to go out.
public struct Approval: Hashable, Sendable {
    /// The revision of the edition that was looked at.
    public let revision: Int
    /// When, milliseconds since 1970.
    public let at: Int64
    /// Who.
    public let author: String
    /// Whether the edition and its articles still say what they said then.
    public let holds: Bool

    /// An approval.
    public init(revision: Int, at: Int64, author: String, holds: Bool) {
        (self.revision, self.at, self.author, self.holds) = (revision, at, author, holds)
    }
}
