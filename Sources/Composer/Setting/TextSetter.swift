/// Sets blocks as plain text: wrapped at 72 columns, links as numbered notes.
struct TextSetter {
    /// Columns of a line.
    static let measure = 72

    private var notes: [String] = []
    private var numbers: [String: Int] = [:]
    private var firstOpenNote = 0

    /// One block, without a line break at its end.
    mutating func set(_ block: Block) -> String {
        switch block {
        case .heading(_, let inlines):
            let title = Self.wrap(plain(inlines))
            return title + "\n" + String(repeating: "-", count: Self.longestLine(of: title))
        case .paragraph(let inlines): return Self.wrap(plain(inlines))
        case .quote(let inlines, let attribution):
            let text = Self.wrap(plain(inlines), first: "> ", rest: "> ")
            return text + (attribution.map { "\n" + Self.wrap("— \($0)", first: "> ", rest: ">   ") } ?? "")
        case .list(let ordered, let items):
            return items.enumerated().map { index, item in
                let mark = ordered ? "\(index + 1). " : "* "
                return Self.wrap(plain(item), first: mark, rest: String(repeating: " ", count: mark.count))
            }.joined(separator: "\n")
        case .image(let url, let alt, let caption):
            let title = caption ?? alt
            return Self.wrap("[Picture\(title.isEmpty ? "" : ": \(title)")] \(note(url))")
        case .code(let text):
            return text.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }.joined(
                separator: "\n")
        case .rule: return String(repeating: " ", count: (Self.measure - 5) / 2) + "* * *"
        }
    }

    /// The words, each link followed by its number.
    mutating func plain(_ inlines: [Inline]) -> String {
        var result = ""
        for inline in inlines {
            switch inline {
            case .text(let text), .code(let text): result += text
            case .emphasis(let children): result += "_\(plain(children))_"
            case .strong(let children): result += "*\(plain(children))*"
            case .link(let url, let children):
                let text = plain(children)
                result += text == url ? note(url) : "\(text) \(note(url))"
            }
        }
        return result
    }

    /// The number of a URL, `[3]`; the same URL has the same number.
    mutating func note(_ url: String) -> String {
        if let number = numbers[url] { return "[\(number)]" }
        notes.append(url)
        numbers[url] = notes.count
        return "[\(notes.count)]"
    }

    /// The notes since the last call, one URL a line, never broken.
    mutating func takeNotes() -> String {
        defer { firstOpenNote = notes.count }
        return notes.indices[firstOpenNote...].map { "[\($0 + 1)] \(notes[$0])" }.joined(separator: "\n")
    }

    /// Lines of at most `measure` columns, broken at spaces; a longer word stands alone.
    static func wrap(_ text: String, first: String = "", rest: String = "") -> String {
        var lines: [String] = []
        var line = first
        var column = DisplayWidth.of(first)
        var isEmpty = true
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" }) {
            let width = DisplayWidth.of(word)
            if !isEmpty, column + 1 + width > measure {
                lines.append(line)
                (line, column, isEmpty) = (rest, DisplayWidth.of(rest), true)
            }
            if !isEmpty {
                line += " "
                column += 1
            }
            line += word
            column += width
            isEmpty = false
        }
        return (lines + [line]).joined(separator: "\n")
    }

    static func longestLine(of text: String) -> Int {
        text.split(separator: "\n").map { min(DisplayWidth.of($0), measure) }.max() ?? 0
    }
}
