// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// What stands above a Markdown text: our own keys, and what Jekyll, Hugo, Eleventy, Astro and others mean by theirs.
///
/// In a file that has a key of ours, an unknown key is an error, because it is one of ours that was mistyped. In others it is
/// a theme's, and is left alone with a word.
struct FrontMatter {
    private let mapping: YAMLMapping?
    private let file: String
    /// The text below it.
    let body: String
    /// Keys that were left alone.
    let leftAlone: [String]

    /// Our own keys, and what other programs call them.
    private static let names: [(key: String, others: [String])] = [
        ("headline", ["title"]), ("section", ["category"]), ("byline", ["author", "authors"]),
        ("standfirst", ["description", "summary", "excerpt", "subtitle", "lead", "dek"]),
        ("date", ["published", "pubDate", "publishDate", "published_at", "created"]),
        ("url", ["canonical_url", "canonicalUrl", "canonicalURL", "source", "link"]),
        ("language", ["lang", "locale"]), ("direction", ["dir"]), ("slug", []),
        ("image", ["cover", "thumbnail", "featured_image", "featuredImage", "heroImage", "ogImage"]),
        ("image_alt", []), ("image_caption", []),
    ]
    /// Keys that only our own files have.
    private static let ours = ["headline", "byline", "standfirst", "direction"]
    /// What says whether a text is meant to be read.
    private static let states = [
        "draft", "published", "expiryDate", "expirydate", "expires", "unpublishDate",
    ]

    init(_ text: String, file: String) throws {
        self.file = file
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let fence = lines.first, fence == "---" || fence == "+++" else {
            (mapping, body, leftAlone) = (nil, text, [])
            return
        }
        let rest = lines.dropFirst()
        guard let end = rest.firstIndex(where: { $0 == fence || fence == "---" && $0 == "..." }) else {
            throw ArticleError(
                description: "\(file) line 1: the front matter is not ended by a line “\(fence)”")
        }
        let written = rest[..<end].joined(separator: "\n")
        let yaml = fence == "+++" ? TOMLMatter.yaml(written) : written
        let mapping = try YAMLMapping(yaml: yaml, file: file, firstLine: 2)
        self.mapping = mapping
        body = lines[(end + 1)...].joined(separator: "\n")
        leftAlone = try Self.leftAlone(mapping)
    }

    private static func leftAlone(_ mapping: YAMLMapping) throws -> [String] {
        let known = names.flatMap { [$0.key] + $0.others }
        let unknown = mapping.keys.filter { !known.contains($0) && !states.contains($0) }
        let isOurs = mapping.keys.contains(where: ours.contains)
        let isMistyped =
            !mapping.keys.contains("title") && unknown.contains { nearest(to: $0, among: ours) != nil }
        if isOurs || isMistyped {
            try mapping.allow(known + states + ["tags", "categories", "updated", "lastmod"])
        }
        return unknown
    }

    /// The value of one of our keys, or of what others call it.
    func line(_ key: String) throws -> String? {
        guard let mapping else { return nil }
        for name in Self.aliases(of: key) {
            // Elsewhere a key may hold what it does not hold here.
            let isUsable = name == key && !mapping.isMapping(name) || mapping.isText(name)
            guard isUsable, let text = try mapping.optionalLine(name), !text.isEmpty else { continue }
            if name == "published", ["true", "false", "yes", "no"].contains(text.lowercased()) { continue }
            return text
        }
        return nil
    }

    private static func aliases(of key: String) -> [String] {
        [key] + (names.first { $0.key == key }?.others ?? [])
    }

    /// Everybody who wrote it.
    func byline() throws -> String? {
        guard let mapping else { return nil }
        for key in Self.aliases(of: "byline") {
            let names = try mapping.names(key).compactMap(Byline.names)
            if !names.isEmpty { return names.joined(separator: ", ") }
        }
        return nil
    }

    /// A day; nil when there is none.
    func day(_ key: String) throws -> CalendarDay? {
        guard let text = try line(key) else { return nil }
        guard let day = CalendarDay(text) ?? LooseDate.day(text) else {
            let name = Self.aliases(of: key).first { mapping?.isText($0) == true } ?? key
            throw fault(name, "is not a date like 2026-11-24")
        }
        return day
    }

    /// The picture that stands for the article. Others keep it in a list of its own, and paths in place of addresses.
    func image() throws -> (address: String?, alt: String?, path: String?) {
        guard let mapping else { return (nil, nil, nil) }
        var (text, alt) = (try line("image"), try line("image_alt"))
        for key in Self.aliases(of: "image") where text == nil && mapping.isMapping(key) {
            let inner = try mapping.optionalMapping(key)
            text = try ["image", "url", "src", "path", "feature"].lazy.compactMap {
                try inner?.optionalLine($0)
            }.first
            alt = try alt ?? inner?.optionalLine("alt")
        }
        guard let text else { return (nil, nil, nil) }
        // A file beside the text is as good as an address.
        let isFile = !text.hasPrefix("/") && !text.contains("://") && SafeURL.written(text) != nil
        if SafeURL.isWeb(text) || isFile { return (text, alt, nil) }
        // Our own key holds nothing else.
        if mapping.isText("image"), mapping.keys.contains(where: Self.ours.contains) {
            throw fault("image", SafeURL.fault(of: text))
        }
        return (nil, nil, text)
    }

    /// Where it can be read on the web.
    func url() throws -> String? {
        guard let text = try line("url") else { return nil }
        if SafeURL.isWeb(text) { return text }
        guard mapping?.isText("url") != true || text.hasPrefix("/") else {
            throw fault("url", SafeURL.fault(of: text))
        }
        return nil
    }

    /// Why the article is not for readers.
    func withheld() throws -> Withheld? {
        guard let mapping else { return nil }
        func word(_ key: String) throws -> String? {
            mapping.isText(key) ? try mapping.optionalLine(key)?.lowercased() : nil
        }
        if let draft = try word("draft"), ["true", "yes"].contains(draft) {
            return .draft("draft: \(draft)")
        }
        if let published = try word("published"), ["false", "no"].contains(published) {
            return .draft("published: \(published)")
        }
        for key in ["expiryDate", "expirydate", "expires", "unpublishDate"] {
            if let day = try word(key).flatMap({ LooseDate.day($0) }) { return .until(day) }
        }
        return nil
    }

    /// A fault about a key, at its line.
    func fault(_ key: String, _ what: String) -> any Error {
        mapping?.fault(key, what) ?? ArticleError(description: "\(file): “\(key)” \(what)")
    }
}

/// What keeps an article from its readers, as its source says.
public enum Withheld: Hashable, Sendable, Codable {
    /// It is not ready; the words that say so.
    case draft(String)
    /// It is not to be read from this day on.
    case until(CalendarDay)
}
