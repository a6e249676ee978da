// SPDX-License-Identifier: Apache-2.0

/// A state of an edition or an article that was kept.
public struct Revision: Hashable, Sendable {
    /// Counted from 1.
    public let number: Int
    /// When it came to be, milliseconds since 1970.
    public let at: Int64
    /// Whose it is; empty where nobody noted it.
    public let author: String
    /// What was done.
    public let what: String

    /// A revision.
    public init(number: Int, at: Int64, author: String, what: String) {
        self.number = number
        self.at = at
        self.author = author
        self.what = what
    }

    /// The words that a revision keeps of a change of some fields.
    public static func what(_ fields: [String]) -> String { fields.joined(separator: separator) }

    /// The fields that were changed, where that was what was done.
    public var fields: [String] { what.split(separator: Self.separator).map(String.init) }

    private static let separator = ", "
}
