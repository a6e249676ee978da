// SPDX-License-Identifier: Apache-2.0

/// An article as people paste it from a news page: no markup, only shape.
///
/// | shape | is |
/// | --- | --- |
/// | lines before the first prose paragraph | section, headline, byline, standfirst; counters are dropped |
/// | a short line alone, without a full stop, followed by prose | a sub-heading |
/// | lines that all start with a bullet or a number | a list |
/// | a quotation mark first, a dash and a name last | a quotation with its attribution |
/// | "You may also like", "Related articles" … | the end: what follows is the site's, not the article's |
struct PastedText {
    private let groups: [[String]]
    private let boilerplate: [String]

    init(_ text: String, boilerplate: [String]) {
        groups = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in String(line.split(whereSeparator: \.isWhitespace).joined(separator: " ")) }
            .split(whereSeparator: \.isEmpty).map(Array.init)
        self.boilerplate = boilerplate.map(Self.fingerprint)
    }

    func article(_ file: String) throws(ArticleError) -> Article {
        let kept = withoutEnd
        let bodyStart = kept.firstIndex { Self.isProse($0.joined(separator: " ")) } ?? kept.endIndex
        let head = PastedHead(kept[..<bodyStart].flatMap { $0 })
        guard let headline = head.headline else {
            throw ArticleError(
                description: "\(file) has no headline: put it on a line of its own above the text")
        }
        let blocks = blocks(Array(kept[bodyStart...]))
        guard !blocks.isEmpty else {
            throw ArticleError(description: "\(file) has a headline and no text below it")
        }
        return Article(
            section: head.section, headline: headline, byline: head.byline, standfirst: head.standfirst,
            blocks: blocks)
    }

    /// The groups up to the line that ends the article, without the site's own texts.
    private var withoutEnd: [[String]] {
        let end = groups.firstIndex { $0.count == 1 && Self.isEndMark($0[0]) } ?? groups.endIndex
        return groups[..<end].filter { group in
            let print = Self.fingerprint(group.joined(separator: " "))
            return !boilerplate.contains { !$0.isEmpty && print.contains($0) }
        }
    }

    private static let endMarks: Set<String> = [
        "you may also like", "you might also like", "related articles", "related stories", "related posts",
        "read next", "read more", "more stories", "more from us", "recommended for you", "share this article",
        "share this story", "leave a comment", "leave a reply", "most read",
    ]

    static func isEndMark(_ line: String) -> Bool {
        endMarks.contains(line.lowercased().trimming { $0 == ":" || $0 == " " || $0 == "…" })
    }

    /// Letters and digits only, so that dashes and spaces do not matter.
    private static func fingerprint(_ text: String) -> String {
        String(text.lowercased().filter { $0.isLetter || $0.isNumber })
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
        return isEachLineProse(group) ? group.map { .paragraph([.text($0)]) } : [.paragraph([.text(text)])]
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

    private static func list(_ group: [String]) -> Block? {
        let bullets = group.compactMap { line in
            ["• ", "- ", "* ", "– ", "— "].first { line.hasPrefix($0) }.map {
                String(line.dropFirst($0.count))
            }
        }
        if bullets.count == group.count {
            return .list(ordered: false, start: 1, items: bullets.map { [.paragraph([.text($0)])] })
        }
        let numbered = group.enumerated().compactMap { index, line in
            ["\(index + 1). ", "\(index + 1)) "].first { line.hasPrefix($0) }.map {
                String(line.dropFirst($0.count))
            }
        }
        guard numbered.count == group.count, group.count > 1 else { return nil }
        return .list(ordered: true, start: 1, items: numbered.map { [.paragraph([.text($0)])] })
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

extension String {
    /// Words between spaces; of scripts that put none, two characters count as a word.
    fileprivate var wordCount: Int {
        let dense = unicodeScalars.count { scalar in
            (0x0E00...0x0EFF).contains(scalar.value) || (0x3040...0x30FF).contains(scalar.value)
                || (0x3400...0x9FFF).contains(scalar.value)
        }
        return split(separator: " ").count + dense / 2
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
