// SPDX-License-Identifier: Apache-2.0

/// A run of text inside a block.
///
/// White space in a text is a single space, but for the spaces that keep words together (U+00A0, U+202F).
public indirect enum Inline: Hashable, Sendable {
    case text(String)
    case marked(Mark, [Inline])
    /// A link to an http, https or mailto URL.
    case link(url: String, [Inline])
    case code(String)
    case lineBreak
    /// A picture of a line's height, such as a formula; others are blocks.
    case picture(Picture)
    /// Text with its reading beside or above it, as Japanese has it.
    case ruby([Inline], reading: String)
    /// A reference to a footnote of the article, counted from 1.
    case note(Int)

    /// Words said with stress.
    public static func emphasis(_ children: [Inline]) -> Inline { .marked(.emphasis, children) }

    /// Words of weight.
    public static func strong(_ children: [Inline]) -> Inline { .marked(.strong, children) }

    /// The words without their markup. A power stays one: `100²`.
    public var plain: String {
        switch self {
        case .text(let text), .code(let text): text
        case .marked(.superscript, let children): Script.raised(children.plain)
        case .marked(.subscript, let children): Script.lowered(children.plain)
        case .marked(.quotation, let children): "“\(children.plain)”"
        case .marked(_, let children), .link(_, let children): children.plain
        case .lineBreak: "\n"
        case .picture(let picture): picture.alt
        case .ruby(let children, let reading): "\(children.plain)(\(reading))"
        case .note: ""
        }
    }

    /// The inlines directly inside.
    var children: [Inline] {
        switch self {
        case .marked(_, let children), .link(_, let children), .ruby(let children, _): children
        case .text, .code, .lineBreak, .picture, .note: []
        }
    }

    /// The same with other inlines inside.
    func replacing(children: [Inline]) -> Inline {
        switch self {
        case .marked(let mark, _): .marked(mark, children)
        case .link(let url, _): .link(url: url, children)
        case .ruby(_, let reading): .ruby(children, reading: reading)
        case .text, .code, .lineBreak, .picture, .note: self
        }
    }
}

extension [Inline] {
    /// The words without their markup.
    public var plain: String { map(\.plain).joined() }

    /// The words on one line.
    public var plainLine: String {
        plain.split { $0 == "\n" || $0 == " " }.joined(separator: " ")
    }

    /// All pictures inside, in reading order.
    var pictures: [Picture] {
        flatMap { inline -> [Picture] in
            if case .picture(let picture) = inline { [picture] } else { inline.children.pictures }
        }
    }

    /// The same with every picture changed.
    func mapPictures(_ change: (Picture) -> Picture) -> [Inline] {
        map { inline in
            if case .picture(let picture) = inline { return .picture(change(picture)) }
            return inline.replacing(children: inline.children.mapPictures(change))
        }
    }

    /// Neighbouring texts joined, runs of white space made one space, none at either end or beside a line break.
    func tidied() -> [Inline] {
        var result: [Inline] = []
        for inline in joined() {
            guard case .text(let text) = inline else {
                if case .lineBreak = inline { result.dropTrailingSpace() }
                result.append(inline)
                continue
            }
            let spaced = text.split(whereSeparator: \.parts).joined(separator: " ")
            let follows: Bool = if case .lineBreak? = result.last { false } else { !result.isEmpty }
            let before = text.first?.parts == true && follows ? " " : ""
            let after = text.last?.parts == true && !spaced.isEmpty ? " " : ""
            if !(before + spaced).isEmpty { result.append(.text(before + spaced + after)) }
        }
        while case .lineBreak? = result.last { result.removeLast() }
        result.dropTrailingSpace()
        return Array(result.drop { $0 == .lineBreak })
    }

    private mutating func dropTrailingSpace() {
        guard case .text(let last) = self.last, last.hasSuffix(" ") else { return }
        removeLast()
        if last != " " { append(.text(String(last.dropLast()))) }
    }

    private func joined() -> [Inline] {
        var result: [Inline] = []
        var run = ""
        for inline in self {
            if case .text(let text) = inline {
                run += text
                continue
            }
            if !run.isEmpty { result.append(.text(run)) }
            run = ""
            result.append(inline)
        }
        return run.isEmpty ? result : result + [.text(run)]
    }
}

extension Character {
    /// White space that parts words, and may become a line's end: not U+00A0, U+2007 and U+202F, which keep them together.
    var parts: Bool { isWhitespace && self != "\u{A0}" && self != "\u{202F}" && self != "\u{2007}" }
}
