// SPDX-License-Identifier: Apache-2.0

/// The values that templates see of a block.
///
/// Blocks stand inside blocks, and a Mustache tag that a block does not answer is looked up in the block around it. So
/// every block answers every tag, with false where it has nothing to say.
struct HTMLBlockView {
    /// The colour of links.
    let accent: String
    /// How wide an image may be, in pixels.
    static let column = 540

    private static let silent: [String: Bool] = [
        "is_heading": false, "is_subheading": false, "is_paragraph": false, "is_quote": false,
        "is_list": false,
        "is_ordered": false, "is_image": false, "is_code": false, "is_table": false, "is_tight": false,
        "is_rule": false,
        "is_footnotes": false, "html": false, "attribution": false, "caption": false, "blocks": false,
    ]

    func view(_ block: Block) -> [String: Any] { (Self.silent as [String: Any]).merging(own(block)) { $1 } }

    private func own(_ block: Block) -> [String: Any] {
        switch block {
        case .heading(let level, let inlines):
            return [level == 2 ? "is_heading" : "is_subheading": true, "html": html(inlines)]
        case .paragraph(let inlines): return ["is_paragraph": true, "html": html(inlines)]
        case .quote(let blocks, let attribution):
            return ["is_quote": true, "blocks": blocks.map(view), "attribution": attribution ?? false]
        case .list(let ordered, let start, let items):
            return ["is_list": true, "is_ordered": ordered, "start": start, "items": items.map(item)]
        case .image(let picture): return image(picture)
        case .code(let text): return ["is_code": true, "code": text]
        case .table(let table): return tableView(table)
        case .rule: return ["is_rule": true]
        case .footnotes(let notes):
            let items = notes.enumerated().map {
                ["number": $0.offset + 1, "html": html($0.element)] as [String: Any]
            }
            return ["is_footnotes": true, "items": items]
        }
    }

    /// One paragraph needs no element of its own.
    private func item(_ blocks: [Block]) -> [String: Any] {
        guard case .paragraph(let inlines)? = blocks.first else {
            return ["html": false, "blocks": blocks.map(view)]
        }
        return ["html": html(inlines), "blocks": blocks.dropFirst().map(view)]
    }

    /// The values of an image, which is never wider than the column because Outlook takes `width` at its word.
    private func image(_ picture: Picture) -> [String: Any] {
        let width = min(picture.width ?? Self.column, Self.column)
        return [
            "is_image": true, "url": picture.url, "alt": picture.alt, "caption": picture.caption ?? false,
            "width": width,
        ]
    }

    private func tableView(_ table: Table) -> [String: Any] {
        let names = table.header.map { $0.plain.isEmpty ? false : $0.plain as Any }
        return [
            "is_table": true, "is_tight": table.isTight, "header": table.header.map { ["html": html($0)] },
            "rows": table.rows.map { row in
                ["cells": zip(names, row).map { ["label": $0, "html": html($1)] as [String: Any] }]
            },
        ]
    }

    private func html(_ inlines: [Inline]) -> String {
        HTMLWriter.inlines(inlines, linkStyle: "color:\(accent);text-decoration:underline")
    }
}

extension Table {
    /// How many letters fit into the column side by side.
    private static let letters = 56

    /// Whether its longest words are too long to stand side by side, so that they have to be broken.
    fileprivate var isTight: Bool {
        let widths = header.indices.map { column in
            ([header] + rows).map { $0[column].plain.split(separator: " ").map(\.count).max() ?? 0 }.max()
                ?? 0
        }
        return widths.reduce(0, +) > Self.letters
    }
}
