import GRDB

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

    /// What is kept of a change of some fields.
    public static func what(_ fields: [String]) -> String { fields.joined(separator: separator) }

    /// The fields that were changed, where that was what was done.
    public var fields: [String] { what.split(separator: Self.separator).map(String.init) }

    private static let separator = ", "

    init(_ row: Row) {
        number = row["number"]
        at = row["at"]
        author = row["author"]
        what = row["what"]
    }
}

/// Who changes something.
public struct Author: Hashable, Sendable {
    /// A login name, or what somebody called themselves.
    public let name: String

    /// Somebody by a name.
    public init(_ name: String) { self.name = name }
}
