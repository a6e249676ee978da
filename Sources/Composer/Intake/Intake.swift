// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// The articles that were read from a source.
public struct Intake: Sendable, Codable {
    /// An article and, from a feed, what the feed calls it.
    public struct Item: Sendable, Codable {
        /// The article.
        public var article: Article
        /// The entry's identifier in its feed.
        public let entry: String?
        /// Whether the source names the article's slug itself.
        public var isNamed = false
        /// Whether the article's address is of no other entry.
        public var ownsAddress = true
        /// What keeps it from its readers, as its source says.
        public var withheld: Withheld?
    }

    /// What it was read as.
    public let format: ArticleFormat
    /// The articles, in the order of the source.
    public let items: [Item]
    /// How many of a feed's entries held nothing to read.
    public let empty: Int
    /// Where a feed says that it is, or where it was read from.
    public let feed: String?

    /// Reads a source.
    /// - Parameters:
    ///   - format: nil to guess.
    ///   - boilerplate: texts of the site's own that are not part of any article.
    public init(_ source: IntakeSource, as format: ArticleFormat? = nil, boilerplate: [String] = []) throws {
        let content = try Self.content(of: source)
        let format =
            format ?? ArticleFormat(file: source.name, contentType: source.contentType, content: content)
        self.format = format
        guard format == .feed else {
            var item = try Self.item(content, of: source, as: format, boilerplate: boilerplate)
            if let name = TextDecoding.unknownEncoding(source.bytes, charset: source.charset) {
                item.article.leftOut.append(LeftOut("unknown encoding", example: name, origin: .site))
            }
            items = [item]
            (empty, self.feed) = (0, nil)
            return
        }
        let feed = try Self.feed(content, of: source)
        items = feed.entries.compactMap { entry in
            entry.article.map { Item(article: $0, entry: entry.id, ownsAddress: entry.ownsAddress) }
        }
        self.feed = feed.address
        empty = feed.entries.count - items.count
    }

    /// The text of a source, without the characters that no article may hold.
    private static func content(of source: IntakeSource) throws -> String {
        let file = source.name
        guard source.bytes.count <= IntakeSource.largest else {
            throw ArticleError(description: "\(file) is larger than \(IntakeSource.largest / 1_000_000) MB")
        }
        guard let decoded = TextDecoding.text(source.bytes, charset: source.charset) else {
            throw ArticleError(description: "\(file) is not text: save it as UTF-8 and try again")
        }
        guard
            decoded.prefix(1000).unicodeScalars.count(where: {
                $0.value < 0x20 && !"\t\n\r\u{C}".unicodeScalars.contains($0)
            }) < 5
        else {
            throw ArticleError(description: "\(file) is not text but data: name the page or the text itself")
        }
        let content = decoded.cleanedForIntake()
        guard content.contains(where: { !$0.isWhitespace }) else {
            throw ArticleError(description: "\(file) is empty")
        }
        return content
    }

    private static func feed(_ content: String, of source: IntakeSource) throws -> Feed {
        let file = source.name
        let json = JSONFeed(content)
        let xml = json == nil ? XMLFeed(content, base: source.address) : nil
        let count = json?.count ?? xml?.count ?? 0
        guard count <= Feed.most else {
            throw ArticleError(
                description: "\(file) is a feed of \(count) entries: up to \(Feed.most) are read")
        }
        guard let feed = json?.feed(base: source.address) ?? xml?.feed else {
            throw ArticleError(description: "\(file) is no feed: known are RSS, Atom and JSON Feed")
        }
        return feed
    }

    /// The one article of a source that is no feed.
    private static func item(
        _ content: String, of source: IntakeSource, as format: ArticleFormat, boilerplate: [String]
    ) throws -> Item {
        let file = source.name
        let markdown = format == .markdown ? try MarkdownIntake(content, file: file) : nil
        let article =
            switch format {
            case .text, .feed: try PastedText(content, boilerplate: boilerplate).article(file)
            case .markdown: try markdown?.article()
            case .html: try PageIntake(content, address: source.address, file: file).article()
            }
        guard let article, Slug.isValid(article.slug) else {
            throw ArticleError(
                description:
                    "\(file): the slug “\(article?.slug ?? "")” has other characters than a–z, 0–9 and -")
        }
        return Item(
            article: article, entry: nil, isNamed: markdown?.namesSlug == true,
            withheld: try markdown?.withheld())
    }
}

extension Unicode.Scalar {
    /// One of the noncharacters that mark merge slots and what lines are made of.
    fileprivate var isMark: Bool { (0xFDD0...0xFDEF).contains(value) }

    /// What is meant by a control of ISO 6429 in text: programs that took Windows-1252 for Latin-1 left them (HTML Standard
    /// §13.2.5.80).
    fileprivate var meant: Unicode.Scalar? {
        guard (0x80...0x9F).contains(value) else { return nil }
        let character = Self.windows1252[Int(value) - 0x80]
        return character == " " ? nil : character
    }

    /// The characters of Windows-1252 at 0x80 to 0x9F; a space where there is none.
    private static let windows1252 = Array("€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ".unicodeScalars)

    /// Whether text that is taken in may hold it: no control but LF and tab, no byte order mark, none of the merge marks, and
    /// nothing that turns the direction of what follows (UAX 9 §2).
    fileprivate var isWelcome: Bool {
        if self == "\t" || self == "\n" { return true }
        return value >= 0x20 && !(0x7F...0x9F).contains(value) && !isMark && self != "\u{FEFF}"
            && !(0x202A...0x202E).contains(value) && !(0x2066...0x2069).contains(value)
    }
}

extension String {
    /// The text with LF line ends, and without the characters that no article may hold.
    func cleanedForIntake() -> String {
        var result = UnicodeScalarView()
        var previous: Unicode.Scalar = " "
        for scalar in unicodeScalars {
            let isSeparator = scalar == "\u{2028}" || scalar == "\u{2029}"
            if scalar == "\r" || (scalar == "\n" && previous != "\r") || isSeparator {
                result.append("\n")
            } else if scalar.isWelcome, scalar != "\n" {
                result.append(scalar)
            } else if let meant = scalar.meant {
                result.append(meant)
            }
            previous = scalar
        }
        return String(result)
    }

    /// Without the noncharacters that mark merge slots.
    var withoutMarks: String { String(unicodeScalars.filter { !$0.isMark }) }

    /// The text without numeric references (`&#xFDD0;`) to characters that no article may hold.
    var withoutUnwelcomeReferences: String {
        replacing(/&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}));?/) { match in
            let number = match.1.map { UInt32($0, radix: 16) } ?? match.2.map { UInt32($0) } ?? nil
            let scalar = number.flatMap { $0 }.flatMap(Unicode.Scalar.init)
            return scalar.map { $0.isWelcome || $0.meant != nil } == true ? String(match.0) : ""
        }
    }
}
