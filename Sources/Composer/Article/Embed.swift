// SPDX-License-Identifier: Apache-2.0

/// Something that plays or lives elsewhere: in a letter it is a card or a line that leads there.
public struct Embed: Hashable, Sendable, Codable {
    /// What it is; the raw value names it in JSON and Markdown.
    public enum Kind: String, CaseIterable, Sendable, Codable {
        case film
        case audio
        /// A post of a social network.
        case post
        case map
        /// Another page, as a bookmark card.
        case bookmark
        /// A file to fetch.
        case file
        /// What none of the others is: a form, a chart, a game.
        case other
    }

    /// What it is.
    public var kind: Kind
    /// Where it is: an http or https address.
    public var url: String
    /// Its name.
    public var title: String?
    /// Whose it is: a channel, an account, a site.
    public var author: String?
    /// What it says or shows.
    public var text: String?
    /// The address of a still or preview picture.
    public var image: String?
    /// What the newsroom keeps of that picture; nil for nothing.
    private var renditions: [Rendition]?

    /// The still or preview picture.
    public var still: Picture? {
        get {
            image.map { address in
                var picture = Picture(url: address, alt: title ?? "")
                picture.renditions = renditions ?? []
                return picture
            }
        }
        set {
            image = newValue?.url
            renditions = newValue.flatMap { $0.renditions.isEmpty ? nil : $0.renditions }
        }
    }

    /// Something elsewhere.
    public init(
        _ kind: Kind, url: String, title: String? = nil, author: String? = nil, text: String? = nil,
        image: String? = nil
    ) {
        self.kind = kind
        self.url = url
        self.title = title
        self.author = author
        self.text = text
        self.image = image
    }

    /// Its words.
    var plain: String { [title, author, text].compactMap(\.self).joined(separator: " ") }
}
