// SPDX-License-Identifier: Apache-2.0

/// Sets blocks as plain text: wrapped at 72 columns, links as numbered notes, structure by position and signs alone.
///
/// What it returns still has `FlowedText`'s marks in it.
struct TextSetter {
    /// Columns of a line.
    static let measure = 72

    /// The word that stands before an image's caption.
    var picture = Labels.english["picture"] ?? ""
    private var notes: [String] = []
    private var numbers: [String: Int] = [:]
    private var firstOpenNote = 0

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
        case .paragraph(let inlines): return Self.lines(plain(inlines), width)
        case .quote(let blocks, let attribution):
            let source = attribution.map { Self.lines("— \($0)", width - 2) } ?? []
            return (lines(blocks, width - 2) + source).map { "\(FlowedText.quote)\($0)" }
        case .list(let ordered, let start, let items):
            return items.enumerated().flatMap { index, item in
                self.item(item, mark: ordered ? "\(start + index). " : "* ", width)
            }
        case .image(let picture):
            let title = picture.caption ?? picture.alt
            return Self.lines(
                "[\(self.picture)\(title.isEmpty ? "" : ": \(title)")] \(note(picture.url))", width)
        case .code(let text):
            return text.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
        case .table(let table): return lines(table, width)
        case .rule: return [String(repeating: " ", count: max(0, (width - 5) / 2)) + "* * *"]
        case .footnotes(let notes):
            return notes.enumerated().flatMap { index, note in
                item([.paragraph(note)], mark: "(\(index + 1)) ", width)
            }
        }
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

    /// The lines of a table: columns where they fit, else each row as lines of `name: value`.
    private mutating func lines(_ table: Table, _ width: Int) -> [String] {
        let rows = ([table.header] + table.rows).map { $0.map { plain($0) } }
        let widths = table.header.indices.map { column in rows.map { DisplayWidth.of($0[column]) }.max() ?? 0
        }
        if widths.reduce(0, +) + 2 * (widths.count - 1) <= width {
            let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
            var lines = rows.map { row in
                zip(row, widths).map { $0 + String(repeating: " ", count: $1 - DisplayWidth.of($0)) }
                    .joined(separator: "  ").trimmingEnd()
            }
            lines.insert(rule, at: 1)
            return lines
        }
        return rows.dropFirst().enumerated().flatMap { index, row in
            (index > 0 ? [""] : [])
                + zip(rows[0], row).filter { !$1.isEmpty }.flatMap { name, cell in
                    Self.lines(name.isEmpty ? cell : "\(name): \(cell)", width)
                }
        }
    }

    /// The words, each link followed by its number.
    mutating func plain(_ inlines: [Inline]) -> String {
        var result = ""
        for inline in inlines {
            switch inline {
            case .text(let text), .code(let text): result += text
            case .emphasis(let children): result += "_\(plain(children))_"
            case .strong(let children): result += "*\(plain(children))*"
            case .note(let number): result += "(\(number))"
            case .link(let url, let children):
                let text = plain(children)
                result += text == url ? note(url) : "\(text) \(note(url))"
            }
        }
        return result
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

    static func lines(_ text: String, _ width: Int) -> [String] { LineBreaker(width: width).lines(text) }

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
