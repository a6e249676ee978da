// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat

/// The metadata that a page has of its article: in JSON-LD (schema.org), in OpenGraph and other `<meta>`, in its markup.
struct PageMetadata {
    private let root: HTMLNode
    private let base: String?
    private let meta: [String: String]
    /// All values of each key.
    private let names: [String: [String]]
    private let linked: [String: Any]

    /// - Parameter address: where the page was read from.
    init(_ root: HTMLNode, address: String?) {
        self.root = root
        var meta: [String: String] = [:]
        var names: [String: [String]] = [:]
        var scripts: [String] = []
        root.visit { node in
            if node.name == "meta", let key = node["property"] ?? node["name"] ?? node["itemprop"],
                let content = node["content"]?.presentLine
            {
                // Several names may stand in one key: `dc:creator foaf:maker`.
                for key in key.lowercased().split(separator: " ").map(String.init) {
                    meta[key] = meta[key] ?? content
                    names[key, default: []].append(content)
                }
            } else if node.name == "script", node["type"]?.lowercased() == "application/ld+json" {
                scripts.append(node.text)
            }
        }
        self.meta = meta
        self.names = names
        let home = root.first("base")?["href"].flatMap { SafeURL.resolved($0, base: address) }
        let canonical = root.first("link") { $0["rel"]?.lowercased() == "canonical" }?["href"]
        base = home ?? address ?? (canonical ?? meta["og:url"]).flatMap { SafeURL.resolved($0, base: nil) }
        linked = scripts.lazy.compactMap(LinkedData.article).first ?? [:]
    }

    /// What made the page.
    var generator: String? { meta["generator"] }

    /// What relative links in the page belong to.
    var linkBase: String? { base }

    /// The title: a heading that the page's own title knows, else what the metadata say.
    var headline: String? {
        let headings = root.all { $0.name == "h1" && !$0.isHidden }.compactMap(\.spacedLine.presentLine)
        let said = [linked.line("headline"), meta["og:title"], meta["twitter:title"]].compactMap(\.self)
        let named = said + [titled].compactMap(\.self)
        let isOfSite = { (heading: String) in
            heading == meta["og:site_name"] || said.contains { !$0.contains(heading) } && isLeading(heading)
        }
        if let known = headings.first(where: { heading in
            named.contains { $0.hasPrefix(heading) } && !isOfSite(heading)
        }) {
            return known
        }
        // The only heading of the first level is often the logo.
        if headings.count == 1,
            said.isEmpty ? !isSiteName(headings[0]) : said.contains(where: { Self.isNear($0, headings[0]) })
        {
            return headings[0]
        }
        return named.first ?? headings.first
    }

    /// Whether the page's title has a heading in front of the article's own: "Silicon Days: The bridge will open".
    private func isLeading(_ heading: String) -> Bool {
        let title = root.first("title")?.line ?? ""
        return [": ", " - ", " – ", " — ", " | "].contains { title.hasPrefix(heading + $0) }
    }

    /// Whether a heading is what the page's title has behind the article's, or too short to be a title.
    private func isSiteName(_ heading: String) -> Bool {
        let title = root.first("title")?.line ?? ""
        return heading.count <= 12 || heading == meta["og:site_name"]
            || title != heading && title.hasSuffix(heading)
    }

    /// Whether two titles share half of the first one's words.
    private static func isNear(_ title: String, _ heading: String) -> Bool {
        let words = title.lowercased().split { !$0.isLetter && !$0.isNumber }
        let others = Set(heading.lowercased().split { !$0.isLetter && !$0.isNumber })
        return words.count { others.contains($0) } * 2 >= words.count
    }

    /// `<title>` without the site's name behind a bar or dash, or in front of one.
    private var titled: String? {
        guard let title = root.first("title")?.line.presentLine else { return nil }
        for mark in [" | ", " — ", " – ", " - ", " :: ", " « ", " » ", " ‹ ", " · "] {
            guard let cut = title.ranges(of: mark).last else { continue }
            if let site = meta["og:site_name"], title.hasPrefix(site + mark) {
                return String(title.dropFirst(site.count + mark.count))
            }
            if title[..<cut.lowerBound].count > 15 { return String(title[..<cut.lowerBound]) }
        }
        return title
    }

    /// Everybody who wrote it.
    var byline: String? {
        let linkedNames = LinkedData.names(linked["author"]).compactMap(Byline.names)
        if !linkedNames.isEmpty { return joined(linkedNames) }
        let said = [
            "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dc:creator",
            "dcterms.creator", "citation_author", "byl",
        ].lazy.map { names[$0, default: []].compactMap(Byline.names) }.first { !$0.isEmpty }
        let found = said ?? marked
        return joined(found.filter { $0 != meta["og:site_name"] })
    }

