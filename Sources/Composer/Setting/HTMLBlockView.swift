// SPDX-License-Identifier: Apache-2.0

/// What templates see of a block.
///
/// Blocks stand inside blocks, and a Mustache tag that a block does not answer is looked up in the block around it. So
/// every block answers every tag, with false where it has nothing to say.
struct HTMLBlockView {
    var brand: Brand
    let words: Words
    let media: MediaAddress
    /// What the theme has markup of its own for.
    let special: Set<SpecialBlock>
    /// How wide the letter is, in pixels.
    static let letter = 600
    /// How wide its text is, and an image in it.
    static let column = 528
    /// How wide one of two images beside each other may be.
    static let half = 256
    /// How wide a picture beside a story is.
    static let side = 168

    private static let silent: [String: Bool] = Dictionary(
        uniqueKeysWithValues: [
            "is_heading", "is_subheading", "is_paragraph", "is_verse", "is_quote", "is_list", "is_ordered",
            "is_image", "is_gallery", "is_code", "is_table", "is_tight", "is_record", "is_callout",
            "is_figure",
            "is_button", "is_embed", "is_rule", "is_footnotes", "html", "attribution", "source", "caption",
            "blocks", "title", "kicker", "words", "link",
        ].map { ($0, false) })

    func views(_ blocks: [Block]) -> [[String: Any]] {
        blocks.flatMap { $0.set(for: special, words) }.map {
            (Self.silent as [String: Any]).merging(own($0)) { $1 }
        }
    }

    private func own(_ block: Block) -> [String: Any] {
        switch block {
        case .heading(let level, let inlines):
            return [level == 2 ? "is_heading" : "is_subheading": true, "html": html(inlines)]
        case .paragraph(let inlines): return ["is_paragraph": true, "html": html(inlines)]
        case .verse(let inlines): return ["is_verse": true, "html": html(inlines)]
        case .quote(let blocks, let attribution, let source):
            return [
                "is_quote": true, "blocks": views(blocks),
                "attribution": attribution ?? source.flatMap(SafeURL.host) ?? false,
                "source": source ?? false,
            ]
        case .list(let isOrdered, let start, let isReversed, let items):
            let numbered = items.enumerated().map { index, blocks in
                item(blocks, value: isReversed ? start - index : nil)
            }
            return ["is_list": true, "is_ordered": isOrdered, "start": start, "items": numbered]
        case .image(let picture):
            return image(picture, within: Self.column, shown: Self.column).merging(["is_image": true]) { $1 }
        case .gallery(let pictures, let caption): return gallery(pictures, caption)
        case .code(let text): return ["is_code": true, "code": text]
        case .table(let table): return tableView(table)
        case .callout(let kind, let title, let blocks):
            return [
                kind == .figure ? "is_figure" : "is_callout": true, "title": title ?? words[kind.rawValue],
                "blocks": views(blocks),
            ]
        case .button(let url, let text): return ["is_button": true, "url": url, "words": text]
        case .embed(let embed): return self.embed(embed)
        case .rule: return ["is_rule": true]
        case .footnotes(let notes):
            let items = notes.enumerated().map { index, note in
                item(note).merging(["number": index + 1]) { $1 }
            }
            return ["is_footnotes": true, "items": items]
        }
    }

    /// One paragraph needs no element of its own.
    /// - Parameter value: its number, where it is not the one after the last.
    private func item(_ blocks: [Block], value: Int? = nil) -> [String: Any] {
        let number: [String: Any] = ["value": value ?? false]
        guard case .paragraph(let inlines)? = blocks.first else {
            return number.merging(["html": false, "blocks": views(blocks)]) { $1 }
        }
        return number.merging(["html": html(inlines), "blocks": views(Array(blocks.dropFirst()))]) { $1 }
    }

    /// Never wider than its place: Outlook takes `width` at its word.
    /// - Parameter shown: the width that it needs the points for.
    private func image(_ picture: Picture, within most: Int, shown: Int) -> [String: Any] {
        [
            "url": picture.address(shown: shown, from: media), "alt": picture.alt,
            "caption": caption(picture.caption), "width": picture.width(within: most),
            "link": picture.link ?? false,
        ]
    }

