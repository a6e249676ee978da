/// A part of an article's body.
public enum Block: Hashable, Sendable {
    /// Level 2 to 4: the headline is level 1.
    case heading(level: Int, [Inline])
    case paragraph([Inline])
    case quote([Inline], attribution: String?)
    case list(ordered: Bool, items: [[Inline]])
    case image(url: String, alt: String, caption: String?)
    case code(String)
    case rule
}

extension Block: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, level, text, inlines, attribution, ordered, items, itemInlines, url, alt, caption
    }

    private enum Kind: String, Codable {
        case heading, paragraph, quote, list, image, code, rule
    }

    /// Reads what `encode` wrote; `text` alone will do where there is no markup.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func inlines() throws -> [Inline] {
            try values.decodeIfPresent([Inline].self, forKey: .inlines)
                ?? [.text(values.decode(String.self, forKey: .text))]
        }
        switch try values.decode(Kind.self, forKey: .kind) {
        case .heading: self = .heading(level: try values.decode(Int.self, forKey: .level), try inlines())
        case .paragraph: self = .paragraph(try inlines())
        case .quote:
            self = .quote(
                try inlines(), attribution: try values.decodeIfPresent(String.self, forKey: .attribution))
        case .list:
            let items =
                try values.decodeIfPresent([[Inline]].self, forKey: .itemInlines)
                ?? values.decode([String].self, forKey: .items).map { [.text($0)] }
            self = .list(ordered: try values.decode(Bool.self, forKey: .ordered), items: items)
        case .image:
            self = .image(
                url: try values.decode(String.self, forKey: .url),
                alt: try values.decode(String.self, forKey: .alt),
                caption: try values.decodeIfPresent(String.self, forKey: .caption))
        case .code: self = .code(try values.decode(String.self, forKey: .text))
        case .rule: self = .rule
        }
    }

    /// Plain text under `text`; markup, where there is any, under `inlines`.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        func encode(_ kind: Kind, _ inlines: [Inline]) throws {
            try values.encode(kind, forKey: .kind)
            try values.encode(inlines.plain, forKey: .text)
            if inlines != [.text(inlines.plain)] { try values.encode(inlines, forKey: .inlines) }
        }
        switch self {
        case .heading(let level, let inlines):
            try encode(.heading, inlines)
            try values.encode(level, forKey: .level)
        case .paragraph(let inlines): try encode(.paragraph, inlines)
        case .quote(let inlines, let attribution):
            try encode(.quote, inlines)
            try values.encode(attribution, forKey: .attribution)
        case .list(let ordered, let items):
            try values.encode(Kind.list, forKey: .kind)
            try values.encode(ordered, forKey: .ordered)
            try values.encode(items.map(\.plain), forKey: .items)
            if items.contains(where: { $0 != [.text($0.plain)] }) {
                try values.encode(items, forKey: .itemInlines)
            }
        case .image(let url, let alt, let caption):
            try values.encode(Kind.image, forKey: .kind)
            try values.encode(url, forKey: .url)
            try values.encode(alt, forKey: .alt)
            try values.encode(caption, forKey: .caption)
        case .code(let text):
            try values.encode(Kind.code, forKey: .kind)
            try values.encode(text, forKey: .text)
        case .rule: try values.encode(Kind.rule, forKey: .kind)
        }
    }
}
