// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// A picture that stands for the name of a publication, or of an advertiser.
public struct Logo: Hashable, Sendable, Codable {
    /// https, or `media/NAME`.
    public var url: String
    /// The same for the dark; nil for the one.
    public var dark: String?
    /// What it says.
    public var alt: String
    /// How wide it is shown, in pixels.
    public var width: Int

    private enum CodingKeys: String, CodingKey {
        case url
        case dark = "urlDark"
        case alt, width
    }

    /// Reads one.
    /// - Parameter widest: in pixels.
    init(_ mapping: YAMLMapping, widest: Int) throws(YAMLMapping.Fault) {
        try mapping.allow(["url", "url_dark", "alt", "width"])
        guard let url = try mapping.optionalPicture("url") else { throw mapping.fault("url", "is missing") }
        guard let width = try mapping.optionalInteger("width", in: 16...widest) else {
            throw mapping.fault("width", "is missing: how many pixels wide, 16 to \(widest)")
        }
        self.url = url
        dark = try mapping.optionalPicture("url_dark")
        alt = LineText.cleaned(try mapping.text("alt"))
        self.width = width
    }

    /// As an editor would write it.
    var yaml: String {
        let parts = [("url", url), ("url_dark", dark), ("alt", alt)].compactMap { name, text in
            text.map { "\(name): \(YAMLText.scalar($0))" }
        }
        return "{ \(parts.joined(separator: ", ")), width: \(width) }"
    }

    /// The names templates know it by.
    /// - Parameter most: how many pixels of width there are.
    func view(with media: MediaAddress, within most: Int = .max) -> [String: any Sendable] {
        [
            "url": media.resolved(url), "alt": alt, "width": min(width, most), "has_dark": dark != nil,
            "url_dark": dark.map(media.resolved) ?? "",
        ]
    }
}
