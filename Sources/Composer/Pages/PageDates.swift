// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// The day a page's article appeared: as its metadata say it, its marked elements, its address, or the lines beside its title.
struct PageDates {
    /// The page.
    let root: HTMLNode
    /// What `<meta>` says, by name.
    let meta: [String: String]
    /// Where the page is.
    let url: String?
    /// The article's title.
    let headline: String?

    /// The day; nil where the page says none.
    var published: CalendarDay? {
        let said = Self.keys.lazy.compactMap { meta[$0] }.compactMap(LooseDate.day).first
        if let said { return said }
        if let day = marked ?? inAddress { return day }
        let (lines, title) = self.lines
        return beside(lines, title: title) ?? classed ?? alone
            ?? lines.first { $0.isOfPublication && !$0.isChange && $0.place >= title ?? 0 }?.day ?? changed
    }

    private static let keys = [
        "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date",
        "dc.date.issued", "dc.date.created", "dcterms.created", "dcterms.date", "dcterms.issued", "pubdate",
        "publishdate", "publish-date", "publication_date", "publish_time", "publishtime", "pub_date",
        "citation_date", "citation_publication_date", "citation_online_date", "bepress_citation_date",
        "parsely-pub-date", "sailthru.date", "article.published", "cxenseparse:recs:publishtime",
        "cxenseparse:publishtime", "last-published", "originalpublicationdate", "datecreated", "og:pubdate",
        "vr:published_time", "rnews:datepublished", "displaydate",
    ]

    /// The day of a change, where nothing else is said.
    private var changed: CalendarDay? {
        ["article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified"].lazy
            .compactMap { meta[$0] }.compactMap(LooseDate.day).first
    }

    /// Names of elements that hold the day of publication.
    private static let published: Set = [
        "published", "entry-date", "post-date", "dt-published", "publish-date",
    ]

    /// The day that the page's markup says is that of publication.
    private var marked: CalendarDay? {
        var found: CalendarDay?
        root.visitStory { node in
            guard found == nil, node.name != nil else { return }
            let isMarked =
                node["itemprop"] == "datePublished"
                || node.name == "time" && node.hints.contains(where: Self.published.contains)
            if isMarked { found = Self.day(of: node) }
        }
        return found
    }

    /// Elements whose other words are a sentence.
    private static let prose: Set = ["p", "li", "td", "dd", "blockquote", "figcaption"]

    /// The first `<time>` that stands on its own, and not in a sentence about another day.
    private var alone: CalendarDay? {
        var found: CalendarDay?
        root.visitStory { parent in
            guard found == nil, parent.children.contains(where: { $0.name == "time" }) else { return }
            let words = Self.prose.contains(parent.name ?? "") ? parent.line.wordCount : 0
            for (index, node) in parent.children.enumerated() where node.name == "time" && found == nil {
                if words - node.line.wordCount > 3 { continue }
                let before = parent.children[..<index].suffix(3).map(\.text).joined().suffix(40)
                if node["itemprop"] != "dateModified", !LooseDate.isChange(before) {
                    found = Self.day(of: node)
                }
            }
        }
        return found
    }

    private static func day(of node: HTMLNode) -> CalendarDay? {
        [node["datetime"], node["content"], node["title"], node.line].lazy.compactMap(\.self)
            .compactMap(LooseDate.day).first
    }

    /// `/2026/11/24/` of the page's address.
    private var inAddress: CalendarDay? {
        guard let match = url?.firstMatch(of: /\/(\d{4})\/(\d{1,2})\/(\d{1,2})(?:\/|-|$)/) else { return nil }
        return LooseDate.day("\(match.1)-\(match.2)-\(match.3)")
    }

    private static let names: Set = [
        "date", "published", "pubdate", "publish-date", "published-date", "entry-date", "post-date",
        "article-date", "dateline", "timestamp", "byline-date", "meta-date", "datum", "date-header",
    ]

    private var classed: CalendarDay? {
        root.all { $0.textSize < 60 && $0.hints.contains(where: Self.names.contains) }.lazy
            .compactMap { LooseDate.day($0["title"] ?? $0.spacedLine) ?? LooseDate.day($0.spacedLine) }.first
    }

