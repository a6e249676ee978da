// SPDX-License-Identifier: Apache-2.0

/// Columns of text on a terminal.
enum TextTable {
    /// - Parameter widths: characters; negative for cells that stand at the left.
    static func row(_ cells: [String], _ widths: [Int]) -> String {
        zip(cells, widths).map { cell, width in
            let space = String(repeating: " ", count: max(0, abs(width) - cell.count))
            return width < 0 ? cell + space : space + cell
        }.joined(separator: "  ")
    }
}