    private func joined(_ names: [String]) -> String? {
        names.uniqued().prefix(10).joined(separator: ", ").presentLine
    }

    /// The names that the page's markup says, outside of what readers wrote.
    private var marked: [String] {
        var (related, named): ([String], [String]) = ([], [])
        root.visitStory { node in
            guard node.textSize > 0, node.textSize <= 200 else { return }
            if node["rel"] == "author" || node["itemprop"] == "author" {
                related.append(node.spacedLine)
            } else if node.hints.contains(where: Self.bylines.contains) {
                named.append(node.spacedLine)
            }
        }
        let people = related.compactMap(Byline.names)
        return people.isEmpty ? Array(named.compactMap(Byline.names).prefix(1)) : people
    }

    private static let bylines: Set = [
        "byline", "author", "author-name", "byline-name", "post-author", "entry-author", "pb-byline",
        "article-author", "article-byline", "story-byline", "c-byline--author", "byline--author",
        "author-link",
    ]

    /// The day it appeared.
    var published: CalendarDay? {
        if let day = linked.line("datePublished").flatMap(LooseDate.day) { return day }
        let said = Self.dateKeys.lazy.compactMap { meta[$0] }.compactMap(LooseDate.day).first
        if let said { return said }
        if let day = days.first { return day }
        let classed = root.all { $0.textSize < 60 && $0.hints.contains(where: Self.dates.contains) }.lazy
            .compactMap { LooseDate.day($0["title"] ?? $0.spacedLine) ?? LooseDate.day($0.spacedLine) }.first
        return classed ?? dateInAddress
    }

    /// The days that the page's markup says: that of its publication first, those of later changes not at all.
    private var days: [CalendarDay] {
        var (published, others): ([CalendarDay], [CalendarDay]) = ([], [])
        root.visitStory { parent in
            for (index, node) in parent.children.enumerated() {
                let isPublished = node["itemprop"] == "datePublished" || node["pubdate"] != nil
                guard node.name == "time" || isPublished,
                    let day = LooseDate.day(node["datetime"] ?? node["content"] ?? node.line)
                else { continue }
                let before = parent.children[..<index].suffix(3).map(\.text).joined().suffix(40).lowercased()
                let isChange =
                    node["itemprop"] == "dateModified" || Self.changes.contains { before.contains($0) }
                if isPublished { published.append(day) } else if !isChange { others.append(day) }
            }
        }
        return published + others
    }

    /// How words before the date of a change begin.
    private static let changes = [
        "updat", "modif", "aktualisiert", "geändert", "mis à jour", "actualiz", "aggiorna", "bijgewerkt",
        "оновлено",
        "обновлено", "edited",
    ]

    private static let dateKeys = [
        "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date",
        "dc.date.issued",
        "dc.date.created", "dcterms.created", "dcterms.date", "dcterms.issued", "pubdate", "publishdate",
        "publish-date",
        "publication_date", "citation_date", "citation_publication_date", "citation_online_date",
        "bepress_citation_date",
        "parsely-pub-date", "sailthru.date", "article.published",
    ]
    private static let dates: Set = [
        "date", "published", "pubdate", "publish-date", "published-date", "entry-date", "post-date",
        "article-date", "dateline",
        "timestamp", "byline-date", "meta-date", "datum",
    ]

    /// `/2026/11/24/` of the page's address.
    private var dateInAddress: CalendarDay? {
        guard let match = url?.firstMatch(of: /\/(\d{4})\/(\d{1,2})\/(\d{1,2})(?:\/|-|$)/) else { return nil }
        return LooseDate.day("\(match.1)-\(match.2)-\(match.3)")
    }

    /// The kicker.
    var section: String? {
        let section = linked.line("articleSection") ?? (linked["articleSection"] as? [String])?.first
        return section?.presentLine ?? meta["article:section"] ?? meta["parsely-section"] ?? meta["section"]
    }

    /// What stands between headline and text, if the page says so.
    var description: String? {
        linked.line("description") ?? meta["description"] ?? meta["og:description"]
            ?? meta["twitter:description"]
    }

    /// Its own address on the web.
    var url: String? {
        let canonical = root.first("link") { $0["rel"]?.lowercased() == "canonical" }?["href"]
        let page = linked["mainEntityOfPage"] as? [String: Any]
        let candidates = [
            canonical, meta["og:url"], linked.line("url"), linked.line("mainEntityOfPage"), page?.line("@id"),
            base,
        ]
        return candidates.lazy.compactMap(\.self).compactMap { SafeURL.resolved($0, base: base) }
            .first(where: SafeURL.isWeb)
    }

