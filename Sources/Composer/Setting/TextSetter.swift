// SPDX-License-Identifier: Apache-2.0

/// Sets blocks as plain text: wrapped at 72 columns, links as numbered notes, structure by position and signs alone.
///
/// What it returns still has `FlowedText`'s marks in it.
struct TextSetter {
    /// Columns of a line.
    static let measure = 72

    /// The words that stand before what cannot be seen.
    var words = Words.standard
    /// Where pictures are that the newsroom keeps; nil to name them by their own addresses.
    var media: MediaAddress?
    private var notes: [String] = []
    private var numbers: [String: Int] = [:]
    private var firstOpenNote = 0

    /// Blocks with an empty line between them.
    mutating func set(_ blocks: [Block]) -> String { blocks.map { set($0) }.joined(separator: "\n\n") }

    /// One block, without a line break at its end.
    mutating func set(_ block: Block) -> String { lines(block, Self.measure).joined(separator: "\n") }

    private mutating func lines(_ blocks: [Block], _ width: Int) -> [String] {
        var result: [String] = []
        for block in blocks {
            let set = lines(block, width)
            if set.isEmpty { continue }
            // A list inside an item follows its line at once.
            if !result.isEmpty, !(block.isList && blocks.first?.isList == false && blocks.count == 2) {
                result.append("")
            }
            result += set
        }
        return result
    }

    private mutating func lines(_ block: Block, _ width: Int) -> [String] {
        switch block {
        case .heading(let level, let inlines):
            let title = Self.lines(plain(inlines), width).map(Self.hard)
            let under = String(repeating: level == 2 ? "-" : "~", count: Self.widest(title))
            return title + [under]
        case .paragraph(let inlines), .verse(let inlines): return Self.lines(plain(inlines), width)
        case .quote(let blocks, let attribution, let source):
            let quoted = lines(blocks, width - 2)
            return (quoted + self.attribution(attribution, source, width - 2)).map {
                "\(FlowedText.quote)\($0)"
            }
        case .list(let isOrdered, let start, let isReversed, let items):
            return items.enumerated().flatMap { index, item in
                let number = isReversed ? start - index : start + index
                return self.item(item, mark: isOrdered ? "\(number). " : "* ", width)
            }
        case .image(let picture): return lines(picture, shown: HTMLBlockView.column, width)
        case .gallery(let pictures, let caption):
            return pictures.flatMap { lines($0, shown: HTMLBlockView.half, width) }
                + Self.lines(plain(caption), width)
        case .code(let text):
            return text.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
        case .table(let table): return lines(table, width)
        case .callout(let kind, let title, let blocks):
            return item(
                [.paragraph([.strong([.text(title ?? words[kind.rawValue])])])] + blocks, mark: "! ", width)
        case .button(let url, let text): return Self.lines("[ \(text) ] \(note(url))", width)
        case .embed(let embed): return lines(embed, width)
        case .rule: return [String(repeating: " ", count: max(0, (width - 5) / 2)) + "* * *"]
        case .footnotes(let notes):
            return notes.enumerated().flatMap { index, note in
                item(note, mark: "(\(index + 1)) ", width)
            }
        }
    }

    private mutating func attribution(_ name: String?, _ source: String?, _ width: Int) -> [String] {
        guard let words = name ?? source.flatMap(SafeURL.host) else { return [] }
        return Self.lines("— \(words)\(source.map { " \(note($0))" } ?? "")", width)
    }

    /// A story's picture.
    /// - Parameter shown: how wide it is in the HTML, in pixels.
    mutating func set(_ picture: Picture, shown: Int) -> String {
        lines(picture, shown: shown, Self.measure).joined(separator: "\n")
    }

    private mutating func lines(_ picture: Picture, shown: Int, _ width: Int) -> [String] {
        // The addresses are numbered in the order of the HTML: where it leads, the picture, what its caption links to.
        let address = media.map { picture.address(shown: shown, from: $0) } ?? picture.url
        let addresses = [picture.link, address].compactMap(\.self).map { " \(note($0))" }.joined()
        let title = picture.caption.isEmpty ? picture.alt : plain(picture.caption)
        return Self.lines(
            "[\(words["picture"])\(title.isEmpty ? "" : ": \(title)")]\(addresses)", width)
    }

    /// The still says nothing that the words do not.
    private mutating func lines(_ embed: Embed, _ width: Int) -> [String] {
        let kicker = embed.kicker(words).map { "\($0): " } ?? ""
        let head = Self.lines("[\(kicker)\(embed.title ?? embed.place)] \(note(embed.url))", width)
        let words = [embed.author, embed.text].compactMap(\.self).joined(separator: " · ")
        return head.map(Self.hard) + Self.lines(words, width)
    }

    /// Lines after the first stand under the first one's text. They are not soft: a program that joins them would put
    /// the indent into the middle of the sentence.
    private mutating func item(_ blocks: [Block], mark: String, _ width: Int) -> [String] {
        let indent = DisplayWidth.of(mark)
        let margin = String(repeating: " ", count: indent)
        return lines(blocks, max(20, width - indent)).enumerated().map { index, line in
            let quotes = line.unicodeScalars.prefix { $0 == FlowedText.quote }
            let hard = Self.hard(String(line.unicodeScalars.dropFirst(quotes.count)))
            return String(quotes) + (index == 0 ? mark : hard.isEmpty ? "" : margin) + hard
        }
    }

