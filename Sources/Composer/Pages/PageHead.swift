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
            let line = block.plain.oneLine
            let isOfHead =
                index < max(4, start) && block.canBeNames && isHead(line, byline: byline)
                || index < start && block.isKicker
            let isCaption = index > 0 && block.isLine && blocks[index - 1].caption == line
            let isSites =
                block.isParagraph && (SiteLines.contains(line) || line == url || repeated.contains(line))
            if isSites || isOfHead || isCaption {
                losses.note("boilerplate", line, origin: .site)
            } else {
                result.append(block)
            }
        }
        // A page of nothing else is a page about it.
        return result.isEmpty ? blocks : result
    }

    /// How often a label of the site's players and slides stands there before it is known as one.
    private static let often = 5

    /// Words of the controls of players and slides.
    private static let controls: Set<Substring> = [
        "play", "pause", "mute", "unmute", "video", "audio", "watch", "listen", "slide", "image", "photo",
        "gallery", "caption", "captions", "loading", "expand", "enlarge", "zoom", "fullscreen", "next",
        "previous", "view", "close", "open", "credit", "getty", "reuters", "afp", "bild", "foto", "abspielen",
        "vergrößern", "vorlesen", "voir", "agrandir", "ver", "ampliar",
    ]

    /// Short plain lines of a control's words that stand there again and again, and that no sentences follow as they do the
    /// names of speakers.
    private static func repeated(_ blocks: [Block]) -> Set<String> {
        var counts: [String: (all: Int, above: Int)] = [:]
        for (index, block) in blocks.enumerated() {
            guard case .paragraph(let inlines) = block, inlines.count == 1, case .text(let text) = inlines[0],
                text.utf8.count <= 80, text.last.map({ $0.isLetter || $0.isNumber }) == true,
                text.lowercased().split(whereSeparator: { !$0.isLetter }).contains(where: controls.contains)
            else { continue }
            let isAbove = index + 1 < blocks.count && blocks[index + 1].isProse
            counts[text, default: (0, 0)].all += 1
            counts[text]?.above += isAbove ? 1 : 0
        }
        return Set(counts.filter { $0.value.all >= often && $0.value.above * 2 < $0.value.all }.keys)
    }

    private static func isHead(_ line: String, byline: String?) -> Bool {
        guard line.count <= 120 else { return false }
        if let byline, isNames(line, byline) { return true }
        return PastedHead.isCounter(line) || LooseDate.isLine(line)
    }

    /// Whether a line is the names of those who wrote it, with hardly a word more.
    private static func isNames(_ line: String, _ byline: String) -> Bool {
        if Byline.names(line) == byline { return true }
        let names = byline.split(separator: ",").map { $0.trimming(\.isWhitespace) }
        // A sentence that names its writer is hers.
        guard names.contains(where: line.contains), line.last.map({ ".!?,".contains($0) }) != true else {
            return false
        }
        let rest = names.reduce(line) { $0.replacing($1, with: " ") }
        return rest.split { !$0.isLetter }.count <= 3
    }
}

extension Block {
    fileprivate var isParagraph: Bool { if case .paragraph = self { true } else { false } }

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
