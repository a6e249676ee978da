// SPDX-License-Identifier: Apache-2.0

/// Names as pages, feeds and texts give them, without what leads to them or stands behind them.
enum Byline {
    private static let leads: Set = [
        "by", "von", "par", "por", "door", "av", "af", "autor", "autorin", "author", "authors", "written",
        "posted",
        "published", "text", "words", "autori", "autoren", "auteur", "автор", "текст", "від",
    ]
    /// Words that no name has: they lead to a page of the writer's.
    private static let calls = [
        "view all posts", "all posts by", "all posts from", "more by", "see all", "follow", "contributor",
        "read more",
    ]
    /// Letters of the longest.
    private static let longest = 120

    /// Words that stand before a name on a line of its own.
    private static let prepositions: Set = [
        "by", "von", "par", "por", "door", "av", "af", "від", "author:", "autor:", "autori:", "text:",
        "words:", "автор:",
        "текст:", "文：", "文/",
    ]

    /// The names of a line that a word like "By" opens; nil for another line.
    static func opened(_ line: String) -> String? {
        let words = line.split(separator: " ")
        guard (2...8).contains(words.count), prepositions.contains(words[0].lowercased()),
            words[1].first.map({ $0.isUppercase || !$0.isASCII && !$0.isLowercase }) == true,
            words.last?.last.map({ $0.isLetter || $0 == "." || $0 == ")" }) == true
        else { return nil }
        return names(line)
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
        if let by = line.ranges(of: " By ").last, line[by.upperBound...].contains(" ") {
            line = String(line[by.upperBound...])
        }
        if let call = calls.lazy.compactMap({ firstWords($0, in: line.lowercased()) }).first {
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
            // "Von Miller" is a name; "Von Ann Or" has one.
            if surnames.contains(word.lowercased()), words.count < 3 { break }
            words = words.dropFirst()
        }
        let name = words.joined(separator: " ").trimming { " ,;|•·–—-".contains($0) }
        guard name.contains(where: \.isLetter), name.count <= longest, !name.contains("://"),
            !name.contains("@")
        else { return nil }
        return name
    }

    private static let surnames: Set = ["von", "af", "av", "par", "por", "door"]

    /// Where words stand in a text, not inside of others.
    private static func firstWords(_ words: String, in text: String) -> Range<String.Index>? {
        text.firstRange(of: words).flatMap { found in
            let isStart =
                found.lowerBound == text.startIndex || text[text.index(before: found.lowerBound)] == " "
            let isEnd = found.upperBound == text.endIndex || " :".contains(text[found.upperBound])
            return isStart && isEnd ? found : nil
        }
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