    /// How wide a story's picture is.
    static func width(of place: PicturePlace) -> Int { place == .side ? side : letter }

    /// A story's picture; `inner_width` is how wide one is that keeps to the text's margins.
    func view(of story: SelectedStory) -> [String: Any] {
        guard let (picture, place) = story.picture else { return ["picture": false] }
        let shown = Self.width(of: place)
        var view = image(picture, within: shown, shown: shown)
        view["inner_width"] = picture.width(within: Self.column)
        return ["picture": view, "is_wide": place == .wide, "is_side": place == .side]
    }

    /// Rows of two; an odd last one has a row of its own.
    private func gallery(_ pictures: [Picture], _ caption: [Inline]) -> [String: Any] {
        let rows = stride(from: 0, to: pictures.count, by: 2).map {
            pictures[$0..<min($0 + 2, pictures.count)]
        }
        return [
            "is_gallery": true, "caption": self.caption(caption),
            "rows": rows.map { row in
                [
                    "is_pair": row.count == 2,
                    "cells": row.map {
                        image($0, within: row.count == 2 ? Self.half : Self.column, shown: Self.half)
                    },
                ] as [String: Any]
            },
        ]
    }

    private func embed(_ embed: Embed) -> [String: Any] {
        [
            "is_embed": true, "url": embed.url, "kicker": embed.kicker(words) ?? false,
            "title": embed.title ?? embed.place,
            "words": [embed.author, embed.text].compactMap(\.self).joined(separator: " · "),
            "still": embed.still?.address(shown: Self.column, from: media) ?? false, "width": Self.column,
        ]
    }

    private func tableView(_ table: Table) -> [String: Any] {
        let isRecord = table.isRecord
        let names = table.rows.first?.map { $0.content.plainLine } ?? []
        let rows = table.rows.enumerated().map { index, row in
            let isNames = index < table.headerRows
            let cells = row.enumerated().map { column, cell in
                let name = isRecord && !isNames ? names[column] : ""
                return [
                    "label": name.isEmpty ? false : name as Any, "html": html(cell.content),
                    "is_header": cell.isHeader, "scope": isNames ? "col" : "row",
                    "colspan": cell.columns > 1 ? cell.columns : false as Any,
                    "rowspan": cell.rows > 1 ? cell.rows : false as Any,
                ]
            }
            return ["is_names": isNames, "cells": cells] as [String: Any]
        }
        return [
            "is_table": true, "is_tight": table.isTight, "is_record": isRecord, "rows": rows,
            "caption": caption(table.caption),
        ]
    }

    private func caption(_ words: [Inline]) -> Any { words.isEmpty ? false : html(words) }

    private func html(_ inlines: [Inline]) -> String {
        HTMLWriter.inlines(
            inlines,
            in: .init(linkStyle: "color:\(brand.accent.light);text-decoration:underline", media: media))
    }
}

extension Embed {
    /// The word above its title: “Film”. A bookmark needs none.
    func kicker(_ words: Words) -> String? {
        switch kind {
        case .bookmark: nil
        case .other: words["embed"]
        case .film, .audio, .post, .map, .file: words[kind.rawValue]
        }
    }

    /// The site it is on, for one without a title.
    var place: String { SafeURL.host(url).map { $0.hasPrefix("www.") ? String($0.dropFirst(4)) : $0 } ?? url }
}

extension Table {
    /// Letters that fit into the column side by side.
    private static let letters = 56

    /// Whether its longest words are too long to stand side by side, so that they have to be broken.
    fileprivate var isTight: Bool {
        let grid = grid
        let widths = (0..<width).map { column in
            grid.map { row in
                guard let cell = row[column], cell.columns == 1 else { return 0 }
                return cell.content.plain.split(whereSeparator: \.isWhitespace).map(\.count).max() ?? 0
            }.max() ?? 0
        }
        return widths.reduce(0, +) > Self.letters
    }
}
