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

    /// The characters that a brief has at most.
    private static let briefLength = 280

    init(_ story: Story, _ article: Article, position: Int) {
        var article = article
        article.headline = story.headline ?? article.headline
        self.article = article
        treatment = story.treatment
        self.position = position
        section = story.section ?? article.section
        switch story.treatment {
        case .lead, .full:
            standfirst = article.standfirst
            blocks = article.blocks.levelled
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
