// SPDX-License-Identifier: Apache-2.0

/// A part of an article's body.
public indirect enum Block: Hashable, Sendable {
    /// Level 2 to 4: the headline is level 1.
    case heading(level: Int, [Inline])
    case paragraph([Inline])
    case quote([Block], attribution: String?)
    /// `start` is the first number of an ordered list.
    case list(ordered: Bool, start: Int, items: [[Block]])
    case image(Picture)
    case code(String)
    case table(Table)
    case rule
    /// What `Inline.note` refers to, counted from 1; the last block of an article that has any.
    case footnotes([[Inline]])
}

extension Block {
    /// The words without their markup.
    public var plain: String {
        switch self {
        case .heading(_, let inlines), .paragraph(let inlines): inlines.plain
        case .quote(let blocks, let attribution):
            (blocks.map(\.plain) + [attribution].compactMap(\.self)).joined(separator: " ")
        case .list(_, _, let items): items.joined().map(\.plain).joined(separator: " ")
        case .image(let picture): picture.caption ?? picture.alt
        case .code(let text): text
        case .table(let table): ([table.header] + table.rows).joined().map(\.plain).joined(separator: " ")
        case .rule: ""
        case .footnotes(let notes): notes.map(\.plain).joined(separator: " ")
        }
    }

    /// The blocks directly inside.
    var children: [Block] {
        switch self {
        case .quote(let blocks, _): blocks
        case .list(_, _, let items): Array(items.joined())
        default: []
        }
    }

    /// Its own runs of inlines, in reading order, without those of blocks inside.
    var runs: [[Inline]] {
        switch self {
        case .heading(_, let inlines), .paragraph(let inlines): [inlines]
        case .table(let table): Array(([table.header] + table.rows).joined())
        case .footnotes(let notes): notes
        case .quote, .list, .image, .code, .rule: []
        }
    }

    /// This block and everything inside it, in reading order.
    var flattened: [Block] { [self] + children.flatMap(\.flattened) }
}

extension [Block] {
    /// The blocks that this one becomes when every run of inlines is changed.
    func mapInlines(_ change: ([Inline]) -> [Inline]) -> [Block] {
        map { block in
            switch block {
            case .heading(let level, let inlines): .heading(level: level, change(inlines))
            case .paragraph(let inlines): .paragraph(change(inlines))
            case .quote(let blocks, let attribution):
                .quote(blocks.mapInlines(change), attribution: attribution)
            case .list(let ordered, let start, let items):
                .list(ordered: ordered, start: start, items: items.map { $0.mapInlines(change) })
            case .table(let table):
                .table(Table(header: table.header.map(change), rows: table.rows.map { $0.map(change) }))
            case .footnotes(let notes): .footnotes(notes.map(change))
            case .image, .code, .rule: block
            }
        }
    }
}
