// SPDX-License-Identifier: Apache-2.0

/// The names that a page's markup says, outside of what its readers wrote.
struct PageBylines {
    /// The page.
    let root: HTMLNode

    /// Everybody's that it marks as an author; else the first that stands where authors stand.
    var names: [String] {
        var (related, named, led): ([String], [String], [String]) = ([], [], [])
        root.visitStory { node in
            guard node.name != nil, node.textSize > 0, node.textSize <= Self.longest else { return }
            if node["rel"] == "author" || node["itemprop"] == "author" {
                related.append(node.spacedLine)
            } else if node.hints.contains(where: Self.isByline) {
                named.append(node.spacedLine)
            } else if let name = Self.led(node) {
                led.append(name)
            }
        }
        let people = related.compactMap(Byline.names)
        return people.isEmpty ? Array((named.compactMap(Byline.names) + led).prefix(1)) : people
    }

    /// Bytes of the longest line of names.
    private static let longest = 150
    private static let parts: Set<Substring> = [
        "author", "authors", "byline", "bylines", "autor", "autoren", "auteur", "autore", "writer",
    ]
    /// Parts of the names of what stands beside a name.
    private static let others: Set<Substring> = [
        "about", "area", "avatar", "bio", "box", "date", "description", "follow", "icon", "image", "img",
        "more", "photo", "picture", "posts", "role", "social", "time", "title",
    ]

    private static func isByline(_ hint: String) -> Bool {
        let parts = hint.split(separator: "-")
        return parts.contains(where: Self.parts.contains) && !parts.contains(where: others.contains)
    }

    /// The name behind "By" on a line of its own, or in the label of a link to all that somebody wrote.
    private static func led(_ node: HTMLNode) -> String? {
        if let label = node["aria-label"], Byline.isCall(label) { return Byline.names(label) }
        guard ["p", "div", "span", "li", "h3", "h4", "h5", "address", "small", "em", "i"].contains(node.name)
        else { return nil }
        return Byline.opened(node.line)
    }
}
