// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Writes blocks and whole articles as HTML that reads back to the same article.
enum HTMLPage {
    /// What a page says that it was made with: it is all article.
    static let generator = "Daybreak"

    /// An article as a page of its own.
    static func write(_ article: Article) -> String {
        let escape = HTMLWriter.escape
        let head = [
            article.section.map { "<meta property=\"article:section\" content=\"\(escape($0))\">\n" },
            article.byline.map { "<meta name=\"author\" content=\"\(escape($0))\">\n" },
            article.standfirst.map { "<meta name=\"description\" content=\"\(escape($0))\">\n" },
            article.published.map {
                "<meta property=\"article:published_time\" content=\"\($0)\">\n"
            },
            article.image.map { "<meta property=\"og:image\" content=\"\(escape($0.url))\">\n" },
            article.image.flatMap { picture in
                picture.alt.isEmpty
                    ? nil : "<meta property=\"og:image:alt\" content=\"\(escape(picture.alt))\">\n"
            },
            article.url.map { "<link rel=\"canonical\" href=\"\(escape($0))\">\n" },
        ].compactMap { $0 }.joined()
        let direction = article.direction.map { " dir=\"\($0.rawValue)\"" } ?? ""
        return """
            <!doctype html>
            <html lang="\(escape(article.language ?? "en"))"\(direction)>
            <head>
            <meta charset="utf-8">
            <meta name="generator" content="\(generator)">
            <title>\(escape(article.headline))</title>
            \(head)</head>
            <body>
            <article>
            <h1>\(escape(article.headline))</h1>
            \(article.blocks.map(block).joined(separator: "\n"))
            </article>
            </body>
            </html>

            """
    }

    /// A block. It holds no empty line but in preformatted text, so that it can stand in Markdown.
    static func block(_ block: Block) -> String {
        let escape = HTMLWriter.escape
        switch block {
        case .heading(let level, let text): return "<h\(level)>\(inlines(text))</h\(level)>"
        case .paragraph(let text): return "<p>\(inlines(text))</p>"
        case .verse(let text): return "<p class=\"verse\">\(inlines(text))</p>"
        case .quote(let blocks, let attribution, let source):
            let cited = source.map { " cite=\"\(escape($0))\"" } ?? ""
            let name = attribution.map { "<footer>— <cite>\(escape($0))</cite></footer>" } ?? ""
            return "<blockquote\(cited)>\(self.blocks(blocks))\(name)</blockquote>"
        case .list(let isOrdered, let start, let isReversed, let items):
            return list(isOrdered ? "ol" : "ul", start: start, isReversed: isReversed, items)
        case .image(let picture): return figure(picture)
        case .gallery(let pictures, let caption):
            let under = self.caption(caption)
            return "<figure class=\"gallery\">\(pictures.map(figure).joined())\(under)</figure>"
        case .code(let text): return "<pre>\(escapeLines(text))</pre>"
        case .table(let table): return self.table(table)
        case .callout(let kind, let title, let blocks):
            let head = title.map { "<p class=\"callout-title\">\(escape($0))</p>" } ?? ""
            return "<div class=\"callout \(kind.rawValue)\">\(head)\(self.blocks(blocks))</div>"
        case .button(let url, let text):
            return "<p class=\"button\"><a href=\"\(escape(url))\">\(escape(text))</a></p>"
        case .embed(let embed): return self.embed(embed)
        case .rule: return "<hr>"
        case .footnotes(let notes):
            let items = notes.enumerated().map {
                "<li id=\"note-\($0.offset + 1)\">\(blocks($0.element))</li>\n"
            }
            return "<ol class=\"footnotes\">\n\(items.joined())</ol>"
        }
    }

    private static func blocks(_ blocks: [Block]) -> String { blocks.map(block).joined() }

    private static func inlines(_ inlines: [Inline]) -> String { HTMLWriter.inlines(inlines) }

    /// A line end behind `<pre>` is not part of its text (HTML Standard §13.2.6.4.7). Empty lines are written so that they
    /// end no HTML in Markdown.
    private static func escapeLines(_ text: String) -> String {
        "\n"
            + HTMLWriter.escapeLines(text).replacing("\n\n", with: "\n&#10;").replacing(
                "\n\n", with: "&#10;\n")
    }

    private static func list(
        _ name: String, start: Int, isReversed: Bool, _ items: [[Block]]
    ) -> String {
        let first = name == "ol" && (start != 1 || isReversed) ? " start=\"\(start)\"" : ""
        let direction = isReversed ? " reversed" : ""
        let entries = items.map { "<li>\(blocks($0))</li>\n" }.joined()
        return "<\(name)\(first)\(direction)>\n\(entries)</\(name)>"
    }

    private static func figure(_ picture: Picture) -> String {
        let escape = HTMLWriter.escape
        let size = [("width", picture.width), ("height", picture.height)]
            .compactMap { name, value in value.map { " \(name)=\"\($0)\"" } }.joined()
        let image = "<img src=\"\(escape(picture.url))\" alt=\"\(escape(picture.alt))\"\(size)>"
        let linked = picture.link.map { "<a href=\"\(escape($0))\">\(image)</a>" } ?? image
        return "<figure>\(linked)\(caption(picture.caption))</figure>"
    }

    private static func caption(_ words: [Inline]) -> String {
        words.isEmpty ? "" : "<figcaption>\(inlines(words))</figcaption>"
    }

    private static func table(_ table: Table) -> String {
        let caption = table.caption.isEmpty ? "" : "<caption>\(inlines(table.caption))</caption>\n"
        let rows = table.rows.enumerated().map { index, row in
            let cells = row.map { cell in
                let name = cell.isHeader ? "th" : "td"
                let scope = !cell.isHeader ? "" : " scope=\"\(index < table.headerRows ? "col" : "row")\""
                let spans = [("colspan", cell.columns), ("rowspan", cell.rows)]
                    .filter { $0.1 > 1 }.map { " \($0.0)=\"\($0.1)\"" }.joined()
                return "<\(name)\(scope)\(spans)>\(inlines(cell.content))</\(name)>"
            }
            return "<tr>\(cells.joined())</tr>\n"
        }
        return "<table class=\"data\">\n\(caption)\(rows.joined())</table>"
    }

    private static func embed(_ embed: Embed) -> String {
        let escape = HTMLWriter.escape
        func part(_ name: String, _ text: String?) -> String {
            text.map { "<span class=\"embed-\(name)\">\(escape($0))</span>" } ?? ""
        }
        let still = embed.image.map { "<img src=\"\(escape($0))\" alt=\"\">" } ?? ""
        return
            "<figure class=\"embed\" data-kind=\"\(embed.kind.rawValue)\"><a href=\"\(escape(embed.url))\">\(still)"
            + part("title", embed.title) + part("author", embed.author) + part("text", embed.text)
            + "</a></figure>"
    }
}
