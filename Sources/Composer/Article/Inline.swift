// SPDX-License-Identifier: Apache-2.0

/// A run of text inside a block.
public indirect enum Inline: Hashable, Sendable {
    case text(String)
    case emphasis([Inline])
    case strong([Inline])
    /// A link to an http, https or mailto URL.
    case link(url: String, [Inline])
    case code(String)
    /// A reference to a footnote of the article, counted from 1.
    case note(Int)

    /// The words without their markup.
    public var plain: String {
        switch self {
        case .text(let text), .code(let text): text
        case .emphasis(let children), .strong(let children), .link(_, let children): children.plain
        case .note: ""
        }
    }
}

extension [Inline] {
    /// The words without their markup.
    public var plain: String { map(\.plain).joined() }

    /// Neighbouring texts joined, white space runs made one space, none at either end.
    func tidied() -> [Inline] {
        var result: [Inline] = []
        for inline in joined() {
            guard case .text(let text) = inline else {
                result.append(inline)
                continue
            }
            let spaced = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let before = text.first?.isWhitespace == true && !result.isEmpty ? " " : ""
            let after = text.last?.isWhitespace == true && !spaced.isEmpty ? " " : ""
            if !(before + spaced).isEmpty { result.append(.text(before + spaced + after)) }
        }
        if case .text(let last) = result.last, last.hasSuffix(" ") {
            result.removeLast()
            if last != " " { result.append(.text(String(last.dropLast()))) }
        }
        return result
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

extension Inline: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, text, url, children, number
    }

    private enum Kind: String, Codable {
        case text, emphasis, strong, link, code, note
    }

    /// Reads what `encode` wrote.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func text() throws -> String { try values.decode(String.self, forKey: .text) }
        func children() throws -> [Inline] { try values.decode([Inline].self, forKey: .children) }
        self =
            switch try values.decode(Kind.self, forKey: .kind) {
            case .text: .text(try text())
            case .code: .code(try text())
            case .note: .note(try values.decode(Int.self, forKey: .number))
            case .emphasis: .emphasis(try children())
            case .strong: .strong(try children())
            case .link: .link(url: try values.decode(String.self, forKey: .url), try children())
            }
    }

    /// `{kind, text}` or `{kind, url?, children}`.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .text(let text):
            try values.encode(Kind.text, forKey: .kind)
            try values.encode(text, forKey: .text)
        case .code(let text):
            try values.encode(Kind.code, forKey: .kind)
            try values.encode(text, forKey: .text)
        case .note(let number):
            try values.encode(Kind.note, forKey: .kind)
            try values.encode(number, forKey: .number)
        case .emphasis(let children):
            try values.encode(Kind.emphasis, forKey: .kind)
            try values.encode(children, forKey: .children)
        case .strong(let children):
            try values.encode(Kind.strong, forKey: .kind)
            try values.encode(children, forKey: .children)
        case .link(let url, let children):
            try values.encode(Kind.link, forKey: .kind)
            try values.encode(url, forKey: .url)
            try values.encode(children, forKey: .children)
        }
    }
}
