// SPDX-License-Identifier: Apache-2.0
public import Subscribers

/// Why a file is not imported. Nothing of it was taken.
public enum ImportFault: Error, Hashable, Sendable {
    // MARK: Its bytes

    /// No encoding has that name.
    case unknownEncoding(String)
    /// The file at that path holds something else than its encoding allows, before that byte.
    case notEncoded(String, as: String, before: Int)
    /// The file at that path cannot be read to its end.
    case cutShort(String)
    /// What comes through a pipe cannot be kept in that directory.
    case noTemporaryFile(in: String)

    // MARK: Its lines

    /// The file at that path holds nothing.
    case empty(String)
    /// The first line of the file at that path cannot name its columns.
    case header(String, ImportColumns.Fault)
    /// That line is longer than anything that is read.
    case longLine(Int)
    /// A line of a file of suppressions at that path cannot be used: all of them are wanted, or none.
    case suppression(String, line: Int, LineFault)

    // MARK: The file of rows that were not taken

    /// Rows of JSON lines cannot be written to one.
    case rejectsOfJSON
    /// The file at that path is there already, or cannot be made.
    case rejectsNotNew(String)
    /// The file at that path cannot be written.
    case rejectsUnwritable(String)

    /// Why a line of suppressions cannot be used.
    public enum LineFault: Hashable, Sendable {
        /// It is no CSV.
        case broken(CSVRecord.Fault)
        /// Its first field is not UTF-8.
        case notUTF8
        /// It names nobody.
        case subject(PeopleFault)
    }
}
