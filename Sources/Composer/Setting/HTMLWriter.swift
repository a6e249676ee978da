import MailFormat

/// Writes inline text and whole articles as HTML.
enum HTMLWriter {
    /// Text with `& < > " '` as references.
    static func escape(_ text: String) -> String {
        var bytes: [UInt8] = []
        MergeContext.html.append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Inline elements; links carry a style, as mail needs it.
    /// - Parameter linkStyle: the value of each link's `style`; nil for none.
    static func inlines(_ inlines: [Inline], linkStyle: String?) -> String {
        inlines.map { inline in
            switch inline {
            case .text(let text): return escape(text)
            case .emphasis(let children): return "<em>\(self.inlines(children, linkStyle: linkStyle))</em>"
            case .strong(let children):
                return "<strong>\(self.inlines(children, linkStyle: linkStyle))</strong>"
            case .code(let text): return "<code>\(escape(text))</code>"
            case .link(let url, let children):
                let style = linkStyle.map { " class=\"link\" style=\"\($0)\"" } ?? ""
                return
                    "<a href=\"\(escape(url))\"\(style)>\(self.inlines(children, linkStyle: linkStyle))</a>"
            }
        }.joined()
    }

    /// An article as a page of its own.
    static func page(_ article: Article) -> String {
        let head = [
            article.section.map { "<meta property=\"article:section\" content=\"\(escape($0))\">\n" },
            article.byline.map { "<meta name=\"author\" content=\"\(escape($0))\">\n" },
            article.standfirst.map { "<meta name=\"description\" content=\"\(escape($0))\">\n" },
            article.published.map {
                "<meta property=\"article:published_time\" content=\"\(escape($0))\">\n"
            },
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
        case .heading(let level, let text): "<h\(level)>\(inlines(text, linkStyle: nil))</h\(level)>"
        case .paragraph(let text): "<p>\(inlines(text, linkStyle: nil))</p>"
        case .quote(let text, let attribution):
            "<blockquote>\(inlines(text, linkStyle: nil))\(attribution.map { "<cite>\(escape($0))</cite>" } ?? "")</blockquote>"
        case .list(let ordered, let items):
            "<\(ordered ? "ol" : "ul")>\n"
                + items.map { "<li>\(inlines($0, linkStyle: nil))</li>\n" }.joined()
                + "</\(ordered ? "ol" : "ul")>"
        case .image(let url, let alt, let caption):
            "<figure><img src=\"\(escape(url))\" alt=\"\(escape(alt))\">"
                + (caption.map { "<figcaption>\(escape($0))</figcaption>" } ?? "") + "</figure>"
        case .code(let text): "<pre>\(escape(text))</pre>"
        case .rule: "<hr>"
        }
    }
}
