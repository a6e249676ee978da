// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Writes inline text as HTML.
enum HTMLWriter {
    /// One line of text with `& < > " '` as references.
    static func escape(_ text: String) -> String {
        var bytes: [UInt8] = []
        MergeContext.html.append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same, with line ends kept.
    static func escapeLines(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\n")) else { return escape(text) }
        return text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { escape(String($0)) }.joined(separator: "\n")
    }

    /// What inline elements need in a letter, which they do not in a page of its own.
    struct Mail {
        /// The value of each link's `style`.
        let linkStyle: String
        /// Where pictures are.
        let media: MediaAddress
    }

    /// Inline elements.
    /// - Parameter mail: nil in a page of its own.
    static func inlines(_ inlines: [Inline], in mail: Mail? = nil) -> String {
        inlines.map { inline in
            let children = { self.inlines(inline.children, in: mail) }
            switch inline {
            case .text(let text): return escape(text)
            case .marked(.quotation, _) where mail != nil:
                // Outlook for Windows sets no quotation marks of its own.
                return "“\(children())”"
            case .marked(let mark, _): return "<\(mark.element)>\(children())</\(mark.element)>"
            case .code(let text): return "<code>\(escape(text))</code>"
            case .lineBreak: return "<br>"
            case .picture(let picture): return image(picture, in: mail)
            case .ruby(_, let reading):
                // The parentheses are for programs that set no ruby.
                return "<ruby>\(children())<rp>(</rp><rt>\(escape(reading))</rt><rp>)</rp></ruby>"
            case .note(let number):
                // In a page of its own a note can be jumped to; few mail programs let anybody jump.
                return mail == nil
                    ? "<sup><a href=\"#note-\(number)\">\(number)</a></sup>" : "<sup>\(number)</sup>"
            case .link(let url, _):
                let style = mail.map { " class=\"link\" style=\"\($0.linkStyle)\"" } ?? ""
                return "<a href=\"\(escape(url))\"\(style)>\(children())</a>"
            }
        }.joined()
    }

    /// A picture in a line; `inline` tells readers of the page, and the proof, that it is one.
    private static func image(_ picture: Picture, in mail: Mail?) -> String {
        let size = [("width", picture.width), ("height", picture.height)]
            .compactMap { name, value in value.map { " \(name)=\"\($0)\"" } }.joined()
        let style = mail == nil ? "" : " style=\"vertical-align:middle;border:0;\""
        let address = mail.map { picture.address(shown: picture.width ?? 0, from: $0.media) } ?? picture.url
        return
            "<img class=\"inline\" src=\"\(escape(address))\" alt=\"\(escape(picture.alt))\"\(size)\(style)>"
    }
}

extension Mark {
    /// The element that says it.
    var element: String {
        switch self {
        case .emphasis: "em"
        case .strong: "strong"
        case .strike: "s"
        case .superscript: "sup"
        case .subscript: "sub"
        case .quotation: "q"
        case .small: "small"
        case .keyboard: "kbd"
        }
    }
}
