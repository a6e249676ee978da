// SPDX-License-Identifier: Apache-2.0

/// Tables that hold data, told from those that only place things.
extension HTMLBlocks {
    /// Bytes of text of a cell that is no column of a page.
    private static let longestCell = 400

    mutating func table(_ node: HTMLNode) -> [Block] {
        let rows = Self.rows(of: node)
        guard Self.isData(node, rows) else { return read(node) }
        let caption = node.children.first { $0.name == "caption" }.map { run($0) } ?? []
        let cells = rows.map { row, isHead in
            row.map { cell in
                Table.Cell(
                    content(of: cell), isHeader: cell.name == "th" || isHead,
                    columns: cell.span("colspan"), rows: cell.span("rowspan"))
            }
        }
        let table = Table(caption: caption, rows: cells)
        losses.note(cutFrom: cells, in: table)
        for row in node.all(where: { $0.name == "tr" && $0.isHidden && $0.textSize > 0 }) {
            losses.note("hidden text", row.spacedLine, origin: .site)
        }
        return table.rows.isEmpty ? [] : [.table(table)]
    }

    /// Its rows with their cells, those of `<thead>` first and marked, those of `<tfoot>` last.
    private static func rows(of table: HTMLNode) -> [(cells: [HTMLNode], isHead: Bool)] {
        func rows(_ parts: [HTMLNode], isHead: Bool = false) -> [(cells: [HTMLNode], isHead: Bool)] {
            let shown = parts.filter { !$0.isHidden }
            return shown.flatMap { $0.outermost { $0.name == "tr" } }.filter { !$0.isHidden }.map { row in
                (
                    row.children.filter {
                        ["td", "th"].contains($0.name) && !$0.isHidden && !$0.isLineNumber
                    }, isHead
                )
            }
        }
        let heads = table.children.filter { $0.name == "thead" }
        let feet = table.children.filter { $0.name == "tfoot" }
        let bodies = table.children.filter { !["thead", "tfoot", "caption"].contains($0.name) }
        return (rows(heads, isHead: true) + rows(bodies) + rows(feet)).filter { !$0.cells.isEmpty }
    }

    private static func isData(_ table: HTMLNode, _ rows: [(cells: [HTMLNode], isHead: Bool)]) -> Bool {
        if table["class"] == "data" { return !rows.isEmpty }
        let cells = rows.flatMap(\.cells)
        guard table.all(where: { $0.name == "table" }).count == 1,
            !["presentation", "none"].contains(table["role"]) || cells.contains(where: { $0.name == "th" }),
            (rows.map(\.cells.count).max() ?? 0) > 1
        else { return false }
        let isNamed = rows.contains(where: \.isHead) || cells.contains { $0.name == "th" }
        if isNamed { return cells.allSatisfy { $0.textSize <= 5 * longestCell } }
        return rows.count > 1
            && cells.allSatisfy { cell in
                cell.textSize <= longestCell
                    && cell.all { ["img", "ul", "ol", "h2", "h3", "pre"].contains($0.name ?? "") }.isEmpty
            }
    }

    /// A cell's blocks as lines of one run.
    private mutating func content(of cell: HTMLNode) -> [Inline] {
        guard holdsBlocks(cell) else { return run(cell) }
        let lines = read(HTMLNode(name: "div", children: cell.children)).flatMap { cellLines($0) }
        return Array(lines.joined(separator: [.lineBreak])).tidied()
    }

    private mutating func cellLines(_ block: Block) -> [[Inline]] {
        switch block {
        case .image(let picture): return [[.picture(picture)], picture.caption].filter { !$0.isEmpty }
        case .gallery(let pictures, let caption):
            return pictures.flatMap { cellLines(.image($0)) } + [caption].filter { !$0.isEmpty }
        case .list(let isOrdered, let start, let isReversed, let items):
            return items.enumerated().flatMap { index, item in
                let mark = isOrdered ? "\(isReversed ? start - index : start + index). " : "• "
                let lines = item.flatMap { cellLines($0) }
                return [[.text(mark)] + (lines.first ?? [])] + lines.dropFirst()
            }
        case .quote(let blocks, let attribution, _):
            return blocks.flatMap { cellLines($0) }
                + [attribution].compactMap { $0.map { [.text("— \($0)")] } }
        case .callout(_, let title, let blocks):
            return [title].compactMap { $0.map { [.strong([.text($0)])] } } + blocks.flatMap { cellLines($0) }
        case .button(let url, let text): return [[.link(url: url, [.text(text)])]]
        case .embed(let embed):
            let words = [embed.author, embed.text].compactMap(\.self).map { [Inline.text($0)] }
            return [[.link(url: embed.url, [.text(embed.title ?? embed.place)])]] + words
        case .code(let text): return text.split(separator: "\n").map { [.code(String($0))] }
        case .heading(_, let inlines): return [[.strong(inlines)]]
        case .paragraph, .verse, .table: return block.runs
        case .rule, .footnotes: return []
        }
    }
}

extension HTMLNode {
    /// How many columns or rows a cell covers.
    fileprivate func span(_ attribute: String) -> Int {
        max(1, min(self[attribute].flatMap { Int($0.trimming(\.isWhitespace)) } ?? 1, 1_000))
    }
}
