public import Subscribers

/// How a file is imported.
public struct FileImport: Sendable {
    /// The file; `-` for standard input.
    public let path: String
    /// The list's name.
    public let list: String
    /// What becomes of people who are here.
    public var mode = ImportMode.update
    /// Only says what would be done.
    public var isRehearsal = false
    /// Takes the file at its word also where it takes most of the list off it.
    public var mayTakeMostOff = false
    /// nil to find out.
    public var encoding: String?
    /// What to take columns for, by their titles.
    public var map: [String: String] = [:]
    /// Where to write the rows that were not taken, to be mended and imported again.
    public var rejects: String?

    /// A file onto a list.
    public init(_ path: String, to list: String) {
        self.path = path
        self.list = list
    }
}
