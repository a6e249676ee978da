// SPDX-License-Identifier: Apache-2.0

/// One size of a picture as the newsroom keeps it for its readers.
public struct Rendition: Hashable, Sendable, Codable {
    /// Its name in the media store, which is made of its content.
    public var name: String
    /// In points.
    public var width: Int
    /// In points.
    public var height: Int

    /// A size of a picture.
    public init(name: String, width: Int, height: Int) {
        self.name = name
        self.width = width
        self.height = height
    }
}

/// An image in an article.
public struct Picture: Hashable, Sendable {
    /// An http or https address; one without a site where the source has no other.
    public var url: String
    /// What it shows, for those who do not see it.
    public var alt: String
    /// What stands below it; empty for nothing.
    public var caption: [Inline]
    /// Pixels, where the source says so.
    public var width: Int?
    /// Pixels, where the source says so.
    public var height: Int?
    /// Where it leads.
    public var link: String?
    /// What the newsroom keeps of it, the widest first; empty for one that readers load from elsewhere.
    public var renditions: [Rendition] = []

    /// An image.
    public init(
        url: String, alt: String, caption: [Inline], width: Int? = nil, height: Int? = nil,
        link: String? = nil
    ) {
        self.url = url
        self.alt = alt
        self.caption = caption
        self.width = width
        self.height = height
        self.link = link
    }

    /// An image with plain words below it, or nothing.
    public init(
        url: String, alt: String, caption: String? = nil, width: Int? = nil, height: Int? = nil,
        link: String? = nil
    ) {
        self.init(
            url: url, alt: alt, caption: caption.map { [.text($0)] } ?? [], width: width, height: height,
            link: link)
    }

    /// The same with its caption changed.
    func captioned(_ change: ([Inline]) -> [Inline]) -> Picture {
        var picture = self
        picture.caption = change(caption)
        return picture
    }

    /// Whether it is of a line's height.
    var isOfLine: Bool { [width, height].contains { $0.map { $0 <= 64 } ?? false } }

    /// What is read where it is not seen.
    var words: String { caption.isEmpty ? alt : caption.plain }
}

/// The plain words of a caption stand under `caption`; one with markup also under `captionInlines`.
extension Picture: Codable {
    private enum CodingKeys: String, CodingKey {
        case url, alt, caption, captionInlines, width, height, link, renditions
    }

    /// Reads what `encode` wrote.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let words = try values.decodeIfPresent(String.self, forKey: .caption)
        self.init(
            url: try values.decode(String.self, forKey: .url),
            alt: try values.decode(String.self, forKey: .alt),
            caption: try values.decodeIfPresent([Inline].self, forKey: .captionInlines)
                ?? words.map { [.text($0)] } ?? [],
            width: try values.decodeIfPresent(Int.self, forKey: .width),
            height: try values.decodeIfPresent(Int.self, forKey: .height),
            link: try values.decodeIfPresent(String.self, forKey: .link))
        renditions = try values.decodeIfPresent([Rendition].self, forKey: .renditions) ?? []
    }

    /// No caption is null.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        let words = caption.isEmpty ? nil : caption.plain
        try values.encode(url, forKey: .url)
        try values.encode(alt, forKey: .alt)
        try values.encode(words, forKey: .caption)
        if let words, caption != [.text(words)] { try values.encode(caption, forKey: .captionInlines) }
        try values.encodeIfPresent(width, forKey: .width)
        try values.encodeIfPresent(height, forKey: .height)
        try values.encodeIfPresent(link, forKey: .link)
        if !renditions.isEmpty { try values.encode(renditions, forKey: .renditions) }
    }
}
