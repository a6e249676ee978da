// SPDX-License-Identifier: Apache-2.0

/// Lines that stand above and inside the text of a page and are not of it: who wrote it and when, advertisement, counters.
enum PageHead {
    /// The blocks without such lines, which are noted.
    /// - Parameters:
    ///   - byline: the names that are known.
    ///   - url: the page's own address.
    static func cleaned(
        _ blocks: [Block], byline: String?, url: String?, _ losses: inout LossAccount
    ) -> [Block] {
        let start = blocks.firstIndex(where: \.isProse) ?? 0
        let repeated = self.repeated(blocks)
        var result: [Block] = []
        for (index, block) in blocks.enumerated() {
            let line = block.plain.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let isOfHead =
                index < max(4, start) && block.canBeNames && isHead(line, byline: byline)
                || index < start && block.isKicker
            let isCaption = index > 0 && block.isLine && blocks[index - 1].caption == line
            let isSites = block.isLine && (SiteLines.contains(line) || line == url || repeated.contains(line))
            if isSites || isOfHead || isCaption {
                losses.note("boilerplate", line, origin: .site)
            } else {
                result.append(block)
            }
        }
        // A heading with nothing below it belongs to what was taken away.
        while case .heading(_, let text) = result.last, result.count > 1 {
            losses.note("boilerplate", text.plainLine, origin: .site)
            result.removeLast()
        }
        // A page of nothing else is a page about it.
        return result.isEmpty ? blocks : result
    }

    /// How often a caption's title stands there before it is no sentence of the article's.
    private static let often = 5

    /// Short lines without an end that stand there again and again.
    private static func repeated(_ blocks: [Block]) -> Set<String> {
        let lines = blocks.compactMap { block -> String? in
            guard case .paragraph(let inlines) = block, inlines.plain.utf8.count <= 80,
                inlines.plain.last.map({ $0.isLetter || $0.isNumber }) == true
            else { return nil }
            return inlines.plainLine
        }
        let counts = Dictionary(lines.map { ($0, 1) }, uniquingKeysWith: +)
        return Set(counts.filter { $0.value >= often }.keys)
    }

    private static func isHead(_ line: String, byline: String?) -> Bool {
        guard line.count <= 120 else { return false }
        if let byline, isNames(line, byline) { return true }
        return PastedHead.isCounter(line) || isDateLine(line)
    }

    /// Whether a line is the names of those who wrote it, with hardly a word more.
    private static func isNames(_ line: String, _ byline: String) -> Bool {
        if Byline.names(line) == byline { return true }
        let names = byline.split(separator: ",").map { $0.trimming(\.isWhitespace) }
        guard names.contains(where: line.contains) else { return false }
        let rest = names.reduce(line) { $0.replacing($1, with: " ") }
        return rest.split { !$0.isLetter }.count <= 3
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

extension Block {
    /// A paragraph or heading.
    fileprivate var isLine: Bool {
        switch self {
        case .paragraph, .heading: true
        default: false
        }
    }

    /// What stands below a picture.
    fileprivate var caption: String? {
        if case .image(let picture) = self, !picture.caption.isEmpty { return picture.caption.plainLine }
        return nil
    }

    /// A line, or a list of names.
    fileprivate var canBeNames: Bool {
        if case .list = self { return true }
        return isLine
    }

    /// A sentence or more.
    fileprivate var isProse: Bool {
        guard case .paragraph(let inlines) = self else { return false }
        return inlines.plain.utf8.count >= 80 || PastedText.isProse(inlines.plain)
    }

    /// A few words that all lead elsewhere, as a kicker does.
    fileprivate var isKicker: Bool {
        guard case .paragraph(let inlines) = self, plain.wordCount <= 4 else { return false }
        return inlines.allSatisfy { inline in
            if case .link(let url, _) = inline { return !url.hasPrefix("#") }
            return [inline].isBlank
        }
    }
}
