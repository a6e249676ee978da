// SPDX-License-Identifier: Apache-2.0

/// Rows of cells under a header; every row has as many cells as the header.
public struct Table: Hashable, Sendable {
    /// The names of the columns.
    public let header: [[Inline]]
    /// The cells.
    public let rows: [[[Inline]]]

    /// A table; short rows are filled up with empty cells, long ones cut.
    public init(header: [[Inline]], rows: [[[Inline]]]) {
        self.header = header
        self.rows = rows.map { row in
            Array((row + Array(repeating: [], count: max(0, header.count - row.count))).prefix(header.count))
        }
    }
}
