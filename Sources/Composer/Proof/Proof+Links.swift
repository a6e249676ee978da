// SPDX-License-Identifier: Apache-2.0

/// Links and images of the HTML part.
extension Proof {
    /// Hosts whose addresses say nothing about where they lead; mail filters distrust them.
    private static let shorteners: Set<String> = [
        "bit.ly", "t.co", "goo.gl", "tinyurl.com", "ow.ly", "buff.ly", "is.gd", "cutt.ly", "rebrand.ly",
        "rb.gy",
        "lnkd.in", "shorturl.at", "t.ly", "tiny.cc", "dlvr.it", "fb.me", "wp.me", "bl.ink", "short.io",
        "v.gd",
    ]
    /// Words that say nothing when a screen reader lists the links of a page.
    private static let emptyWords: Set<String> = [
        "here", "click here", "click", "link", "this", "this link", "more", "read more", "read on",
        "learn more",
        "details", "info", "go", "page", "тут", "сюди", "далі", "читати далі", "читати більше", "اقرأ المزيد",
        "continue reading", "weiterlesen", "lire la suite", "детальніше", "здесь", "هنا", "اضغط هنا",
        "المزيد", "hier",
        "klick hier", "mehr", "ici", "cliquez ici", "aquí", "haga clic aquí",
    ]
    /// The heaviest an image may be, in bytes.
    private static let heaviest = 1_000_000

    var linkFindings: [Finding] {
        anchors.flatMap { findings($0["href"] ?? "", words: $0.linkWords) }.uniqued()
    }

    private func findings(_ url: String, words: String) -> [Finding] {
        if url.hasPrefix("#") { return anchorFindings(url) }
        if url.lowercased().hasPrefix("mailto:") { return [] }
        let name = words.isEmpty ? url : "“\(words)”"
        guard url.contains("://") else {
            return [
                Finding(
                    .linkRelative, in: "html",
                    "the link \(name) leads to “\(url)”, which is no address outside of the page")
            ]
        }
        guard SafeURL.isWeb(url), let host = SafeURL.host(url) else {
            return [
                Finding(
                    .linkBroken, in: "html", "the link \(name) leads to “\(url)”, which is no web address")
            ]
        }
        return webFindings(url, at: host, named: name) + wordFindings(words, of: url)
            + visitFindings(url, named: name)
    }

    private func webFindings(_ url: String, at host: String, named name: String) -> [Finding] {
        var findings: [Finding] = []
        if !url.lowercased().hasPrefix("https:") {
            let isLocal = ["127.0.0.1", "localhost", "[::1]"].contains(host)
            findings.append(
                isLocal
                    ? Finding(
                        .linkNotHTTPS, .advice, in: "html",
                        "links to \(host) work on this machine only: set base_url")
                    : Finding(
                        .linkNotHTTPS, in: "html", "the link \(name) leads to \(url), which is not https"))
        }
        if Self.shorteners.contains(host.hasPrefix("www.") ? String(host.dropFirst(4)) : host) {
            findings.append(
                Finding(
                    .linkShortened, in: "html",
                    "the link \(name) leads to \(url): name the page itself, not a shortener"))
        }
        return findings
    }

    private func wordFindings(_ words: String, of url: String) -> [Finding] {
        if words.isEmpty { return [Finding(.linkText, in: "html", "a link to \(url) has no words")] }
        guard Self.emptyWords.contains(words.lowercased().trimming { " .…»>→:!".contains($0) }) else {
            return []
        }
        return [Finding(.linkText, in: "html", "a link to \(url) says only “\(words)”: say where it leads")]
    }

    private func visitFindings(_ url: String, named name: String) -> [Finding] {
        guard case .broken(let why)? = material.visits[url] else { return [] }
        return [Finding(.linkBroken, in: "html", "the link \(name) leads to \(url): \(why)")]
    }

    private func anchorFindings(_ url: String) -> [Finding] {
        let id = String(url.dropFirst())
        let isThere = page.all { $0["id"] == id || ($0.name == "a" && $0["name"] == id) }.isEmpty == false
        return isThere
            ? [] : [Finding(.linkBroken, in: "html", "a link leads to “\(url)”, which is not in the page")]
    }

    /// What to do about an image without words: nil for one that is no story's.
    private func remedy(forImage url: String) -> String? {
        func shows(_ picture: Picture) -> Bool {
            picture.url == url || picture.renditions.contains { material.links.media.url(of: $0.name) == url }
        }
        return selection.lazy.compactMap { _, article in
            if article.image.map(shows) == true {
                return "“\(article.headline)”, with “daybreak article set \(article.slug) image_alt=…”"
            }
            return article.pictures.contains(where: shows)
                ? "“\(article.headline)”, with “daybreak article edit \(article.slug)”" : nil
        }.first
    }

    var imageFindings: [Finding] { images.flatMap(findings).uniqued() }

    private func findings(_ image: HTMLNode) -> [Finding] {
        let url = image["src"] ?? ""
        var findings: [Finding] = []
        if !url.contains("://") {
            findings.append(
                Finding(.linkRelative, in: "html", "the image “\(url)” is no address outside of the page")
            )
        } else if !url.lowercased().hasPrefix("https:") {
            let isOurs = url.hasPrefix(material.links.media.url(of: ""))
            findings.append(
                Finding(
                    .linkNotHTTPS, .advice, in: "html",
                    isOurs
                        ? "the newsroom's pictures are not at an https address: set base_url, or media in daybreak.yaml"
                        : "the image \(url) is not https: many programs will not show it"))
        }
        // The name stands beside a portrait.
        if (image["alt"] ?? "").allSatisfy(\.isWhitespace), image["class"] != "portrait" {
            let remedy = remedy(forImage: url).map { " in \($0)" } ?? ""
            findings.append(
                Finding(
                    .imageAlt, in: "html",
                    "the image \(url) has no alternative text: say what it shows\(remedy)"))
        }
        if image.pixels("width") == nil {
            findings.append(
                Finding(
                    .imageWidth, in: "html",
                    "the image \(url) has no width: Outlook would show it in full size"))
        }
        switch material.visits[url] {
        case .broken(let why)?:
            findings.append(Finding(.linkBroken, in: "html", "the image \(url) cannot be had: \(why)"))
        case .found(let bytes)? where bytes > Self.heaviest:
            findings.append(
                Finding(
                    .imageWeight, in: "html",
                    "the image \(url) is larger than \(Self.heaviest / 1_000_000) MB"))
        default: break
        }
        return findings
    }
}

extension HTMLNode {
    /// What a link says: its text, or its image's alternative text.
    fileprivate var linkWords: String {
        let words = line
        return words.isEmpty ? first("img")?["alt"]?.presentLine ?? "" : words
    }
}
