/// What articles can be read from.
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
        let start = content.prefix(2000).drop { $0.isWhitespace }.lowercased()
        let feedMarks = ["<rss", "<feed", "<rdf:rdf", "<channel"]
        let isXML = start.hasPrefix("<?xml") || feedMarks.contains { start.hasPrefix($0) }
        if isXML, !start.contains("<html"), feedMarks.contains(where: { start.contains($0) }) {
            self = .feed
            return
        }
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
}
