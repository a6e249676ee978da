// SPDX-License-Identifier: Apache-2.0

/// Blocks as JSON. Plain words stand under `text`, `items`, `header` and `rows`; what is more than plain words is kept
/// beside them under `inlines`, `blocks`, `itemBlocks` and `cells`.
extension Block: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, level, text, inlines, blocks, attribution, source, ordered, start, reversed, items,
            itemBlocks
        case images, caption, header, rows, cells, callout, title, url, embed
    }

    private enum Kind: String, Codable {
        case heading, paragraph, verse, quote, list, image, gallery, code, table, callout, button, embed, rule
        case footnotes
    }

    private typealias Values = KeyedDecodingContainer<CodingKeys>
    private typealias Output = KeyedEncodingContainer<CodingKeys>

    /// Reads what `encode` wrote; the plain words alone will do where there is no markup.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func text() throws -> String { try values.decode(String.self, forKey: .text) }
        func optional(_ key: CodingKeys) throws -> String? {
            try values.decodeIfPresent(String.self, forKey: key)
        }
        func inlines() throws -> [Inline] {
            try values.decodeIfPresent([Inline].self, forKey: .inlines) ?? [Inline].lines(try text())
        }
        func blocks() throws -> [Block] {
            try values.decodeIfPresent([Block].self, forKey: .blocks) ?? [.paragraph([.text(try text())])]
        }
        switch try values.decode(Kind.self, forKey: .kind) {
        case .heading: self = .heading(level: try values.decode(Int.self, forKey: .level), try inlines())
        case .paragraph: self = .paragraph(try inlines())
        case .verse: self = .verse(try inlines())
        case .quote:
            self = .quote(
                try blocks(), attribution: try optional(.attribution), source: try optional(.source))
        case .list:
            self = .list(
                ordered: try values.decode(Bool.self, forKey: .ordered),
                start: try values.decodeIfPresent(Int.self, forKey: .start) ?? 1,
                isReversed: try values.decodeIfPresent(Bool.self, forKey: .reversed) ?? false,
                items: try Self.items(values))
        case .image: self = .image(try Picture(from: decoder))
        case .gallery:
            self = .gallery(
                try values.decode([Picture].self, forKey: .images),
                caption: try values.decodeIfPresent([Inline].self, forKey: .caption) ?? [])
        case .code: self = .code(try text())
        case .table: self = .table(try Self.table(values))
        case .callout:
            self = .callout(
                try values.decode(Callout.self, forKey: .callout), title: try optional(.title), try blocks())
        case .button: self = .button(url: try values.decode(String.self, forKey: .url), try text())
        case .embed: self = .embed(try values.decode(Embed.self, forKey: .embed))
        case .rule: self = .rule
        case .footnotes: self = .footnotes(try Self.items(values))
        }
    }

    private static func items(_ values: Values) throws -> [[Block]] {
        try values.decodeIfPresent([[Block]].self, forKey: .itemBlocks)
            ?? values.decode([String].self, forKey: .items).map { [.paragraph([.text($0)])] }
    }

    private static func table(_ values: Values) throws -> Table {
        let caption = try values.decodeIfPresent([Inline].self, forKey: .caption) ?? []
        if let cells = try values.decodeIfPresent([[Table.Cell]].self, forKey: .cells) {
            return Table(caption: caption, rows: cells)
        }
        let header = try values.decode([String].self, forKey: .header)
        let rows = try values.decode([[String]].self, forKey: .rows)
        return Table(
            caption: caption,
            rows: (header.isEmpty ? [] : [header.map { Table.Cell([.text($0)], isHeader: true) }])
                + rows.map { row in row.map { Table.Cell([.text($0)]) } })
    }

    /// Writes plain words, and the markup where there is any.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(kind, forKey: .kind)
        switch self {
        case .heading(let level, let inlines):
            try Self.encode(inlines, &values)
            try values.encode(level, forKey: .level)
        case .paragraph(let inlines), .verse(let inlines): try Self.encode(inlines, &values)
        case .quote(let blocks, let attribution, let source):
            try Self.encode(blocks, &values)
            try values.encode(attribution, forKey: .attribution)
            try values.encodeIfPresent(source, forKey: .source)
        case .list(let ordered, let start, let isReversed, let items):
            try values.encode(ordered, forKey: .ordered)
            if start != 1 { try values.encode(start, forKey: .start) }
            if isReversed { try values.encode(true, forKey: .reversed) }
            try Self.encode(items, &values)
        case .image(let picture): try picture.encode(to: encoder)
        case .gallery(let pictures, let caption):
            try values.encode(pictures, forKey: .images)
            if !caption.isEmpty { try values.encode(caption, forKey: .caption) }
        case .code(let text): try values.encode(text, forKey: .text)
        case .table(let table): try Self.encode(table, &values)
        case .callout(let callout, let title, let blocks):
            try values.encode(callout, forKey: .callout)
            try values.encode(title, forKey: .title)
            try Self.encode(blocks, &values)
        case .button(let url, let text):
            try values.encode(text, forKey: .text)
            try values.encode(url, forKey: .url)
        case .embed(let embed):
            try values.encode(embed.plain, forKey: .text)
            try values.encode(embed, forKey: .embed)
        case .rule: break
        case .footnotes(let notes): try Self.encode(notes, &values)
        }
    }

    private var kind: Kind {
        switch self {
        case .heading: .heading
        case .paragraph: .paragraph
        case .verse: .verse
        case .quote: .quote
        case .list: .list
        case .image: .image
        case .gallery: .gallery
        case .code: .code
        case .table: .table
        case .callout: .callout
        case .button: .button
        case .embed: .embed
        case .rule: .rule
        case .footnotes: .footnotes
        }
    }

    private static func encode(_ inlines: [Inline], _ values: inout Output) throws {
        let plain = inlines.plain
        try values.encode(plain, forKey: .text)
        if inlines != [Inline].lines(plain) { try values.encode(inlines, forKey: .inlines) }
    }

    private static func encode(_ blocks: [Block], _ values: inout Output) throws {
        let plain = blocks.map(\.plain).joined(separator: " ")
        try values.encode(plain, forKey: .text)
        if blocks != [.paragraph([.text(plain)])] { try values.encode(blocks, forKey: .blocks) }
    }

    private static func encode(_ items: [[Block]], _ values: inout Output) throws {
        let plain = items.map { $0.map(\.plain).joined(separator: " ") }
        try values.encode(plain, forKey: .items)
        if items != plain.map({ [.paragraph([.text($0)])] }) { try values.encode(items, forKey: .itemBlocks) }
    }

    private static func encode(_ table: Table, _ values: inout Output) throws {
        let plain = table.grid.map { row in row.map { $0?.content.plain ?? "" } }
        let isNamed = table.headerRows > 0
        let (header, rows) = (isNamed ? plain[0] : [], Array(plain.dropFirst(isNamed ? 1 : 0)))
        try values.encode(header, forKey: .header)
        try values.encode(rows, forKey: .rows)
        if !table.caption.isEmpty { try values.encode(table.caption, forKey: .caption) }
        let named = header.isEmpty ? [] : [header.map { Table.Cell([.text($0)], isHeader: true) }]
        let simple = Table(
            caption: table.caption, rows: named + rows.map { row in row.map { Table.Cell([.text($0)]) } })
        if simple != table { try values.encode(table.rows, forKey: .cells) }
    }
}

extension [Inline] {
    /// A text as it is, its line ends as line breaks.
    static func lines(_ text: String) -> [Inline] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return Array(lines.map { [Inline.text(String($0))] }.joined(separator: [.lineBreak]))
            .filter { $0 != .text("") || lines.count == 1 }
    }
}