    /// A BCP 47 tag.
    var language: String? {
        root.first("html")?["lang"]?.presentLine ?? meta["og:locale"]?.replacing("_", with: "-")
            ?? linked.line("inLanguage")
    }

    /// Which way it is written, where the page says so.
    var direction: Direction? {
        root.first("html")?["dir"].flatMap { Direction(rawValue: $0.lowercased()) }
    }

    /// The picture that stands for it.
    var image: Picture? {
        let own = LinkedData.image(linked["image"])
        let url = meta["og:image:secure_url"] ?? meta["og:image"] ?? own ?? meta["twitter:image"]
        guard let url = url.flatMap({ SafeURL.resolved($0, base: base) }), SafeURL.isWeb(url) else {
            return nil
        }
        return Picture(
            url: url, alt: meta["og:image:alt"] ?? meta["twitter:image:alt"] ?? "",
            width: meta["og:image:width"].flatMap { Int($0) },
            height: meta["og:image:height"].flatMap { Int($0) })
    }
}

/// JSON-LD as news sites write it.
enum LinkedData {
    /// The article among a script's objects; nil when there is none or the script is no JSON.
    static func article(_ script: String) -> [String: Any]? {
        guard let value = try? JSONSerialization.jsonObject(with: Data(mended(script).utf8)),
            var article = find(value, depth: 0)
        else { return nil }
        if let author = article["author"] { article["author"] = followed(author, in: value) }
        return article
    }

    private static func find(_ value: Any, depth: Int) -> [String: Any]? {
        guard depth < 6 else { return nil }
        if let list = value as? [Any] { return list.lazy.compactMap { find($0, depth: depth + 1) }.first }
        guard let object = value as? [String: Any] else { return nil }
        let types = object["@type"] as? [String] ?? (object["@type"] as? String).map { [$0] } ?? []
        if types.contains(where: { $0.hasSuffix("Article") || $0.hasSuffix("Posting") || $0 == "Report" }) {
            return object
        }
        return ["@graph", "mainEntity", "itemListElement"].lazy.compactMap { object[$0] }
            .compactMap { find($0, depth: depth + 1) }.first
    }

    /// What sites put around and into their JSON: a CDATA section, line ends inside of texts, a semicolon behind it.
    private static func mended(_ script: String) -> String {
        script.replacing(/\/\*.{0,20}\*\/|\/\/(?=<!\[CDATA\[|\]\]>)|<!\[CDATA\[|\]\]>|<!--|-->/, with: "")
            .replacing(/[\u{0}-\u{1F}]/, with: " ").trimming { $0.isWhitespace || $0 == ";" }
    }

    /// Authors that are named by a reference into the same graph, as what it holds.
    private static func followed(_ author: Any, in root: Any) -> Any {
        if let list = author as? [Any] { return list.prefix(10).map { followed($0, in: root) } }
        guard let object = author as? [String: Any], object["name"] == nil, let id = object["@id"] as? String
        else {
            return author
        }
        let graph = (root as? [String: Any])?["@graph"] as? [Any] ?? root as? [Any] ?? []
        return graph.lazy.compactMap { $0 as? [String: Any] }.first {
            $0["@id"] as? String == id && $0["name"] != nil
        }
            ?? author
    }

    /// Persons' names, whether given as a text, an object or a list.
    static func names(_ value: Any?) -> [String] {
        switch value {
        case let name as String:
            name.contains("://") ? [] : [Self.words(name)].compactMap(\.self)
        case let person as [String: Any]: names(person["name"])
        case let list as [Any]: list.prefix(10).flatMap(names)
        default: []
        }
    }

    /// An image's address, whether given as a text, an object or a list.
    static func image(_ value: Any?) -> String? {
        switch value {
        case let url as String: url
        case let image as [String: Any]: image["url"] as? String
        case let list as [Any]: list.lazy.prefix(3).compactMap(image).first
        default: nil
        }
    }
}

extension LinkedData {
    /// A text on one line, character references resolved.
    fileprivate static func words(_ text: String) -> String? {
        (text.contains("&") ? HTMLDocument(text).root.text : text).cleanedForIntake().presentLine
    }
}

extension [String: Any] {
    fileprivate func line(_ key: String) -> String? { (self[key] as? String).flatMap(LinkedData.words) }
}

extension HTMLNode {
    /// Visible text on one line, with a space wherever an element inside starts or ends.
    var spacedLine: String {
        var words: [String] = []
        visit { if $0.name == nil { words.append($0.text) } }
        return words.joined(separator: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
