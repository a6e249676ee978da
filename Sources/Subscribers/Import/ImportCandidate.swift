// SPDX-License-Identifier: Apache-2.0

/// A record of a file, read or not.
public struct ImportCandidate: Sendable {
    /// Where it starts.
    public let line: Int
    /// Its address as the file has it.
    public let address: String
    /// What it says, or why it cannot be used.
    public let row: Result<ImportRow, ImportRow.Rejection>

    /// A record.
    public init(line: Int, address: String, row: Result<ImportRow, ImportRow.Rejection>) {
        self.line = line
        self.address = address
        self.row = row
    }
}
