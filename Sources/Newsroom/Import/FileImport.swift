// SPDX-License-Identifier: Apache-2.0
public import Subscribers

/// How a file is imported.
public struct FileImport: Sendable {
    /// The file; `-` for standard input.
    public let path: String
    /// The list's name.
    public let list: String
    /// What becomes of people who are here.
    public var mode = ImportMode.update
    /// Whether only to report what would be done.
    public var isRehearsal = false
    /// Whether the file may unsubscribe most of the list.
    public var mayTakeMostOff = false
    /// The file's encoding; nil to find out.
    public var encoding: String?
    /// The meanings of columns by their titles, where they are not to be guessed.
    public var map: [String: String] = [:]
    /// Where to write the rows that were not taken, to be mended and imported again.
    public var rejects: String?

    /// A file onto a list.
    public init(_ path: String, to list: String) {
        self.path = path
        self.list = list
    }
}
