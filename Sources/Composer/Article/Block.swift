// SPDX-License-Identifier: Apache-2.0

/// A part of an article's body.
public indirect enum Block: Hashable, Sendable {
    /// Level 2 to 4: the headline is level 1.
    case heading(level: Int, [Inline])
    case paragraph([Inline])
    /// Lines that keep their ends: a stanza.
    case verse([Inline])
    /// `source` is the address of what is quoted.
    case quote([Block], attribution: String?, source: String? = nil)
    /// `start` is the first number of an ordered list; a reversed one counts down from it.
    case list(ordered: Bool, start: Int, isReversed: Bool = false, items: [[Block]])
    case image(Picture)
    /// Pictures that belong together.
    case gallery([Picture], caption: [Inline])
    case code(String)
    case table(Table)
    case callout(Callout, title: String?, [Block])
    /// A link that stands out.
    case button(url: String, String)
    case embed(Embed)
    case rule
    /// What `Inline.note` refers to, counted from 1; the last block of an article that has any.
    case footnotes([[Block]])
}

extension Block {
    /// The words without their markup.
    public var plain: String {
        switch self {
        case .heading(_, let inlines), .paragraph(let inlines), .verse(let inlines): inlines.plain
        case .quote(let blocks, let attribution, _): Self.joined(blocks.map(\.plain) + [attribution])
        case .list(_, _, _, let items): Self.joined(items.joined().map(\.plain))
        case .image(let picture): picture.words
        case .gallery(let pictures, let caption): Self.joined(pictures.map(\.words) + [caption.plain])
        case .code(let text), .button(_, let text): text
        case .table(let table):
            Self.joined([table.caption.plain] + table.rows.joined().map(\.content.plain))
        case .callout(_, let title, let blocks): Self.joined([title] + blocks.map(\.plain))
        case .embed(let embed): embed.plain
        case .rule: ""
        case .footnotes(let notes): Self.joined(notes.joined().map(\.plain))
        }
    }

    private static func joined(_ parts: [String?]) -> String {
        parts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// The blocks directly inside.
    var children: [Block] {
        switch self {
        case .quote(let blocks, _, _), .callout(_, _, let blocks): blocks
        case .list(_, _, _, let items), .footnotes(let items): Array(items.joined())
        default: []
        }
    }

    /// Its own runs of inlines, in reading order, without those of blocks inside.
    var runs: [[Inline]] {
        switch self {
        case .heading(_, let inlines), .paragraph(let inlines), .verse(let inlines): [inlines]
        case .table(let table): [table.caption] + table.rows.joined().map(\.content)
        case .image(let picture): [picture.caption]
        case .gallery(let pictures, let caption): pictures.map(\.caption) + [caption]
        case .quote, .list, .code, .callout, .button, .embed, .rule, .footnotes: []
        }
    }

    /// Its own pictures, in reading order, without those of blocks inside.
    var pictures: [Picture] {
        switch self {
        case .image(let picture): [picture]
        case .gallery(let pictures, _): pictures
        case .embed(let embed): embed.still.map { [$0] } ?? []
        default: runs.flatMap(\.pictures)
        }
    }

    /// This block and everything inside it, in reading order.
    var flattened: [Block] { [self] + children.flatMap(\.flattened) }

    /// The same with the blocks directly inside changed, each group of them by itself.
    fileprivate func mapChildren(_ change: ([Block]) -> [Block]) -> Block {
        switch self {
        case .quote(let blocks, let attribution, let source):
            .quote(change(blocks), attribution: attribution, source: source)
        case .list(let ordered, let start, let isReversed, let items):
            .list(ordered: ordered, start: start, isReversed: isReversed, items: items.map(change))
        case .callout(let kind, let title, let blocks): .callout(kind, title: title, change(blocks))
        case .footnotes(let notes): .footnotes(notes.map(change))
        default: self
        }
    }

    /// The same with its own runs of inlines changed.
    fileprivate func mapRuns(_ change: ([Inline]) -> [Inline]) -> Block {
        switch self {
        case .heading(let level, let inlines): .heading(level: level, change(inlines))
        case .paragraph(let inlines): .paragraph(change(inlines))
        case .verse(let inlines): .verse(change(inlines))
        case .table(let table): .table(table.mapInlines(change))
        case .image(let picture): .image(picture.captioned(change))
        case .gallery(let pictures, let caption):
            .gallery(pictures.map { $0.captioned(change) }, caption: change(caption))
        case .quote, .list, .code, .callout, .button, .embed, .rule, .footnotes: self
        }
    }

    /// The same with its own pictures changed.
    fileprivate func mapPictures(_ change: (Picture) -> Picture) -> Block {
        switch self {
        case .image(let picture): return .image(change(picture))
        case .gallery(let pictures, let caption): return .gallery(pictures.map(change), caption: caption)
        case .embed(var embed):
            embed.still = embed.still.map(change)
            return .embed(embed)
        default: return mapRuns { $0.mapPictures(change) }
        }
    }
}

extension [Block] {
    /// The same with every picture changed.
    func mapPictures(_ change: (Picture) -> Picture) -> [Block] {
        map { $0.mapPictures(change).mapChildren { $0.mapPictures(change) } }
    }

    /// The same with every run of inlines changed.
    func mapInlines(_ change: ([Inline]) -> [Inline]) -> [Block] {
        map { $0.mapRuns(change).mapChildren { $0.mapInlines(change) } }
    }
}
