// SPDX-License-Identifier: Apache-2.0

/// Writes a line of text as Markdown, with a backslash only where a character would be a sign otherwise (CommonMark §2.4).
struct MarkdownLine {
    /// Where a line stands.
    enum Place {
        /// Lines may be broken, and a sign at the start of one would begin a block.
        case paragraph
        case heading
        case cell
    }

    private let place: Place
    /// How many marks are open.
    private let depth: Int
    private var result = ""

    static func write(_ inlines: [Inline], in place: Place) -> String { write(inlines, in: place, depth: 0) }

    private static func write(_ inlines: [Inline], in place: Place, depth: Int) -> String {
        var line = MarkdownLine(place: place, depth: depth)
        line.append(inlines)
        if place == .heading, line.result.hasSuffix("#") {
            line.result.insert("\\", at: line.result.index(before: line.result.endIndex))
        }
        return line.result
    }

    /// An address between angle brackets.
    static func address(_ url: String) -> String {
        url.replacing("\\", with: "\\\\").replacing("&", with: "&amp;")
    }

    /// A title between quotation marks.
    static func title(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("&", with: "&amp;")
    }

    /// Backticks, one more than any run of them in a text.
    static func fence(around text: String, atLeast least: Int) -> String {
        let runs = text.split { $0 != "`" }.map(\.count)
        return String(repeating: "`", count: max(least, (runs.max() ?? 0) + 1))
    }

    private init(place: Place, depth: Int) { (self.place, self.depth) = (place, depth) }

    /// How many marks deep signs are tried: what is written for a try is written again when an element is needed.
    private static let deepest = 6

    private mutating func append(_ inlines: [Inline]) {
        for (index, inline) in inlines.enumerated() {
            append(inline, before: index + 1 < inlines.count ? inlines[index + 1] : nil)
        }
    }

    private mutating func append(_ inline: Inline, before next: Inline?) {
        switch inline {
        case .text(let text): append(text, before: next)
        case .marked(.strike, let children): wrap(children, in: "~~", or: .strike, before: next)
        case .marked(.emphasis, let children): wrap(children, in: "*", or: .emphasis, before: next)
        case .marked(.strong, let children): wrap(children, in: "**", or: .strong, before: next)
        case .marked(let mark, let children): tag(mark, children)
        case .link(let url, let children) where children == [.text(url)] && Self.isBare(url):
            result += "<\(url)>"
        case .link(let url, let children):
            result += "["
            append(children)
            result += "](<\(Self.address(url))>)"
        case .code(let text): append(code: text)
        case .lineBreak: result += place == .paragraph ? "\\\n" : "<br>"
        case .picture, .ruby: result += HTMLWriter.inlines([inline])
        case .note(let number): result += "[^\(number)]"
        }
    }

    /// Whether an address can stand between angle brackets and be read as one (CommonMark §6.5).
    private static func isBare(_ url: String) -> Bool {
        url.hasPrefix("http") && !url.contains { "<>\\&".contains($0) || $0.isWhitespace }
    }

    private mutating func append(code text: String) {
        let fence = Self.fence(around: text, atLeast: 1)
        // A space at either end parts the text from the fence and goes when it is read.
        let isPadded =
            text.hasPrefix("`") || text.hasSuffix("`") || text.hasPrefix(" ") || text.hasSuffix(" ")
        let inside = isPadded ? " \(text) " : text
        result += fence + (place == .cell ? inside.replacing("|", with: "\\|") : inside) + fence
    }

    /// Signs around words where Markdown takes them for such whatever the words are, else an element.
    private mutating func wrap(_ children: [Inline], in sign: String, or mark: Mark, before next: Inline?) {
        guard depth < Self.deepest else { return tag(mark, children) }
        let before = result.last { $0 != "\\" }
        let isApart = before.map { !Self.isWord($0) && !"*~_".contains($0) } ?? true
        let inside = Self.write(children, in: place == .paragraph ? .heading : place, depth: depth + 1)
        let isFollowed = next.map { !$0.startsLikeWord } ?? true
        let isPlain = ["*", "~", "_", " "].allSatisfy { !inside.hasPrefix($0) && !inside.hasSuffix($0) }
        guard isApart, isFollowed, isPlain, !inside.contains("<br>"), !inside.isEmpty else {
            return tag(mark, children)
        }
        result += sign + inside + sign
    }

    private mutating func tag(_ mark: Mark, _ children: [Inline]) {
        result += "<\(mark.element)>"
        append(children)
        result += "</\(mark.element)>"
    }

    fileprivate static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || !character.isASCII
    }

    private mutating func append(_ text: String, before next: Inline?) {
        let characters = Array(text)
        for (index, character) in characters.enumerated() {
            let following = index + 1 < characters.count ? characters[index + 1] : nil
            // An address of mail would become a link, whatever stands before its characters.
            if character == "@", result.last.map(Self.isWord) == true, following.map(Self.isWord) == true {
                result += "<!-- -->"
            }
            if isSign(character, before: following, next, isLast: index + 1 == characters.count) {
                result += "\\"
            }
            if isStartOfLine, let sign = orderedMark(characters[index...]) {
                // The full stop behind a number would make a list.
                result += sign
                append(String(characters[(index + sign.filter { $0 != "\\" }.count)...]), before: next)
                return
            }
            result.append(character)
        }
    }

    private var isStartOfLine: Bool { place == .paragraph && (result.isEmpty || result.hasSuffix("\n")) }

    /// `12\.`, for a text that starts with `12.`
    private func orderedMark(_ text: ArraySlice<Character>) -> String? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard (1...9).contains(digits.count), let mark = text.dropFirst(digits.count).first,
            mark == "." || mark == ")"
        else { return nil }
        return String(digits) + "\\\(mark)"
    }

    private func isSign(_ character: Character, before following: Character?, _ next: Inline?, isLast: Bool)
        -> Bool
    {
        let previous = result.last
        switch character {
        case "\\", "`", "*", "[", "]", "~": return true
        case "_":
            let isInside = previous.map(Self.isWord) == true && following.map(Self.isWord) == true
            return !isInside
        case "<": return following.map { $0.isLetter || "/!?".contains($0) } ?? (next != nil)
        case "&": return following.map { $0.isLetter || $0 == "#" } ?? false
        case "!":
            guard isLast else { return following == "[" }
            return next?.opensBracket == true
        case "|": return place == .cell || isStartOfLine
        case "#", ">", "+", "-", "=": return isStartOfLine
        // What the parser would make a link or a note by itself: www.example.org, https://…, [^1]: …
        case ".": return result.suffix(3).lowercased() == "www"
        case ":":
            return isStartOfLine && following == "-" || result.hasSuffix("]")
                || ["http", "https", "ftp", "mailto", "xmpp"].contains(
                    where: result.suffix(6).lowercased().hasSuffix)
        default: return false
        }
    }
}

extension Inline {
    /// Whether it is written with a letter, or with a sign that goes on with the one before it.
    fileprivate var startsLikeWord: Bool {
        switch self {
        case .text(let text): text.first.map { MarkdownLine.isWord($0) || "*~_".contains($0) } ?? false
        case .marked(let mark, _): [.emphasis, .strong, .strike].contains(mark)
        default: false
        }
    }

    /// Whether it is written with a bracket first.
    fileprivate var opensBracket: Bool {
        switch self {
        case .link, .note: true
        default: false
        }
    }
}
