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
        guard (2...8).contains(words.count), prepositions.contains(words[0].lowercased()), isName(words[1]),
            words.dropFirst(2).prefix(while: { !$0.contains(where: \.isNumber) }).allSatisfy({
                isName($0) || betweenNames.contains($0.lowercased().trimming { ",()".contains($0) })
            }), let last = words.last?.last,
            last.isLetter || last == ")" || last == "." && words[words.count - 1].count <= 3
        else { return nil }
        return names(line)
    }

    /// Whether a word may be part of a name: it begins with a capital, or with a letter of a script that has none.
    private static func isName(_ word: Substring) -> Bool {
        word.first { !"(“\"".contains($0) }.map { $0.isUppercase || !$0.isASCII && !$0.isLowercase } == true
    }

    /// Words that stand within names, between them, and behind them as what somebody is.
    private static let betweenNames: Set = [
        "and", "und", "et", "y", "e", "i", "en", "og", "och", "та", "й", "и", "і", "with", "mit", "&", "|",
        "•", "·", "—", "–", "-", "de", "van", "von", "der", "den", "da", "dos", "di", "du", "la", "le", "del",
        "della", "ter", "ten", "zu", "bin", "ibn", "al", "el", "in", "for", "of", "the",
        "staff", "writer", "reporter", "correspondent", "editor", "contributor", "columnist",
        "photographer", "published", "updated", "posted", "on", "at",
    ]

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
