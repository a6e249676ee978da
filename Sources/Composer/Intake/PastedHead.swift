// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// The lines above the text of a pasted article.
struct PastedHead {
    private(set) var section: String?
    private(set) var headline: String?
    private(set) var byline: String?
    private(set) var standfirst: String?
    private(set) var published: CalendarDay?
    /// The lines that are the site's.
    private(set) var leftOut: [String] = []

    /// The first line that is of the text.
    private(set) var textStart: Int?
    /// How many lines may be names, days and counters.
    private static let longest = 40

    /// How many titles may stand above the names: section, headline, standfirst.
    private static let mostAbove = 3

    /// How many lines a head has at most that has no menu above it.
    private static let most = 4

    /// Reads the lines above the first prose paragraph; nil where which is the headline is not clear.
    /// - Parameter isBelowMenu: whether there are lines of a site's menu among them or were.
    init?(_ lines: [String], isBelowMenu: Bool) {
        var titles: [String] = []
        /// Where each title stands.
        var places: [Int] = []
        var names: [(place: Int, text: String)] = []
        var days: [(place: Int, line: String)] = []
        var counters: [(place: Int, line: String)] = []
        /// How many titles stand above the names and the day.
        var above: Int?
        for (place, line) in lines.enumerated() {
            if place >= Self.longest {
                titles.append(line)
                places.append(place)
            } else if let name = Byline.opened(line) {
                names.append((place, name))
                above = above ?? titles.count
            } else if LooseDate.isLine(line) {
                days.append((place, line))
                above = above ?? titles.count
            } else if Self.isCounter(line) {
                counters.append((place, line))
            } else {
                titles.append(line)
                places.append(place)
            }
        }
        // "By Bread Alone" is a title when there is no other.
        if titles.isEmpty, let first = lines.first, lines.count == 1 || names.first?.place == 0 {
            (titles, places) = ([first], [0])
            names.removeAll { $0.place == 0 }
            days.removeAll { $0.place == 0 }
        }
        if titles.count > Self.most, !isBelowMenu {
            // Without a menu the first line is the headline, and short lines below it are of the text.
            let count = above.map { (1...Self.mostAbove).contains($0) ? $0 : 1 } ?? 1
            textStart = count < titles.count ? places[count] : nil
            titles = Array(titles[..<count])
        } else if titles.count > Self.most {
            guard let article = Self.article(titles, above: above) else { return nil }
            leftOut += titles.indices.filter { !article.contains($0) }.map { titles[$0] }
            titles = Array(titles[article])
        }
        let end = textStart ?? lines.count
        byline = names.filter { $0.place < end }.map(\.text).joined(separator: ", ").presentLine
        let dated = days.filter { $0.place < end }
        let first = dated.first { LooseDate.day($0.line) != nil && !LooseDate.isChange($0.line) }
        let day = first ?? dated.first { LooseDate.day($0.line) != nil }
        published = day.flatMap { LooseDate.day($0.line) }
        leftOut += dated.filter { $0.place != day?.place }.map(\.line)
        leftOut += counters.filter { $0.place < end }.map(\.line)
        // A menu has no headline, and a sentence that goes on is none.
        let isMenu = isBelowMenu && titles.count > 2 && titles.allSatisfy { $0.wordCount < 3 }
        if isMenu || titles.last.map({ ",;".contains($0.last ?? " ") }) == true { return nil }
        switch titles.count {
        case 0: break
        case 1: headline = titles[0]
        case 2 where !Self.isSection(titles[0], above: titles[1]):
            (headline, standfirst) = (titles[0], titles[1])
        default:
            let isSectioned = Self.isSection(titles[0], above: titles[1])
            section = isSectioned ? titles[0] : nil
            headline = titles[isSectioned ? 1 : 0]
            let rest = titles.dropFirst(isSectioned ? 2 : 1)
            standfirst = rest.isEmpty ? nil : rest.joined(separator: " ")
        }
    }

    /// The article's own lines below a page's menu: those of several words that stand together above the names and the day, or
    /// else above the text.
    private static func article(_ titles: [String], above: Int?) -> Range<Int>? {
        let isTitle = titles.map { $0.wordCount >= 4 }
        let end = above.map { min($0, titles.count) } ?? titles.count
        guard let last = isTitle[..<end].lastIndex(of: true) else { return nil }
        var first = last
        while first > 0, isTitle[first - 1] { first -= 1 }
        // More than a headline and what stands below it are headlines of other articles.
        guard last - first < 2 else { return nil }
        let below = isTitle[end...].prefix(1).contains(true) && end == last + 1 ? end + 1 : last + 1
        return first..<below
    }

    /// A few words, fewer than the line below.
    private static func isSection(_ line: String, above next: String) -> Bool {
        let words = line.split(separator: " ").count
        return words <= 4 && line.count <= 40 && words < next.split(separator: " ").count
    }

    private static let counted: Set<String> = [
        "view", "views", "comment", "comments", "share", "shares", "like", "likes", "read", "reads", "min",
        "mins",
        "minute", "minutes",
    ]

    /// "26 views", "1.2K shares", "4 min read": nothing but a number and what it counts.
    static func isCounter(_ line: String) -> Bool {
        let words = line.lowercased().split { $0 == " " || $0 == "-" || $0 == "|" || $0 == "·" || $0 == "•" }
        guard words.count >= 2, words.contains(where: { counted.contains(String($0)) }) else { return false }
        return words.allSatisfy { word in
            counted.contains(String(word)) || word.allSatisfy { $0.isNumber || ".,km".contains($0) }
        }
    }
}