    /// Columns where they fit, else the cells of each row as lines of their own.
    private mutating func lines(_ table: Table, _ width: Int) -> [String] {
        let caption = Self.lines(plain(table.caption), width).map(Self.hard)
        let cells = table.grid.map { row in
            row.map { cell in cell.map { plain($0.content).split(separator: "\n").joined(separator: " ") } }
        }
        let body = columns(cells, table, width) ?? rows(cells, table, width)
        return caption.isEmpty ? body : caption + [""] + body
    }

    private func columns(_ cells: [[String?]], _ table: Table, _ width: Int) -> [String]? {
        let widths = (0..<table.width).map { column in
            cells.map { DisplayWidth.of($0[column] ?? "") }.max() ?? 0
        }
        guard widths.reduce(0, +) + 2 * (widths.count - 1) <= width else { return nil }
        var lines = cells.map { row in
            zip(row, widths).map { cell, width in
                (cell ?? "") + String(repeating: " ", count: width - DisplayWidth.of(cell ?? ""))
            }.joined(separator: "  ").trimmingEnd()
        }
        if (1..<lines.count).contains(table.headerRows) {
            let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
            lines.insert(rule, at: table.headerRows)
        }
        return lines
    }

    /// With the name of its column before each cell where columns have names, or that of its row.
    private func rows(_ cells: [[String?]], _ table: Table, _ width: Int) -> [String] {
        let names = table.isRecord ? cells[0].map { $0 ?? "" } : Array(repeating: "", count: table.width)
        let body = cells.dropFirst(table.isRecord ? 1 : 0)
        return body.enumerated().flatMap { index, row in
            (index > 0 ? [""] : [])
                + row.indices.flatMap { column -> [String] in
                    let (name, cell) = (names[column], row[column] ?? "")
                    // The name of a column without any cell is said once.
                    let isEmpty = index > 0 || !body.allSatisfy { ($0[column] ?? "").isEmpty }
                    if cell.isEmpty && (isEmpty || name.isEmpty) { return [] }
                    return Self.lines(name.isEmpty ? cell : cell.isEmpty ? name : "\(name): \(cell)", width)
                }
        }
    }

    /// The words, each link followed by its number.
    mutating func plain(_ inlines: [Inline]) -> String {
        var result = ""
        for inline in inlines {
            switch inline {
            case .text(let text), .code(let text): result += text
            case .marked(let mark, let children): result += marked(mark, plain(children))
            case .lineBreak: result += "\n"
            case .picture(let picture): result += picture.alt
            case .ruby(let children, let reading): result += "\(plain(children))(\(reading))"
            case .note(let number): result += "(\(number))"
            case .link(let url, let children):
                let text = plain(children)
                result += text == url ? note(url) : "\(text) \(note(url))"
            }
        }
        return result
    }

    private func marked(_ mark: Mark, _ text: String) -> String {
        switch mark {
        case .emphasis: "_\(text)_"
        case .strong: "*\(text)*"
        case .strike: "~\(text)~"
        case .superscript: Script.raised(text)
        case .subscript: Script.lowered(text)
        case .quotation: "“\(text)”"
        case .small, .keyboard: text
        }
    }

    /// The number of a URL, `[3]`; the same URL has the same number.
    mutating func note(_ url: String) -> String {
        if let number = numbers[url] { return "[\(number)]" }
        notes.append(url)
        numbers[url] = notes.count
        return "[\(notes.count)]"
    }

    /// The notes since the last call, one URL a line, never broken.
    mutating func takeNotes() -> String {
        defer { firstOpenNote = notes.count }
        return notes.indices[firstOpenNote...].map { "[\($0 + 1)] \(notes[$0])" }.joined(separator: "\n")
    }

    /// A paragraph in lines of at most `measure` columns.
    static func wrap(_ text: String) -> String { lines(text, measure).joined(separator: "\n") }

    /// Text under a mark: `* `.
    static func wrap(_ text: String, mark: String) -> String {
        var setter = TextSetter()
        return setter.item([.paragraph([.text(text)])], mark: mark, measure).joined(separator: "\n")
    }

    /// A text in lines; those that it has itself stay.
    static func lines(_ text: String, _ width: Int) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { LineBreaker(width: width).lines(String($0)) }
    }

    /// A line whose break is to stay.
    static func hard(_ line: String) -> String {
        line.unicodeScalars.last == FlowedText.soft ? String(line.unicodeScalars.dropLast()) : line
    }

    /// Columns of the widest line.
    static func widest(_ lines: [String]) -> Int {
        lines.map { min(DisplayWidth.of($0), measure) }.max() ?? 0
    }
}

extension Block {
    fileprivate var isList: Bool { if case .list = self { true } else { false } }
}

extension String {
    fileprivate func trimmingEnd() -> String {
        String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
    }
}
