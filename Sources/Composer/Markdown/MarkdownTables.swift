// SPDX-License-Identifier: Apache-2.0

/// Estimates what reading a text's tables would take, before they are read: cmark's extension reads a paragraph from its start
/// at each line that could part a table's header from its rows, and fills up every row to the columns of its header.
enum MarkdownTables {
    /// The most bytes that may be read for all parting lines: about a second's worth.
    private static let mostWork = 20_000_000
    /// The most cells of all tables, those included that only fill up a row: some twenty megabytes.
    private static let mostCells = 50_000

    /// The most marks between cells on one line, because each is compared with all before it.
    private static let mostMarks = 1_000

    /// Whether the text's tables may be read as such; else they stay lines of text.
    static func areBounded(in text: String) -> Bool { fault(in: text) == nil }

    /// What is wrong with the first table too large: a clause, behind the file's name; nil when there is none.
    static func fault(in text: String) -> String? {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let partings = lines.indices.filter { isParting(lines[$0]) }
        guard partings.count * text.utf8.count < mostWork else {
            return
                "has \(partings.count) lines that could part a table's header from its rows: it is no article"
        }
        if !partings.isEmpty, let wide = lines.firstIndex(where: { marks(in: $0) > mostMarks }) {
            return
                "has a line of more than \(mostMarks) “|” (line \(wide + 1) of its text): no table has so many columns"
        }
        var cells = 0
        for index in partings {
            let columns = lines[index].split(separator: UInt8(ascii: "|")).count {
                $0.contains(UInt8(ascii: "-"))
            }
            let rows = lines[(index + 1)...].prefix(mostCells / max(1, columns) + 1).prefix { !isBlank($0) }
                .count
            cells += columns * (rows + 1)
            guard cells <= mostCells else {
                return
                    "has tables of more than \(mostCells) cells (line \(index + 1) of its text): split or shorten them"
            }
        }
        return nil
    }

    /// Whether a line parts a table's header from its rows, also inside quotations, whose marks stand before it.
    private static func isParting(_ line: Substring.UTF8View) -> Bool {
        line.contains(UInt8(ascii: "-")) && line.allSatisfy { "|:->\t \r".utf8.contains($0) }
    }

    private static func marks(in line: Substring.UTF8View) -> Int { line.count { $0 == UInt8(ascii: "|") } }

    private static func isBlank(_ line: Substring.UTF8View) -> Bool { line.allSatisfy { $0 <= 0x20 } }
}
