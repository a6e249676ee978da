// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Writes articles as Markdown that reads back to the same article.
enum MarkdownWriter {
    static func write(_ article: Article) -> String {
        let matter: [(String, String?)] = [
            ("headline", article.headline), ("slug", article.slug), ("section", article.section),
            ("byline", article.byline), ("standfirst", article.standfirst),
            ("date", article.published?.description),
            ("url", article.url), ("language", article.language), ("image", article.image?.url),
            ("image_alt", article.image.flatMap { $0.alt.isEmpty ? nil : $0.alt }),
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
                if case .list = block, case .list = blocks[index - 1] { result += "<!-- -->\n\n" }
            }
            result += write(block)
        }
        return result
    }

    private static func write(_ block: Block) -> String {
        switch block {
        case .heading(let level, let inlines): String(repeating: "#", count: level) + " " + write(inlines)
        case .paragraph(let inlines): write(inlines)
        case .quote(let inside, let attribution):
            indented(
                blocks(inside) + (attribution.map { "\n\n— \(escaped($0))" } ?? ""), first: "> ", rest: "> ")
        case .list(let ordered, let start, let items):
            items.enumerated().map { index, item in
                let mark = ordered ? "\(start + index). " : "- "
                return indented(
                    blocks(item), first: mark, rest: String(repeating: " ", count: mark.count))
            }.joined(separator: "\n")
        case .image(let picture):
            "![\(escaped(picture.alt))](<\(picture.url)>\(picture.caption.map { " \"\(escaped($0))\"" } ?? ""))"
        case .code(let text): "````\n\(text)\n````"
        case .table(let table):
            ([table.header] + table.rows).enumerated().map { index, row in
                let line = "| " + row.map(write).joined(separator: " | ") + " |"
                return index > 0 ? line : line + "\n|" + String(repeating: " --- |", count: row.count)
            }.joined(separator: "\n")
        case .rule: "---"
        case .footnotes(let notes):
            notes.enumerated().map { "[^\($0.offset + 1)]: \(write($0.element))" }.joined(separator: "\n\n")
        }
    }

    /// Prefixes lines; what stands inside an item or quote keeps to its left edge.
    private static func indented(_ text: String, first: String, rest: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, line in
            let line = (index == 0 ? first : rest) + line
            return line.contains { $0 != " " } ? line : ""
        }.joined(separator: "\n")
    }

    private static func write(_ inlines: [Inline]) -> String { inlines.map(inline).joined() }

    private static func inline(_ inline: Inline) -> String {
        switch inline {
        case .text(let text): escaped(text)
        case .emphasis(let children): "*\(write(children))*"
        case .strong(let children): "**\(write(children))**"
        case .link(let url, let children): "[\(write(children))](<\(url)>)"
        case .code(let text): "`` \(text) ``"
        case .note(let number): "[^\(number)]"
        }
    }

    /// A backslash before all ASCII punctuation (CommonMark §2.4), so that nothing in a text is markup.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            if character.isASCII, !character.properties.isAlphabetic, character != " ",
                !("0"..."9").contains(character),
                character != ",", character != "'"
            {
                result += "\\"
            }
            result.unicodeScalars.append(character)
        }
        return result
    }
}
