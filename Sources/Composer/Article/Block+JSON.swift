// SPDX-License-Identifier: Apache-2.0

/// Blocks as JSON. Plain words stand under `text`, `items`, `header` and `rows`; where there is markup, the whole is kept
/// beside them under `inlines`, `blocks`, `itemBlocks`, `itemInlines` and `cells`.
extension Block: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, level, text, inlines, blocks, attribution, ordered, start, items, itemBlocks, itemInlines
        case url, alt, caption, width, height, header, rows, cells
    }

    private enum Kind: String, Codable {
        case heading, paragraph, quote, list, image, code, table, rule, footnotes
    }

    /// Reads what `encode` wrote; the plain words alone will do where there is no markup.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func text() throws -> String { try values.decode(String.self, forKey: .text) }
        func inlines() throws -> [Inline] {
            try values.decodeIfPresent([Inline].self, forKey: .inlines) ?? [.text(try text())]
        }
        func items() throws -> [String] { try values.decode([String].self, forKey: .items) }
        switch try values.decode(Kind.self, forKey: .kind) {
        case .heading: self = .heading(level: try values.decode(Int.self, forKey: .level), try inlines())
        case .paragraph: self = .paragraph(try inlines())
        case .quote:
            let blocks = try values.decodeIfPresent([Block].self, forKey: .blocks)
            self = .quote(
                try blocks ?? [.paragraph([.text(try text())])],
                attribution: try values.decodeIfPresent(String.self, forKey: .attribution))
        case .list:
            let blocks = try values.decodeIfPresent([[Block]].self, forKey: .itemBlocks)
            self = .list(
                ordered: try values.decode(Bool.self, forKey: .ordered),
                start: try values.decodeIfPresent(Int.self, forKey: .start) ?? 1,
                items: try blocks ?? items().map { [.paragraph([.text($0)])] })
        case .image: self = .image(try Picture(from: decoder))
        case .code: self = .code(try text())
        case .table:
            let cells =
                try values.decodeIfPresent([[[Inline]]].self, forKey: .cells)
                ?? ([values.decode([String].self, forKey: .header)]
                + values.decode([[String]].self, forKey: .rows)).map { $0.map { [.text($0)] } }
            self = .table(Table(header: cells.first ?? [], rows: Array(cells.dropFirst())))
        case .rule: self = .rule
        case .footnotes:
            let inlines = try values.decodeIfPresent([[Inline]].self, forKey: .itemInlines)
            self = .footnotes(try inlines ?? items().map { [.text($0)] })
        }
    }

    /// Writes plain words, and the markup where there is any.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        func encode(_ kind: Kind, _ inlines: [Inline]) throws {
            try values.encode(kind, forKey: .kind)
            try values.encode(inlines.plain, forKey: .text)
            if !inlines.isPlain { try values.encode(inlines, forKey: .inlines) }
        }
        switch self {
        case .heading(let level, let inlines):
            try encode(.heading, inlines)
            try values.encode(level, forKey: .level)
        case .paragraph(let inlines): try encode(.paragraph, inlines)
        case .quote(let blocks, let attribution):
            let plain = blocks.map(\.plain).joined(separator: " ")
            try encode(.quote, [.text(plain)])
            try values.encode(attribution, forKey: .attribution)
            if blocks != [.paragraph([.text(plain)])] { try values.encode(blocks, forKey: .blocks) }
        case .list(let ordered, let start, let items):
            let plain = items.map { $0.map(\.plain).joined(separator: " ") }
            try values.encode(Kind.list, forKey: .kind)
            try values.encode(ordered, forKey: .ordered)
            if start != 1 { try values.encode(start, forKey: .start) }
            try values.encode(plain, forKey: .items)
            if items != plain.map({ [.paragraph([.text($0)])] }) {
                try values.encode(items, forKey: .itemBlocks)
            }
        case .image(let picture):
            try values.encode(Kind.image, forKey: .kind)
            try values.encode(picture.url, forKey: .url)
            try values.encode(picture.alt, forKey: .alt)
            try values.encode(picture.caption, forKey: .caption)
            try values.encodeIfPresent(picture.width, forKey: .width)
            try values.encodeIfPresent(picture.height, forKey: .height)
        case .code(let text):
            try values.encode(Kind.code, forKey: .kind)
            try values.encode(text, forKey: .text)
        case .table(let table):
            let cells = [table.header] + table.rows
            try values.encode(Kind.table, forKey: .kind)
            try values.encode(table.header.map(\.plain), forKey: .header)
            try values.encode(table.rows.map { $0.map(\.plain) }, forKey: .rows)
            if !cells.joined().allSatisfy(\.isPlain) { try values.encode(cells, forKey: .cells) }
        case .rule: try values.encode(Kind.rule, forKey: .kind)
        case .footnotes(let notes):
            try values.encode(Kind.footnotes, forKey: .kind)
            try values.encode(notes.map(\.plain), forKey: .items)
            if !notes.allSatisfy(\.isPlain) { try values.encode(notes, forKey: .itemInlines) }
        }
    }
}

extension [Inline] {
    fileprivate var isPlain: Bool { self == [.text(plain)] }
}