    /// A short line with a day in it.
    private struct Line {
        let day: CalendarDay
        /// Bytes of the page's text before it.
        let place: Int
        let isChange: Bool
        let isOfPublication: Bool
        /// Whether it is a sentence, or a part of a longer line.
        let isPartial: Bool
    }

    /// Bytes of the longest line that a day is read from.
    private static let longestLine = 90
    /// How many bytes of text may stand between the title and its day, and between the day and a title below it.
    private static let (farBelow, farAbove) = (350, 200)

    private func beside(_ lines: [Line], title: Int?) -> CalendarDay? {
        guard let title else { return nil }
        let near = lines.filter {
            !$0.isChange && !$0.isPartial && $0.place - title < Self.farBelow
                && title - $0.place < Self.farAbove
        }
        return (near.first { $0.place >= title } ?? near.last)?.day
    }

    private static let publications = [
        "publi", "posted", "written", "veröffentlicht", "geschrieben", "erschien", "gespeichert", "verfasst",
        "dieser artikel", "opublik", "gepubliceerd", "опубл", "datum", "date:",
    ]

    /// The page's short lines that hold a day, and where its title stands.
    private var lines: (lines: [Line], title: Int?) {
        let title = headline?.comparable
        var (lines, titlePlace): ([Line], Int?) = ([], nil)
        var place = 0
        func add(_ text: String, _ day: CalendarDay? = nil, isDated: Bool, isPartial: Bool) -> Bool {
            guard let day = day ?? (LooseDate.mayHoldDay(text) ? LooseDate.day(text) : nil) else {
                return false
            }
            let lower = text.lowercased()
            lines.append(
                Line(
                    day: day, place: place, isChange: LooseDate.isChange(lower),
                    isOfPublication: isDated || Self.publications.contains { lower.contains($0) },
                    isPartial: isPartial || PastedText.isProse(text) || Self.isOfLife(text)))
            return true
        }
        func read(_ node: HTMLNode, isDated: Bool) {
            let isShort = (6..<Self.longestLine).contains(node.textSize)
            guard let name = node.name else {
                if isShort { _ = add(node.text, isDated: isDated, isPartial: true) }
                place += node.textSize
                return
            }
            if HTMLNode.silent.contains(name) || node.hints.contains(where: Furniture.comments.contains) {
                return
            }
            if let title, titlePlace == nil, ["h1", "h2", "h3"].contains(name), node.textSize > 0 {
                let heading = node.spacedLine.comparable
                if heading.count * 2 > title.count, title.contains(heading) || heading.contains(title) {
                    titlePlace = place
                }
            }
            let isDated = Self.isDated(node) || isShort && node.first(where: Self.isDated) != nil
            if isShort, node.linkShare < 0.8 || node.textSize < 20 {
                // What the line says counts before what its <time> does: "Updated 1 May, published 30 April".
                let time = node.name == "time" ? node : node.first { $0.name == "time" }
                if add(node.spacedLine, isDated: isDated, isPartial: false)
                    || add(node.spacedLine, time.flatMap(Self.day), isDated: isDated, isPartial: false)
                {
                    place += node.textSize
                    return
                }
            }
            for child in node.children { read(child, isDated: isDated) }
        }
        read(root.first("body") ?? root, isDated: false)
        return (lines, titlePlace)
    }

    /// "1931–2026", "Born 3 May 1931, died 4 November 2026": two years are no day of publication.
    private static func isOfLife(_ text: String) -> Bool {
        Set(text.split { !$0.isNumber }.filter { $0.count == 4 }).count > 1 && !LooseDate.isChange(text)
    }

    private static func isDated(_ node: HTMLNode) -> Bool {
        node.hints.contains { $0.split(separator: "-").contains(where: dated.contains) }
    }

    private static let dated: Set<Substring> = [
        "date", "datum", "fecha", "meta", "info", "published", "posted", "created", "time", "submitted",
    ]
}
