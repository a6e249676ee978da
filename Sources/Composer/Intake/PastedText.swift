// SPDX-License-Identifier: Apache-2.0

/// An article as people paste it from a news page: no markup, only shape.
///
/// | shape | is |
/// | --- | --- |
/// | lines before the first prose paragraph | section, headline, byline, day, standfirst; counters are left out |
/// | a short line alone, without a full stop, followed by prose | a sub-heading |
/// | lines that all start with a bullet or a number | a list |
/// | a quotation mark first, a dash and a name last | a quotation with its attribution |
/// | "You may also like", "Related articles" … | the end: what follows is the site's, not the article's |
/// | menus, share buttons, advertisements, copyright | the site's: left out, and counted |
struct PastedText {
    private let groups: [[String]]
    private let boilerplate: [String]

    init(_ text: String, boilerplate: [String]) {
        groups = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0).oneLine }
            .split(whereSeparator: \.isEmpty).map(Array.init)
        self.boilerplate = boilerplate.map(\.comparable)
    }

    /// The blocks of a plain text without a head.
    static func body(_ text: String) -> [Block] {
        let pasted = PastedText(text, boilerplate: [])
        return pasted.blocks(pasted.groups)
    }

    /// Lines of the longest text that is an article: a novel has fewer.
    private static let most = 50_000

    func article(_ file: String) throws(ArticleError) -> Article {
        let count = lineCount
        guard count <= Self.most else {
            throw ArticleError(
                description:
                    "\(file) has \(count) lines of text, and an article at most \(Self.most): leave only the article"
            )
        }
        var losses = LossAccount()
        let (kept, isOfSite) = withoutSite(&losses)
        let bodyStart = bodyStart(kept)
        guard let head = PastedHead(kept[..<bodyStart].flatMap { $0 }, isBelowMenu: isOfSite) else {
            throw ArticleError(
                description:
                    "\(file): which part is the article is not clear: leave only that, its headline on a line above the text"
            )
        }
        for line in head.leftOut { losses.note("boilerplate", line, origin: .site) }
        guard let headline = head.headline else {
            throw ArticleError(
                description: "\(file) has no headline: put it on a line of its own above the text")
        }
        let blocks = blocks(head.textStart.map { Self.dropping($0, of: kept) } ?? Array(kept[bodyStart...]))
        guard !blocks.isEmpty else {
            throw ArticleError(description: "\(file) has a headline and no text below it")
        }
        return Article(
            section: head.section, headline: headline, byline: head.byline, standfirst: head.standfirst,
            published: head.published, blocks: blocks, leftOut: losses.entries)
    }

    /// The groups without their first lines.
    private static func dropping(_ count: Int, of groups: [[String]]) -> [[String]] {
        var left = count
        return groups.compactMap { group in
            let rest = Array(group.dropFirst(left))
            left = max(0, left - group.count)
            return rest.isEmpty ? nil : rest
        }
    }

    /// Where the text begins: at the first prose, or at the salutation above it.
    private func bodyStart(_ groups: [[String]]) -> Int {
        let prose = groups.firstIndex(where: Self.isProse) ?? groups.endIndex
        guard prose > 1, prose < groups.endIndex, groups[prose - 1].count == 1 else { return prose }
        let line = groups[prose - 1][0]
        return line.hasSuffix(",") && line.wordCount <= 4 ? prose - 1 : prose
    }

    private var lineCount: Int { groups.reduce(0) { $0 + $1.count } }

    /// Lines of the longest text that is looked through for those of a site.
    private static let mostOfSite = 5_000

    /// The groups up to the line that ends the article, without the site's own lines and texts, and whether there were any above
    /// the text.
    private func withoutSite(_ losses: inout LossAccount) -> (groups: [[String]], isOfSite: Bool) {
        guard lineCount <= Self.mostOfSite else { return (groups, false) }
        let sizes = groups.map { $0.reduce(0) { $0 + $1.utf8.count } }
        let whole = sizes.reduce(0, +)
        let text = groups.firstIndex(where: Self.isProse) ?? groups.endIndex
        let isOfSites = groups.map { $0.allSatisfy { SiteLines.contains($0) || SiteLines.isNetwork($0) } }
        var rest = whole
        var kept: [[String]] = []
        var above = 0
        for (index, group) in groups.enumerated() {
            let isEnd = Self.isEndMark(group[0]) && (group.count == 1 || !Self.isPointer(group[0]))
            // With much still to come the line only points elsewhere.
            if isEnd, rest * 10 < whole * 4, !Self.isPointer(group[0]) || !goesOn(behind: index) {
                for group in groups[index...] {
                    losses.note("boilerplate", group.joined(separator: " "), origin: .site)
                }
                break
            }
            rest -= sizes[index]
            let print = group.joined(separator: " ").comparable
            let isSites = isEnd || boilerplate.contains { !$0.isEmpty && print.contains($0) }
            // The name of a network on a line is a button in company, and a heading alone.
            let isInCompany =
                index < text || group.count > 1 || index > 0 && isOfSites[index - 1]
                || index + 1 < groups.count && isOfSites[index + 1]
            var lines: [String] = []
            for (place, line) in group.enumerated() {
                let isButton = isInCompany && SiteLines.isNetwork(line)
                let isOfSite =
                    isButton || SiteLines.contains(line) || Self.pointsElsewhere(line)
                    || SiteLines.isCredit(line)
                if isSites || isOfSite && !Self.isInSentence(place, of: group) {
                    losses.note("boilerplate", line, origin: .site)
                    if index < text { above += 1 }
                } else {
                    lines.append(line)
                }
            }
            if !lines.isEmpty { kept.append(lines) }
        }
        let navigation = groups[..<text].joined().count { SiteLines.isNavigation($0) }
        return (withoutFoot(kept, &losses), above + navigation > 1)
    }

    /// Whether a line is part of a sentence that a program broke into lines.
    private static func isInSentence(_ place: Int, of group: [String]) -> Bool {
        let goesOn = place + 1 < group.count && group[place + 1].first?.isLowercase == true
        guard place > 0 else { return goesOn }
        let above = group[place - 1]
        return above.count >= wrapped && !endsSentence(above)
    }

    /// Whether two groups or more of prose follow.
    private func goesOn(behind index: Int) -> Bool {
        groups[(index + 1)...].prefix(40).count { Self.isProse($0) } > 1
    }

    /// Without the short lines below the last sentence where the site signs, from the first of its own: contact, terms,
    /// copyright.
    private func withoutFoot(_ groups: [[String]], _ losses: inout LossAccount) -> [[String]] {
        guard
            let last = groups.lastIndex(where: { group in
                let line = group.joined(separator: " ")
                return Self.isProse(line) && !SiteLines.isFoot(line)
            }), groups[(last + 1)...].joined().contains(where: SiteLines.isFoot)
        else { return groups }
        var kept = Array(groups[...last])
        var isBelow = false
        for group in groups[(last + 1)...] {
            var lines: [String] = []
            for line in group {
                isBelow = isBelow || SiteLines.isFoot(line) || SiteLines.isNavigation(line)
                if isBelow { losses.note("boilerplate", line, origin: .site) } else { lines.append(line) }
            }
            if !lines.isEmpty { kept.append(lines) }
        }
        return kept
    }

    /// What stands above other stories.
    private static let endMarks: Set<String> = [
        "you may also like", "you might also like", "related articles", "related stories", "related posts",
        "more stories", "more from us", "more on this", "more on this story", "recommended for you",
        "share this article", "share this story", "leave a comment", "leave a reply", "most read",
        "most popular", "ähnliche beiträge", "ähnliche artikel", "mehr zum thema",
        "das könnte sie auch interessieren", "weitere artikel", "sur le même sujet", "articles similaires",
        "te puede interesar", "artículos relacionados", "関連記事", "相关阅读", "相关新闻", "관련기사",
    ]
    /// What may also stand within a text, above one link.
    private static let pointers: Set<String> = [
        "read more", "read next", "read also", "see also", "related", "related content", "related story",
        "lesen sie auch", "lesen sie mehr", "auch interessant", "à lire aussi", "lire aussi", "lea también",
        "leggi anche", "lees ook", "читайте також", "читайте также",
    ]

    /// Whether a line ends an article where hardly any text follows.
    static func isEndMark(_ line: String) -> Bool { isPointer(line) || endMarks.contains(words(line)) }

    /// Whether a line may also stand within a text.
    static func isPointer(_ line: String) -> Bool { pointers.contains(words(line)) }

    private static func words(_ line: String) -> String {
        line.lowercased().trimming { ": ….›»>".contains($0) }
    }

    /// "Read more: How it was built".
    private static func pointsElsewhere(_ line: String) -> Bool {
        guard line.count <= 120, let colon = line.firstIndex(of: ":") else { return false }
        return line[colon...].count > 1 && isPointer(String(line[..<colon]))
    }

    private func blocks(_ groups: [[String]]) -> [Block] {
        var blocks: [Block] = []
        for (index, group) in groups.enumerated() {
            let next = index + 1 < groups.count ? groups[index + 1] : nil
            blocks += Self.blocks(of: group, before: next)
        }
        return blocks
    }

    private static func blocks(of group: [String], before next: [String]?) -> [Block] {
        if let list = list(group) { return [list] }
        // A line that leads in to a list stands right above it.
        if let start = group.firstIndex(where: { mark(of: $0) != nil }), start > 0, group.count - start > 1,
            let list = list(Array(group[start...]))
        {
            return blocks(of: Array(group[..<start]), before: nil) + [list]
        }
        let text = group.joined(separator: " ")
        if ["***", "---", "* * *", "⁂", "___"].contains(text) { return [.rule] }
        if let quote = quote(group) { return [quote] }
        if group.count == 1, isHeading(text), let next, !isHeading(next.joined(separator: " ")) {
            return [.heading(level: 2, [.text(text)])]
        }
        // The first line is a heading that was pasted without the blank line below it.
        if group.count > 1, isHeading(group[0]), isProse(group[1]) {
            return [.heading(level: 2, [.text(group[0])])]
                + group.dropFirst().map { .paragraph([.text($0)]) }
        }
        if isEachLineProse(group) { return group.map { .paragraph([.text($0)]) } }
        guard isOfShortLines(group) else { return [.paragraph([.text(text)])] }
        return [.paragraph(Array(group.map { [Inline.text($0)] }.joined(separator: [.lineBreak])))]
    }

    /// Whether its lines were ended by its writer, as in a poem or an address, and not by a program that ran out of columns.
    private static func isOfShortLines(_ group: [String]) -> Bool {
        group.count > 1 && group.allSatisfy { DisplayWidth.of($0) <= 50 }
    }

    /// Whether each line is a paragraph, as some pages paste them, with single line breaks between.
    private static func isEachLineProse(_ group: [String]) -> Bool {
        group.count > 1 && group.allSatisfy { isProse($0) }
    }

    /// A sentence or more: long, or ended like one.
    static func isProse(_ text: String) -> Bool {
        let words = text.wordCount
        return words > 25 || (words > 7 && endsSentence(text) && !text.hasSuffix("?"))
    }

    /// Characters of a line from which on a program may have ended it for want of columns.
    private static let wrapped = 40

    /// Whether a group is prose, and not many short lines that together are as long.
    private static func isProse(_ group: [String]) -> Bool {
        let text = group.joined(separator: " ")
        return isProse(text) && (group.contains { isProse($0) } || text.count >= wrapped * group.count)
    }

    private static func isHeading(_ text: String) -> Bool {
        let words = text.wordCount
        guard (1...14).contains(words), text.count <= 100, let first = text.first else { return false }
        return (first.isUppercase || first.isNumber || !first.isCased)
            && (text.hasSuffix("?") || !endsSentence(text))
            && !",;:–—-".contains(text.last ?? ",") && !"“\"‘'•".contains(first)
    }

    private static func endsSentence(_ text: String) -> Bool {
        let last = text.last { !"”\"’')]»".contains($0) }
        return last.map { ".!?…。！？".contains($0) } ?? false
    }

    private static let bullets = ["•", "-", "*", "–", "—", "§", "·", "‣", "▪", "◦", "○", "●", "→", "✓", "✔"]

    /// What an item starts with, and how deep it is; nil for a line that starts no item.
    private static func mark(of line: String) -> (text: String, number: Int?, isInner: Bool)? {
        guard let space = line.firstIndex(of: " ") else { return nil }
        let mark = line[..<space]
        let text = String(line[line.index(after: space)...])
        if bullets.contains(String(mark)) { return (text, nil, false) }
        // Word processors write the second level's bullet as a letter of another typeface.
        if mark == "o" { return (text, nil, true) }
        guard mark.last == "." || mark.last == ")", let number = Int(mark.dropLast()) else { return nil }
        return (text, number, false)
    }

    /// Lines that start with bullets or with numbers in their order; a line without either goes on with the item above it.
    private static func list(_ group: [String]) -> Block? {
        guard let first = group.first.flatMap(mark) else { return nil }
        var items: [[Block]] = []
        var lines: [String] = []
        var inner: [[Block]] = []
        var isInner = false
        func flush() {
            if !lines.isEmpty {
                let item: [Block] = [.paragraph([.text(lines.joined(separator: " "))])]
                if isInner { inner.append(item) } else { items.append(item) }
            }
            lines = []
        }
        func flushInner() {
            if !inner.isEmpty, !items.isEmpty {
                items[items.count - 1].append(.list(ordered: false, start: 1, items: inner))
            }
            inner = []
        }
        var count = 0
        for line in group {
            guard let mark = mark(of: line), (mark.number == nil) == (first.number == nil) else {
                // What is no item goes on with one only where a program broke the line.
                guard !lines.isEmpty, line.first?.isUppercase != true else { return nil }
                lines.append(line)
                continue
            }
            flush()
            if !mark.isInner { flushInner() }
            isInner = mark.isInner && !items.isEmpty
            if !isInner { count += 1 }
            if let number = mark.number, let start = first.number, number != start + count - 1 { return nil }
            lines = [mark.text]
        }
        flush()
        flushInner()
        guard first.number == nil || items.count > 1 else { return nil }
        return .list(ordered: first.number != nil, start: first.number ?? 1, items: items)
    }

    /// Quotation marks around everything, and below or behind it a dash and a name.
    private static func quote(_ group: [String]) -> Block? {
        if group.allSatisfy({ $0.hasPrefix(">") }) {
            let text = group.map { $0.dropFirst().trimming { $0 == " " } }.joined(separator: " ")
            return .quote([.paragraph([.text(text)])], attribution: nil)
        }
        guard let first = group.first?.first, "“\"«".contains(first), let last = group.last, group.count > 1,
            let dash = last.first, "—–-".contains(dash)
        else { return nil }
        let text = group.dropLast().joined(separator: " ").trimming { "“”\"«» ".contains($0) }
        return .quote([.paragraph([.text(text)])], attribution: last.dropFirst().trimming { $0 == " " })
    }
}

extension Character {
    fileprivate var isCased: Bool { isUppercase || isLowercase }
}

extension StringProtocol {
    /// Without the characters at either end for which `isDropped` holds.
    func trimming(_ isDropped: (Character) -> Bool) -> String {
        let front = drop(while: isDropped)
        guard let end = front.lastIndex(where: { !isDropped($0) }) else { return "" }
        return String(front[...end])
    }
}
