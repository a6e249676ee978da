// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// Where readers' mail programs load the pictures that the newsroom keeps.
public struct MediaAddress: Hashable, Sendable {
    /// `https://news.example.com/media`, without a slash at the end.
    public let base: String

    /// - Parameter base: without a slash at the end.
    public init(base: String) { self.base = base }

    /// What a picture of the store is called where an address may stand: `media/NAME`.
    private static let prefix = "media/"

    /// Where a picture of the store is.
    public func url(of name: String) -> String { "\(base)/\(name)" }

    /// An address, or where the picture of the store is that it names.
    func resolved(_ address: String) -> String {
        Self.name(in: address).map(url) ?? address
    }

    /// The name of a picture of the store in `media/NAME`; nil for any other text.
    static func name(in address: String) -> String? {
        guard address.hasPrefix(prefix) else { return nil }
        let name = String(address.dropFirst(prefix.count))
        return isName(name) ? name : nil
    }

    /// The names of the pictures that a letter shows from here.
    public func names(in letter: MergeText) -> Set<String> {
        letter.pieces.reduce(into: []) { names, piece in
            guard case .literal(let text) = piece else { return }
            for part in text.split(separator: url(of: ""), omittingEmptySubsequences: false).dropFirst() {
                let name = String(part.prefix { $0 != "\"" })
                if Self.isName(name) { names.insert(name) }
            }
        }
    }

    /// Whether a text can be the name of a picture of the store: half of a SHA-256 in hexadecimal, and what it is.
    public static func isName(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0].utf8.count == 32
            && parts[0].utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
            && ["jpg", "png", "gif"].contains(parts[1])
    }

    /// The names of pictures of the store in a text of any kind.
    public static func names(in text: String) -> Set<String> {
        Set(text.matches(of: /[0-9a-f]{32}\.(?:jpg|png|gif)/).map { String($0.0) })
    }
}

extension Picture {
    /// The address from which it is shown, with the fewest points that are enough for screens with fine ones.
    /// - Parameter width: how wide it is shown, in pixels.
    func address(shown width: Int, from media: MediaAddress) -> String {
        let enough = renditions.last { $0.width >= width * 2 } ?? renditions.first
        return enough.map { media.url(of: $0.name) } ?? media.resolved(url)
    }

    /// How wide it is shown where there is room for `most` pixels. What stands upright is narrower, so that it does not fill the screen.
    func width(within most: Int) -> Int {
        guard let widest = renditions.first else { return min(width ?? most, most) }
        return min(widest.width, most, most * 3 / 4 * widest.width / max(1, widest.height))
    }
}
