// SPDX-License-Identifier: Apache-2.0

/// Lines that stand above and inside the text of a page and are not of it: who wrote it and when, advertisement, counters.
enum PageHead {
    /// Whole lines of the site's.
    private static let lines: Set = [
        "advertisement", "advertisements", "ad", "sponsored", "continue reading below",
        "article continues below",
        "article continues after advertisement", "story continues below",
        "story continues below advertisement",
        "scroll to continue", "listen to this article", "share this article", "save article", "print",
        "share", "tags",
        "follow us", "read more",
    ]

    /// The blocks without such lines, which are noted.
    /// - Parameters:
    ///   - byline: the names that are known.
    ///   - url: the page's own address.
    static func cleaned(
        _ blocks: [Block], byline: String?, url: String?, _ losses: inout LossAccount
    ) -> [Block] {
        var result: [Block] = []
        for (index, block) in blocks.enumerated() {
            if case .paragraph(let inlines) = block {
                let line = inlines.plainLine
                if isLine(line, url: url) || index < 4 && isHead(line, byline: byline) {
                    losses.note("boilerplate", line, origin: .site)
                    continue
                }
            }
            result.append(block)
        }
        // A page of nothing else is a page about it.
        return result.isEmpty ? blocks : result
    }

    private static func isLine(_ line: String, url: String?) -> Bool {
        let lower = line.lowercased().trimming { " :.…".contains($0) }
        return lines.contains(lower) || line == url
            || line.wholeMatch(of: /(?:[Ii]mage|[Pp]hoto|[Ss]lide) \d+ (?:of|\/) \d+/) != nil
    }

    private static func isHead(_ line: String, byline: String?) -> Bool {
        guard line.count <= 120 else { return false }
        if let byline, Byline.names(line) == byline || line == byline { return true }
        return PastedHead.isCounter(line) || isDateLine(line)
    }

    /// A line of nothing but dates, times and what leads to them.
    private static func isDateLine(_ line: String) -> Bool {
        let words = line.lowercased().split { !$0.isLetter }
        let isDated = LooseDate.day(line) != nil || words.contains { LooseDate.isMonth(String($0)) }
        guard line.count <= 80, isDated, line.contains(where: \.isNumber) else { return false }
        return words.allSatisfy { dateWords.contains(String($0)) || LooseDate.isMonth(String($0)) }
    }

    private static let dateWords: Set = [
        "published", "updated", "last", "posted", "on", "at", "date", "am", "pm", "gmt", "utc", "et", "est",
        "edt", "bst",
        "cet", "cest", "th", "st", "nd", "rd", "t", "z", "monday", "tuesday", "wednesday", "thursday",
        "friday", "saturday",
        "sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "veröffentlicht", "aktualisiert", "am",
        "um", "uhr",
        "modified", "first", "the", "of", "by",
    ]
}
