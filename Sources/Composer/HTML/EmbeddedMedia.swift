// SPDX-License-Identifier: Apache-2.0

/// Elements that play or show something from elsewhere, and where it is for somebody who clicks.
enum EmbeddedMedia {
    /// Names of elements.
    static let names: Set = [
        "iframe", "video", "audio", "embed", "object", "amp-youtube", "amp-vimeo", "amp-twitter",
        "amp-instagram", "amp-iframe", "amp-video", "amp-audio", "amp-facebook", "amp-tiktok",
    ]

    /// Hosts and pages of what counts readers or sells to them.
    private static let trackers = [
        "googletagmanager.com", "doubleclick.net", "googlesyndication.com", "recaptcha.net", "adservice",
        "amazon-adsystem.com", "facebook.com/tr", "google.com/recaptcha", "disqus.com", "addthis.com",
    ]

    /// What is where: a host with all below it, a page, or how a part of a host's name begins.
    private static let kinds: [(place: String, kind: Embed.Kind)] = [
        ("youtube", .film), ("youtu.be", .film), ("vimeo", .film), ("dailymotion", .film), ("twitch", .film),
        ("ted.com", .film), ("peertube", .film), ("wistia", .film), ("loom.com", .film), ("rumble", .film),
        ("spotify", .audio), ("soundcloud", .audio), ("podcast", .audio), ("bandcamp", .audio),
        ("megaphone", .audio), ("acast", .audio), ("buzzsprout", .audio), ("libsyn", .audio),
        ("transistor.fm", .audio), ("simplecast", .audio), ("art19", .audio), ("omny", .audio),
        ("maps", .map), ("google.com/maps", .map), ("openstreetmap", .map), ("mapbox", .map),
        ("twitter.com", .post), ("x.com", .post), ("instagram", .post), ("tiktok", .post),
        ("facebook.com", .post), ("bsky", .post), ("mastodon", .post), ("threads.net", .post),
        ("reddit", .post), ("linkedin", .post),
    ]

    /// Whether an address is of something that is not the article's.
    static func isTracker(_ url: String) -> Bool { trackers.contains { isAt($0, url.lowercased()) } }

    /// Whether an address is of a place of the lists above.
    private static func isAt(_ place: String, _ url: String) -> Bool {
        guard let host = SafeURL.host(url) else { return false }
        if place.contains("/") {
            let start = url.firstRange(of: "//").map { url[$0.upperBound...] } ?? url[...]
            return start.hasPrefix(place) || start.hasPrefix("www.\(place)")
        }
        if place.contains(".") { return host == place || host.hasSuffix(".\(place)") }
        return host.split(separator: ".").contains { $0.hasPrefix(place) }
    }

    /// What is at an address.
    static func kind(of url: String) -> Embed.Kind {
        let lower = url.lowercased()
        let path = lower.prefix { $0 != "?" && $0 != "#" }
        if ["mp4", "webm", "mov", "m4v", "m3u8"].contains(where: { path.hasSuffix(".\($0)") }) {
            return .film
        }
        if ["mp3", "m4a", "ogg", "oga", "wav", "aac", "opus"].contains(where: { path.hasSuffix(".\($0)") }) {
            return .audio
        }
        if ["pdf", "zip", "csv", "xlsx", "docx"].contains(where: { path.hasSuffix(".\($0)") }) {
            return .file
        }
        return kinds.first { isAt($0.place, lower) }?.kind ?? .other
    }

    /// The page of something for somebody who clicks, where its player has an address of its own.
    static func page(of url: String) -> String {
        if let match = url.firstMatch(of: /(youtube(?:-nocookie)?\.[a-z.]+)\/embed\/([\w-]{6,})/) {
            let host = match.1.replacing("-nocookie", with: "")
            if match.2 == "videoseries" {
                let list = url.firstMatch(of: /[?&]list=([\w-]+)/)
                return list.map { "https://www.\(host)/playlist?list=\($0.1)" } ?? url
            }
            return "https://www.\(host)/watch?v=\(match.2)"
        }
        if let match = url.firstMatch(of: /player\.vimeo\.com\/video\/(\d+)/) {
            return "https://vimeo.com/\(match.1)"
        }
        if let match = url.firstMatch(of: /dailymotion\.com\/embed\/video\/(\w+)/) {
            return "https://www.dailymotion.com/video/\(match.1)"
        }
        if let match = url.firstMatch(of: /open\.spotify\.com\/embed(?:-podcast)?\/(\w+\/\w+)/) {
            return "https://open.spotify.com/\(match.1)"
        }
        return url
    }

    /// Where an element says that its content is; nil when it does not.
    static func address(of node: HTMLNode) -> String? {
        switch node.name {
        case "amp-youtube": return node["data-videoid"].map { "https://www.youtube.com/watch?v=\($0)" }
        case "amp-vimeo": return node["data-videoid"].map { "https://vimeo.com/\($0)" }
        case "amp-twitter": return node["data-tweetid"].map { "https://twitter.com/i/web/status/\($0)" }
        case "amp-instagram": return node["data-shortcode"].map { "https://www.instagram.com/p/\($0)/" }
        case "amp-facebook", "amp-tiktok": return node["data-href"] ?? node["data-src"]
        case "object":
            return node["data"] ?? node.first("embed")?["src"]
                ?? node.first("param") { $0["name"] == "movie" }?["value"]
        case "iframe":
            return node["src"].flatMap { $0.isEmpty || $0 == "about:blank" ? nil : $0 } ?? node["data-src"]
        default:
            let own = node["src"] ?? node["data-src"]
            return own ?? node.first("source")?["src"] ?? node.first("a")?["href"]
        }
    }
}
