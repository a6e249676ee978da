// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Writes articles as Markdown that reads back to the same article; what Markdown has no sign for is HTML in it.
enum MarkdownWriter {
    static func write(_ article: Article) -> String {
        let matter: [(String, String?)] = [
            ("headline", article.headline), ("slug", article.slug), ("section", article.section),
            ("byline", article.byline), ("standfirst", article.standfirst),
            ("date", article.published?.description),
            ("url", article.url), ("language", article.language),
            ("direction", article.direction?.rawValue), ("image", article.image?.url),
            ("image_alt", article.image.flatMap { $0.alt.isEmpty ? nil : $0.alt }),
            (
                "image_caption",
                article.image.flatMap { picture in
                    picture.caption.isEmpty ? nil : MarkdownLine.write(picture.caption, in: .paragraph)
                }
            ),
        ]
        let lines = matter.compactMap { key, value in value.map { "\(key): \(YAMLText.scalar($0))\n" } }
            .joined()
        return "---\n\(lines)---\n\n" + blocks(article.blocks) + "\n"
    }

    /// Lists that follow each other are kept apart by a comment, as CommonMark wants (§5.3).
    private static func blocks(_ blocks: [Block]) -> String {
        var result = ""
        for (index, block) in blocks.enumerated() {
            if index > 0 {
                result += "\n\n"
                if block.isMarkdownList, blocks[index - 1].isMarkdownList { result += "<!-- -->\n\n" }
            }
            result += write(block)
        }
        return result
    }

    private static func write(_ block: Block) -> String {
        switch block {
        case .heading(let level, let inlines):
            return String(repeating: "#", count: level) + " " + MarkdownLine.write(inlines, in: .heading)
        case .paragraph(let inlines): return MarkdownLine.write(inlines, in: .paragraph)
        case .quote(let inside, let attribution, let source):
            return quote(inside, attribution, source)
        case .list(let isOrdered, let start, false, let items):
            return items.enumerated().map { index, item in
                let mark = isOrdered ? "\(start + index). " : "- "
                return indented(
                    blocks(item), first: mark, rest: String(repeating: " ", count: mark.count))
            }.joined(separator: "\n")
        case .image(let picture) where picture.isOfMarkdown: return image(picture)
        case .code(let text):
            let fence = MarkdownLine.fence(around: text, atLeast: 3)
            return "\(fence)\n\(text)\n\(fence)"
        case .table(let table) where table.isOfMarkdown: return self.table(table)
        case .callout(let kind, let title, let inside):
            let head =
                "[!\(kind.rawValue.uppercased())]"
                + (title.map { " \(MarkdownLine.write([.text($0)], in: .heading))" } ?? "")
            return indented(head + "\n\n" + blocks(inside), first: "> ", rest: "> ")
        case .rule: return "***"
        case .footnotes(let notes):
            return notes.enumerated().map { index, note in
                indented(blocks(note), first: "[^\(index + 1)]: ", rest: "    ")
            }.joined(separator: "\n\n")
        case .verse, .list, .image, .gallery, .table, .button, .embed: return HTMLPage.block(block)
        }
    }

    private static func quote(_ inside: [Block], _ attribution: String?, _ source: String?) -> String {
        var text = blocks(inside)
        if let attribution {
            let name = Inline.text(attribution)
            let words = source.map { Inline.link(url: $0, [name]) } ?? name
            text += "\n\n— " + MarkdownLine.write([words], in: .paragraph)
        } else if source != nil {
            return HTMLPage.block(.quote(inside, attribution: nil, source: source))
        }
        return indented(text, first: "> ", rest: "> ")
    }

    private static func image(_ picture: Picture) -> String {
        let alt = MarkdownLine.write([.text(picture.alt)], in: .heading)
        let title = picture.caption.isEmpty ? "" : " \"\(MarkdownLine.title(picture.caption.plain))\""
        let image = "![\(alt)](<\(MarkdownLine.address(picture.url))>\(title))"
        return picture.link.map { "[\(image)](<\(MarkdownLine.address($0))>)" } ?? image
    }

    private static func table(_ table: Table) -> String {
        table.rows.enumerated().map { index, row in
            let cells = row.map { MarkdownLine.write($0.content, in: .cell) }
            let line = "| " + cells.joined(separator: " | ") + " |"
            return index > 0 ? line : line + "\n|" + String(repeating: " --- |", count: row.count)
        }.joined(separator: "\n")
    }

    /// Prefixes lines; what stands inside an item or quote keeps to its left edge.
    private static func indented(_ text: String, first: String, rest: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, line in
            let line = (index == 0 ? first : rest) + line
            return line.contains { $0 != " " } ? line : ""
        }.joined(separator: "\n")
    }
}

extension Block {
    fileprivate var isMarkdownList: Bool { if case .list(_, _, false, _) = self { true } else { false } }
}

extension Picture {
    /// Whether Markdown's sign for images says all of it.
    fileprivate var isOfMarkdown: Bool {
        width == nil && height == nil && (caption.isEmpty || caption == [.text(caption.plain)])
    }
}

extension Table {
    /// Whether Markdown's tables can hold it.
    fileprivate var isOfMarkdown: Bool {
        isRecord && caption.isEmpty && !rows.dropFirst().joined().contains(where: \.isHeader)
            && rows.joined().allSatisfy { $0.content.pictures.isEmpty }
    }
}
