// SPDX-License-Identifier: Apache-2.0

/// A story and what its treatment leaves of its article.
struct SelectedStory {
    /// With the headline that it has here.
    let article: Article
    let treatment: Treatment
    /// Counted from 1.
    let position: Int
    let section: String?
    let standfirst: String?
    let blocks: [Block]
    /// The picture that stands for it, and where; it leads to the story where it has words to say so.
    let picture: (picture: Picture, place: PicturePlace)?

    /// The characters that a brief has at most.
    private static let briefLength = 280

    /// - Parameter pictures: where a theme has pictures by treatment.
    init(
        _ story: Story, _ article: Article, position: Int, pictures: [Treatment: PicturePlace] = [:]
    ) {
        var article = article
        article.headline = story.headline ?? article.headline
        self.article = article
        treatment = story.treatment
        self.position = position
        section = story.section ?? article.section
        let place = story.picture ?? pictures[story.treatment] ?? .none
        let shown = place == .none ? nil : Self.picture(of: article, story.treatment)
        picture = shown.map { shown in
            var picture = shown
            picture.link = shown.alt.isEmpty ? nil : article.url
            return (picture, place)
        }
        switch story.treatment {
        case .lead, .full:
            standfirst = article.standfirst
            blocks = article.blocks.filter { $0 != shown.map(Block.image) }.levelled
        case .excerpt:
            standfirst = nil
            blocks =
                article.standfirst.map { [.paragraph([.text($0)])] }
                ?? Array(Self.paragraphs(article).prefix(2))
        case .brief:
            standfirst = nil
            let text = article.standfirst ?? Self.paragraphs(article).first?.plain ?? ""
            blocks = text.isEmpty ? [] : [.paragraph([.text(Self.shortened(text))])]
        case .link:
            standfirst = nil
            blocks = []
        }
    }

    /// The picture that stands for an article: one that the newsroom keeps, as the body has it if it has it. A whole text shows
    /// its pictures where they stand.
    private static func picture(of article: Article, _ treatment: Treatment) -> Picture? {
        let inside = article.blocks.compactMap { block in
            if case .image(let picture) = block, !picture.renditions.isEmpty {
                picture
            } else {
                nil as Picture?
            }
        }
        let isWhole = treatment == .lead || treatment == .full
        guard let own = article.image, !own.renditions.isEmpty else { return isWhole ? nil : inside.first }
        if let twin = inside.first(where: own.isSame(as:)) { return twin }
        let isShown = article.pictures.dropFirst().contains(where: own.isSame(as:))
        return isWhole && isShown ? nil : own
    }

    private static func paragraphs(_ article: Article) -> [Block] {
        article.blocks.filter { block in
            switch block {
            case .paragraph, .verse: true
            default: false
            }
        }
    }

    /// Whole sentences where the first one fits, else whole words and an ellipsis.
    private static func shortened(_ text: String) -> String {
        guard text.count > briefLength else { return text }
        let start = text.prefix(briefLength)
        if let end = start.lastSentenceEnd { return String(start[..<end]) }
        let words = start[..<(start.lastIndex(of: " ") ?? start.endIndex)]
        return words.trimming { " ,;:—–-".contains($0) } + "…"
    }
}

extension [Block] {
    /// Headings one level below the one before at most, the first of level 2.
    fileprivate var levelled: [Block] {
        var last = 1
        return map { block in
            guard case .heading(let level, let inlines) = block else { return block }
            last = Swift.min(level, last + 1)
            return .heading(level: last, inlines)
        }
    }

    /// The blocks for a place where no heading may stand: headings become paragraphs in strong type.
    var withoutHeadings: [Block] {
        map { block in
            if case .heading(_, let inlines) = block { .paragraph([.strong(inlines)]) } else { block }
        }
    }
}

extension Picture {
    /// Whether another address is most likely of the same picture: it may be another size of it.
    fileprivate func isSame(as other: Picture) -> Bool {
        if url == other.url || renditions.contains(where: other.renditions.contains) { return true }
        return stem.count > 4 && stem == other.stem
    }

    /// The file's name without what it ends in and what programs add for a size: `fog` of `fog-1024x768.jpg`.
    private var stem: Substring {
        let file = (url.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").last ?? "")
        let name = file.split(separator: ".").first ?? ""
        return name.prefix(upTo: name.firstRange(of: /-\d+x\d+$|@2x$|-scaled$/)?.lowerBound ?? name.endIndex)
    }
}
