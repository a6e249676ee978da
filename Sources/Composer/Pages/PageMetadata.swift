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
    /// What JSON-LD says of the page around the article.
    private let linkedPage: [String: Any]

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
                scripts.append(node.source)
            }
        }
        self.meta = meta
        self.names = names
        let home = root.first("base")?["href"].flatMap { SafeURL.resolved($0, base: address) }
        let canonical = root.first("link") { $0["rel"]?.lowercased() == "canonical" }?["href"]
        base = home ?? address ?? (canonical ?? meta["og:url"]).flatMap { SafeURL.resolved($0, base: nil) }
        let title = root.first("h1")?.spacedLine ?? root.first("title")?.line ?? ""
        let articles = scripts.map(LinkedData.articles)
        // A list of other stories may stand before the page's own.
        linked =
            articles.lazy.flatMap { $0.own + $0.listed }.first { $0.line("headline") == title }
            ?? articles.lazy.flatMap(\.own).first ?? [:]
        linkedPage = scripts.lazy.flatMap(LinkedData.pages).first ?? [:]
    }

    /// Whether we made the page, whose metadata say all that is known.
    var isOurs: Bool { meta["generator"] == HTMLPage.generator }

    /// What relative links in the page belong to.
    var linkBase: String? { base }

    /// The title: a heading that the page's own title knows, else what the metadata say.
    var headline: String? {
        let headings = root.all { $0.name == "h1" && !$0.isHidden }.compactMap(\.spacedLine.titleLine)
        let said = [
            linked.line("headline"), meta["og:title"], meta["twitter:title"], meta["parsely-title"],
            meta["citation_title"], meta["dc.title"],
        ].compactMap { $0?.titleLine }
        let named = said + [titled].compactMap(\.self)
        let isOfSite = { (heading: String) in
            heading == meta["og:site_name"] || said.contains { !$0.contains(heading) } && isLeading(heading)
        }
        if let known = headings.first(where: { heading in
            named.contains { $0.hasPrefix(heading) } && !isOfSite(heading)
        }) {
            return known
        }
        if said.isEmpty, headings.isEmpty, let lowerTitle { return lowerTitle }
        // The only heading of the first level is often the logo, or a greeting.
        if said.isEmpty, let titled, !titled.contains(headings.first ?? ""), isLowerHeading(titled) {
            return titled
        }
        if headings.count == 1,
            said.isEmpty ? !isSiteName(headings[0]) : said.contains(where: { Self.isNear($0, headings[0]) })
        {
            return withoutSite(headings[0], named)
        }
        return named.first ?? headings.first
    }

    private func isLowerHeading(_ title: String) -> Bool {
        root.first { ["h2", "h3"].contains($0.name) && $0.spacedLine == title } != nil
    }

    /// A heading below the first level that is named as a title and that the page's title ends in: "Site: The story".
    private var lowerTitle: String? {
        guard let title = root.first("title")?.line else { return nil }
        return root.first { node in
            ["h2", "h3"].contains(node.name) && ["title", "headline"].contains(where: node.hasHint)
                && node.textSize > 2 && title != node.spacedLine && title.hasSuffix(node.spacedLine)
        }?.spacedLine
    }

    /// A heading without the site's name, where the site put it into the heading.
    private func withoutSite(_ heading: String, _ named: [String]) -> String {
        let title = root.first("title")?.line ?? ""
        return named.first { name in
            let rest = heading.dropFirst(name.count).trimming { " |»–—-:".contains($0) }
            return heading.hasPrefix(name) && !rest.isEmpty && title.hasSuffix(rest)
        } ?? heading
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
        guard let title = root.first("title")?.line.titleLine else { return nil }
        for mark in [" | ", " — ", " – ", " - ", " :: ", " « ", " » ", " ‹ ", " · "] {
            // "Title » Section » Site" is cut at its first bar, "Title - part - Site" at its last.
            let cuts = title.ranges(of: mark)
            guard let cut = mark == " » " ? cuts.first : cuts.last else { continue }
            if let site = meta["og:site_name"], title.hasPrefix(site + mark) {
                return String(title.dropFirst(site.count + mark.count))
            }
            let (left, right) = (String(title[..<cut.lowerBound]), String(title[cut.upperBound...]))
            if left.count > 15 { return left }
            // A dash stands in titles, too; what no title has parts it from the site's name.
            guard [" | ", " :: ", " » "].contains(mark), left.count > 2 else { continue }
            if headings.contains(left) { return left }
            return headings.contains(right) || right.wordCount > max(3, left.wordCount) ? right : left
        }
        return title
    }

    private var headings: Set<String> {
        Set(root.all { $0.name == "h1" || $0.name == "h2" }.map(\.spacedLine))
    }

    /// Everybody who wrote it.
    var byline: String? {
        let linkedNames = LinkedData.names(linked["author"] ?? linkedPage["author"]).compactMap(Byline.names)
        if !linkedNames.isEmpty { return joined(linkedNames) }
        let said = [
            "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dc:creator",
            "dcterms.creator", "citation_author", "byl",
        ].lazy.map { names[$0, default: []].compactMap(Byline.names) }.first { !$0.isEmpty }
        let found = said ?? (isOurs ? [] : PageBylines(root: root).names)
        return joined(found.filter { $0 != meta["og:site_name"] && !Byline.isHost($0) })
    }

    private func joined(_ names: [String]) -> String? {
        names.uniqued().prefix(30).joined(separator: ", ").presentLine
    }

    /// The day it appeared.
    var published: CalendarDay? {
        (linked.line("datePublished") ?? linkedPage.line("datePublished")).flatMap(LooseDate.day)
            ?? PageDates(
                root: isOurs ? HTMLNode(name: "html") : root, meta: meta, url: url, headline: headline
            ).published
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
        return candidates.lazy.compactMap { SafeURL.web($0, base: base) }.first
    }

    /// Where the article goes on, when the page is one of several that hold it: its own address with a number.
    var nextPage: String? {
        let next = root.first { ["a", "link"].contains($0.name) && $0["rel"]?.lowercased() == "next" }?[
            "href"]
        guard let next = next.flatMap({ SafeURL.resolved($0, base: base) }), let url, next.hasPrefix(url)
        else {
            return nil
        }
        let rest = next.dropFirst(url.count)
        return rest.wholeMatch(of: /[\/?&_-]?(?:(?:page|seite|p)[=\/-])?\d{1,3}\/?/) == nil ? nil : next
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
        guard let url = SafeURL.web(url, base: base) else {
            return nil
        }
        return Picture(
            url: url, alt: meta["og:image:alt"] ?? meta["twitter:image:alt"] ?? "",
            width: meta["og:image:width"].flatMap { Int($0) },
            height: meta["og:image:height"].flatMap { Int($0) })
    }
}
