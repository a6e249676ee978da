// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Writes inline text and whole articles as HTML.
enum HTMLWriter {
    /// One line of text with `& < > " '` as references.
    static func escape(_ text: String) -> String {
        var bytes: [UInt8] = []
        MergeContext.html.append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Text as `escape` writes it, with line ends kept.
    static func escapeLines(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\n")) else { return escape(text) }
        return text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { escape(String($0)) }.joined(separator: "\n")
    }

    /// Inline elements.
    /// - Parameter linkStyle: the value of each link's `style`, as mail needs it; nil in a page of its own.
    static func inlines(_ inlines: [Inline], linkStyle: String? = nil) -> String {
        inlines.map { inline in
            switch inline {
            case .text(let text): return escape(text)
            case .emphasis(let children): return "<em>\(self.inlines(children, linkStyle: linkStyle))</em>"
            case .strong(let children):
                return "<strong>\(self.inlines(children, linkStyle: linkStyle))</strong>"
            case .code(let text): return "<code>\(escape(text))</code>"
            case .note(let number):
                // A note is a link only in a page of its own: few mail programs follow links inside a mail.
                return linkStyle == nil
                    ? "<sup><a href=\"#note-\(number)\">\(number)</a></sup>" : "<sup>\(number)</sup>"
            case .link(let url, let children):
                let style = linkStyle.map { " class=\"link\" style=\"\($0)\"" } ?? ""
                return
                    "<a href=\"\(escape(url))\"\(style)>\(self.inlines(children, linkStyle: linkStyle))</a>"
            }
        }.joined()
    }

    /// An article as a page of its own, which reads back to the same article.
    static func page(_ article: Article) -> String {
        let head = [
            article.section.map { "<meta property=\"article:section\" content=\"\(escape($0))\">\n" },
            article.byline.map { "<meta name=\"author\" content=\"\(escape($0))\">\n" },
            article.standfirst.map { "<meta name=\"description\" content=\"\(escape($0))\">\n" },
            article.published.map { "<meta property=\"article:published_time\" content=\"\($0)\">\n" },
            article.image.map { "<meta property=\"og:image\" content=\"\(escape($0.url))\">\n" },
            article.url.map { "<link rel=\"canonical\" href=\"\(escape($0))\">\n" },
        ].compactMap { $0 }.joined()
        return """
            <!doctype html>
            <html lang="\(escape(article.language ?? "en"))">
            <head>
            <meta charset="utf-8">
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

    private static func block(_ block: Block) -> String {
        switch block {
        case .heading(let level, let text): return "<h\(level)>\(inlines(text))</h\(level)>"
        case .paragraph(let text): return "<p>\(inlines(text))</p>"
        case .quote(let blocks, let attribution):
            let source = attribution.map { "<cite>\(escape($0))</cite>" } ?? ""
            return "<blockquote>\(blocks.map(self.block).joined())\(source)</blockquote>"
        case .list(let ordered, let start, let items):
            let name = ordered ? "ol" : "ul"
            let first = ordered && start != 1 ? " start=\"\(start)\"" : ""
            let entries = items.map { "<li>\($0.map(self.block).joined())</li>\n" }.joined()
            return "<\(name)\(first)>\n\(entries)</\(name)>"
        case .image(let picture):
            let size = [("width", picture.width), ("height", picture.height)]
                .compactMap { name, value in value.map { " \(name)=\"\($0)\"" } }.joined()
            let caption = picture.caption.map { "<figcaption>\(escape($0))</figcaption>" } ?? ""
            return
                "<figure><img src=\"\(escape(picture.url))\" alt=\"\(escape(picture.alt))\"\(size)>\(caption)</figure>"
        case .code(let text):
            return "<pre>\(escapeLines(text))</pre>"
        case .table(let table):
            let head = "<tr>\(table.header.map { "<th scope=\"col\">\(inlines($0))</th>" }.joined())</tr>\n"
            let rows = table.rows.map { "<tr>\($0.map { "<td>\(inlines($0))</td>" }.joined())</tr>\n" }
            return "<table>\n\(head)\(rows.joined())</table>"
        case .rule: return "<hr>"
        case .footnotes(let notes):
            let items = notes.enumerated().map {
                "<li id=\"note-\($0.offset + 1)\">\(inlines($0.element))</li>\n"
            }
            return "<ol>\n\(items.joined())</ol>"
        }
    }
}
