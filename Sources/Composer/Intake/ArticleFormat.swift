import MailFormat

/// What an article can be read from.
public enum ArticleFormat: String, CaseIterable, Sendable {
    /// As pasted from a news page.
    case text
    /// With YAML front matter or without.
    case markdown
    /// A saved page, or the article's part of it.
    case html

    /// Guesses from a file's name, then from its first bytes.
    public init(file: String, content: String) {
        switch file.split(separator: ".").last?.lowercased() {
        case "md", "markdown": self = .markdown
        case "html", "htm", "xhtml": self = .html
        case "txt", "text": self = .text
        default:
            let start = content.prefix(200).drop { $0.isWhitespace }.lowercased()
            if start.hasPrefix("<!doctype") || start.hasPrefix("<html") || start.hasPrefix("<article") {
                self = .html
            } else {
                self = start.hasPrefix("---\n") || start.hasPrefix("# ") ? .markdown : .text
            }
        }
    }
}

/// Why something could not be read as an article.
public struct ArticleError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file and, where it helps, the line; then what is wrong.
    public let description: String
}

extension Article {
    /// Reads an article.
    /// - Parameters:
    ///   - bytes: the file, UTF-8 with or without a byte order mark.
    ///   - format: nil to guess.
    ///   - file: its name, for guessing and for errors.
    ///   - boilerplate: texts of the site's own that are not part of any article.
    public init(
        reading bytes: [UInt8], as format: ArticleFormat? = nil, named file: String,
        boilerplate: [String] = []
    ) throws {
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw ArticleError(description: "\(file) is not UTF-8: save it as UTF-8 and try again")
        }
        let content = decoded.cleanedForIntake()
        guard content.contains(where: { !$0.isWhitespace }) else {
            throw ArticleError(description: "\(file) is empty")
        }
        switch format ?? ArticleFormat(file: file, content: content) {
        case .text: self = try PastedText(content, boilerplate: boilerplate).article(file)
        case .markdown: self = try MarkdownIntake(content, file: file).article()
        case .html: self = try HTMLIntake(content, file: file).article()
        }
        guard Slug.isValid(slug) else {
            throw ArticleError(
                description: "\(file): the slug “\(slug)” has other characters than a–z, 0–9 and -")
        }
    }
}

extension String {
    /// LF line ends; without byte order mark, controls other than LF and tab, and the noncharacters that
    /// mark merge slots.
    func cleanedForIntake() -> String {
        var result = UnicodeScalarView()
        var previous: Unicode.Scalar = " "
        for scalar in unicodeScalars {
            if scalar == "\r" || (scalar == "\n" && previous != "\r") {
                result.append("\n")
            } else if scalar == "\t" || (scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)),
                scalar != MergeText.open, scalar != MergeText.close, scalar != "\u{FEFF}"
            {
                result.append(scalar)
            }
            previous = scalar
        }
        return String(result)
    }
}
