// SPDX-License-Identifier: Apache-2.0

/// Kinds of blocks that a theme may have no markup for, by the tag that asks for them.
enum SpecialBlock: String, CaseIterable {
    case verse = "is_verse"
    case gallery = "is_gallery"
    case callout = "is_callout"
    case figure = "is_figure"
    case button = "is_button"
    case embed = "is_embed"
}

extension Block {
    /// What it is as a special block; nil for what every theme has.
    private var special: SpecialBlock? {
        switch self {
        case .verse: .verse
        case .gallery: .gallery
        case .callout(.figure, _, _): .figure
        case .callout: .callout
        case .button: .button
        case .embed: .embed
        default: nil
        }
    }

    /// The same in paragraphs, pictures and quotations, where a theme has no markup of its own for it: nothing vanishes in a
    /// theme that is older than a kind of block.
    func set(for known: Set<SpecialBlock>, _ words: Words) -> [Block] {
        guard let special, !known.contains(special) else { return [self] }
        switch self {
        case .verse(let inlines): return [.paragraph(inlines)]
        case .gallery(let pictures, let caption):
            return pictures.map(Block.image) + (caption.isEmpty ? [] : [.paragraph(caption)])
        case .callout(let kind, let title, let blocks):
            return [
                .quote(
                    [.paragraph([.strong([.text(title ?? words[kind.rawValue])])])] + blocks,
                    attribution: nil)
            ]
        case .button(let url, let text): return [.paragraph([.strong([.link(url: url, [.text(text)])])])]
        case .embed(let embed):
            let kicker = embed.kicker(words).map { [Inline.text("\($0): ")] } ?? []
            let line = [embed.author, embed.text].compactMap(\.self).joined(separator: " · ")
            let link = Inline.link(url: embed.url, [.text(embed.title ?? embed.place)])
            return [.paragraph(kicker + [link] + (line.isEmpty ? [] : [.lineBreak, .text(line)]))]
        default: return [self]
        }
    }
}
