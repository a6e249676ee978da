// SPDX-License-Identifier: Apache-2.0

/// Inlines as JSON: `{kind, text}`, `{kind, children}`, and what a kind has of its own (`url`, `number`, `reading`, `alt`).
extension Inline: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, text, url, children, number, reading
    }

    /// Kinds that are no marks.
    private enum Kind: String, Codable {
        case text, link, code, note, ruby
        case lineBreak = "break"
        case picture = "image"
    }

    /// Reads what `encode` wrote.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func text() throws -> String { try values.decode(String.self, forKey: .text) }
        func children() throws -> [Inline] { try values.decode([Inline].self, forKey: .children) }
        if let mark = Mark(rawValue: try values.decode(String.self, forKey: .kind)) {
            self = .marked(mark, try children())
            return
        }
        self =
            switch try values.decode(Kind.self, forKey: .kind) {
            case .text: .text(try text())
            case .code: .code(try text())
            case .lineBreak: .lineBreak
            case .note: .note(try values.decode(Int.self, forKey: .number))
            case .picture: .picture(try Picture(from: decoder))
            case .link: .link(url: try values.decode(String.self, forKey: .url), try children())
            case .ruby: .ruby(try children(), reading: try values.decode(String.self, forKey: .reading))
            }
    }

    /// Writes the kind and what it has.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(kind, forKey: .kind)
        switch self {
        case .text(let text), .code(let text): try values.encode(text, forKey: .text)
        case .note(let number): try values.encode(number, forKey: .number)
        case .picture(let picture): try picture.encode(to: encoder)
        case .marked(_, let children): try values.encode(children, forKey: .children)
        case .lineBreak: break
        case .link(let url, let children):
            try values.encode(url, forKey: .url)
            try values.encode(children, forKey: .children)
        case .ruby(let children, let reading):
            try values.encode(children, forKey: .children)
            try values.encode(reading, forKey: .reading)
        }
    }

    private var kind: String {
        switch self {
        case .marked(let mark, _): mark.rawValue
        case .text: Kind.text.rawValue
        case .link: Kind.link.rawValue
        case .code: Kind.code.rawValue
        case .lineBreak: Kind.lineBreak.rawValue
        case .picture: Kind.picture.rawValue
        case .ruby: Kind.ruby.rawValue
        case .note: Kind.note.rawValue
        }
    }
}
