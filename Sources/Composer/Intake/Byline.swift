// SPDX-License-Identifier: Apache-2.0

/// Names as pages, feeds and texts give them, without what leads to them or stands behind them.
enum Byline {
    private static let leads: Set = [
        "by", "von", "par", "por", "door", "av", "af", "autor", "autorin", "author", "authors", "written",
        "posted",
        "published", "text", "words", "autori", "autoren", "auteur", "автор", "від",
    ]
    /// Words that no name has: they lead to a page of the writer's.
    private static let calls = [
        "view all posts", "all posts by", "all posts from", "more by", "see all", "follow", "contributor",
        "read more",
    ]
    /// Letters of the longest.
    private static let longest = 120

    /// Whether a word leads to a name.
    static func isLead(_ word: Substring) -> Bool {
        leads.contains(word.lowercased().trimming { ":,".contains($0) })
    }

    /// Whether a text leads to all that somebody wrote.
    static func isCall(_ text: String) -> Bool {
        let lower = text.lowercased()
        return calls.contains { lower.hasPrefix($0) }
    }

    /// Whether a name is that of a site: `www.example.com`.
    static func isHost(_ name: String) -> Bool {
        name.wholeMatch(of: /[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[a-z]{2,}/) != nil
    }

    /// The names in a text; nil when it holds none.
    static func names(_ text: String) -> String? {
        var line = text.split(whereSeparator: \.isWhitespace).filter { !$0.contains("@") }.joined(
            separator: " ")
        // "Print | By Ann Or": what stands before the word is no name.
        if let by = line.ranges(of: " By ").last { line = String(line[by.upperBound...]) }
        if let call = calls.lazy.compactMap({ line.lowercased().firstRange(of: $0) }).first {
            // "View all posts by Ann Or" has the name behind it.
            let rest = line[
                line.index(
                    line.startIndex,
                    offsetBy: line.lowercased().distance(
                        from: line.lowercased().startIndex, to: call.upperBound))...]
            line = rest.trimming { " :".contains($0) }
        }
        line = withoutTail(line)
        var words = line.split(separator: " ")[...]
        while let word = words.first, leads.contains(word.lowercased().trimming { ":,".contains($0) }) {
            words = words.dropFirst()
        }
        let name = words.joined(separator: " ").trimming { " ,;|•·–—-".contains($0) }
        guard name.contains(where: \.isLetter), name.count <= longest, !name.contains("://"),
            !name.contains("@")
        else { return nil }
        return name
    }

    /// Without the date, the time and the counters that some put behind a name.
    private static func withoutTail(_ line: String) -> String {
        var words = line.split(separator: " ")
        let marks: Set<Substring> = ["|", "•", "·", "—", "–"]
        if let cut = words.firstIndex(where: marks.contains), cut > 0 { words = Array(words[..<cut]) }
        if let cut = words.firstIndex(where: { $0.contains(where: \.isNumber) }), cut > 0 {
            var end = cut
            // "19 Nov 2019", "on Nov 19": what belongs to the date stands before its first number, too.
            while end > 1, isOfDate(words[end - 1]) { end -= 1 }
            words = Array(words[..<end])
        }
        return words.joined(separator: " ")
    }

    private static func isOfDate(_ word: Substring) -> Bool {
        let lower = word.lowercased().trimming { ",.".contains($0) }
        return ["on", "at", "am", "le", "el", "den"].contains(lower) || LooseDate.isMonth(lower)
    }
}
