// SPDX-License-Identifier: Apache-2.0

/// An image in an article.
public struct Picture: Hashable, Sendable, Codable {
    /// An http or https address.
    public var url: String
    /// The alternative text, for those who do not see it.
    public var alt: String
    /// What stands below it.
    public var caption: String?
    /// Pixels, where the source says so.
    public var width: Int?
    /// Pixels, where the source says so.
    public var height: Int?

    /// An image.
    public init(url: String, alt: String, caption: String? = nil, width: Int? = nil, height: Int? = nil) {
        self.url = url
        self.alt = alt
        self.caption = caption
        self.width = width
        self.height = height
    }
}
