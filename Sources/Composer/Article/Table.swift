// SPDX-License-Identifier: Apache-2.0

/// Rows of cells, as the source has them: with their spans, with names of columns or rows or without.
public struct Table: Hashable, Sendable, Codable {
    /// A cell, and how much of the grid it covers.
    public struct Cell: Hashable, Sendable {
        /// What stands in it.
        public var content: [Inline]
        /// Whether it names its column or row.
        public var isHeader: Bool
        /// Columns it covers.
        public var columns: Int
        /// Rows it covers.
        public var rows: Int

        /// A cell.
        public init(_ content: [Inline], isHeader: Bool = false, columns: Int = 1, rows: Int = 1) {
            self.content = content
            self.isHeader = isHeader
            self.columns = columns
            self.rows = rows
        }
    }

    /// What the table shows; empty where nothing says so.
    public let caption: [Inline]
    /// The cells that start in each row. Together with their spans they fill the grid.
    public let rows: [[Cell]]
    /// Columns of the grid.
    public let width: Int

    /// Columns and rows of the largest table.
    static let most = (columns: 50, rows: 5_000)

    /// A table. Spans are cut where they leave the grid or meet another cell, and rows are filled up with empty cells.
    public init(caption: [Inline] = [], rows: [[Cell]]) {
        self.caption = caption
        (self.rows, width) = Self.fitted(rows)
    }

    /// A table whose first row names its columns.
    public init(header: [[Inline]], rows: [[[Inline]]]) {
        self.init(
            rows: [header.map { Cell($0, isHeader: true) }] + rows.map { row in row.map { Cell($0) } })
    }

    /// How many rows at the top are nothing but names.
    public var headerRows: Int { rows.prefix { $0.allSatisfy(\.isHeader) && !$0.isEmpty }.count }

    /// Whether no cell covers more than one place.
    var isPlain: Bool { rows.joined().allSatisfy { $0.columns == 1 && $0.rows == 1 } }

    /// Whether one row of names stands above others and each other cell belongs to one of them: then a row can be read as
    /// lines of `name: value`.
    var isRecord: Bool { headerRows == 1 && rows.count > 1 && isPlain }

    /// The same with every run of inlines changed.
    func mapInlines(_ change: ([Inline]) -> [Inline]) -> Table {
        Table(
            caption: change(caption),
            rows: rows.map { row in
                row.map {
                    Cell(change($0.content), isHeader: $0.isHeader, columns: $0.columns, rows: $0.rows)
                }
            })
    }

    /// The cells by place, row by row; a place that a span of another one covers has none.
    var grid: [[Cell?]] {
        var grid: [[Cell?]] = rows.map { _ in Array(repeating: nil, count: width) }
        Self.place(rows, width: width) { row, column, cell in grid[row][column] = cell }
        return grid
    }

    /// Calls `body` with the place of each cell (HTML Standard §4.9.12, where no two cells overlap).
    private static func place(_ rows: [[Cell]], width: Int, _ body: (Int, Int, Cell) -> Void) {
        var taken = Array(repeating: 0, count: width)
        for (index, row) in rows.enumerated() {
            var column = 0
            for cell in row {
                while column < width, taken[column] > 0 { column += 1 }
                guard column < width else { break }
                body(index, column, cell)
                for covered in column..<min(width, column + cell.columns) { taken[covered] = cell.rows }
                column += cell.columns
            }
            for index in taken.indices where taken[index] > 0 { taken[index] -= 1 }
        }
    }

    /// Cells whose spans fill a grid without gaps, and its width.
    private static func fitted(_ rows: [[Cell]]) -> (rows: [[Cell]], width: Int) {
        let rows = Array(rows.prefix(most.rows))
        var width = 0
        var result: [[Cell]] = []
        // Two passes: the first finds the width.
        for isLast in [false, true] {
            var taken = Array(repeating: 0, count: most.columns)
            result = []
            for (index, row) in rows.enumerated() {
                var fitted: [Cell] = []
                var column = 0
                func advance() { while column < most.columns, taken[column] > 0 { column += 1 } }
                func put(_ cell: Cell) {
                    let free = taken[column...].prefix { $0 == 0 }.count
                    let room = isLast ? min(free, width - column) : free
                    var cell = cell
                    cell.columns = max(1, min(cell.columns, room))
                    cell.rows = max(1, min(cell.rows, rows.count - index))
                    for covered in column..<column + cell.columns { taken[covered] = cell.rows }
                    column += cell.columns
                    fitted.append(cell)
                }
                for cell in row {
                    advance()
                    guard column < (isLast ? width : most.columns) else { break }
                    put(cell)
                }
                if isLast {
                    advance()
                    while column < width {
                        put(Cell([], isHeader: !row.isEmpty && row.allSatisfy(\.isHeader)))
                        advance()
                    }
                }
                width = max(width, (taken.lastIndex { $0 > 0 } ?? -1) + 1)
                for covered in taken.indices where taken[covered] > 0 { taken[covered] -= 1 }
                result.append(fitted)
            }
        }
        return (result, width)
    }
}

extension Table.Cell: Codable {
    private enum CodingKeys: String, CodingKey { case content, isHeader, columns, rows }

    /// Reads what `encode` wrote.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try values.decode([Inline].self, forKey: .content),
            isHeader: try values.decodeIfPresent(Bool.self, forKey: .isHeader) ?? false,
            columns: try values.decodeIfPresent(Int.self, forKey: .columns) ?? 1,
            rows: try values.decodeIfPresent(Int.self, forKey: .rows) ?? 1)
    }

    /// Writes what differs from a cell of one place that names nothing.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(content, forKey: .content)
        if isHeader { try values.encode(true, forKey: .isHeader) }
        if columns != 1 { try values.encode(columns, forKey: .columns) }
        if rows != 1 { try values.encode(rows, forKey: .rows) }
    }
}
