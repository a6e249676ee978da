// SPDX-License-Identifier: Apache-2.0

/// The formats that articles can be read from.
public enum ArticleFormat: String, CaseIterable, Sendable, Codable {
    /// As pasted from a news page.
    case text
    /// With YAML front matter or without.
    case markdown
    /// A web page, or the article's part of it.
    case html
    /// RSS, Atom or JSON Feed.
    case feed

    /// Guesses from what a server said, a file's name, and the first characters.
    init(file: String, contentType: String?, content: String) {
        if Self.firstElement(content).map({ ["rss", "feed", "rdf", "channel"].contains($0) }) == true {
            self = .feed
            return
        }
        let start = content.prefix(2000).drop { $0.isWhitespace }.lowercased()
        if start.hasPrefix("{"), start.contains("jsonfeed.org") || start.contains("\"items\"") {
            self = .feed
            return
        }
        let isMarkup = ["<!doctype", "<html", "<article", "<body", "<head", "<?xml", "<!--"].contains {
            start.hasPrefix($0)
        }
        let name = file.prefix { $0 != "?" && $0 != "#" }
        switch (name.split(separator: "/").last ?? name).split(separator: ".").dropFirst().last?.lowercased()
        {
        case "md", "markdown": self = .markdown
        case "html", "htm", "xhtml", "php", "asp", "aspx": self = .html
        case "txt", "text": self = .text
        case "rss", "atom": self = .feed
        default:
            let type = contentType?.lowercased() ?? ""
            if type.contains("html") || isMarkup {
                self = .html
            } else if type.contains("markdown") || start.hasPrefix("---\n") || start.hasPrefix("# ") {
                self = .markdown
            } else {
                self = .text
            }
        }
    }

    /// The name of a document's first element, without its prefix and in lower case, behind declarations and comments.
    private static func firstElement(_ text: String) -> String? {
        var rest = text[...]
        for _ in 0..<100 {
            rest = rest.drop { $0.isWhitespace }
            guard rest.hasPrefix("<") else { return nil }
            if rest.hasPrefix("<!--") {
                guard let end = rest.firstRange(of: "-->") else { return nil }
                rest = rest[end.upperBound...]
            } else if rest.hasPrefix("<?") || rest.hasPrefix("<!") {
                let isInternal = rest.prefix(2000).prefix { $0 != ">" }.contains("[")
                guard let end = rest.firstRange(of: isInternal ? "]>" : ">") else { return nil }
                rest = rest[end.upperBound...]
            } else {
                let name = rest.dropFirst().prefix(60).prefix {
                    $0.isLetter || $0.isNumber || ":_-".contains($0)
                }
                return name.split(separator: ":").last?.lowercased()
            }
        }
        return nil
    }
}
