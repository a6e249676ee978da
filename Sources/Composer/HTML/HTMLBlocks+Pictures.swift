// SPDX-License-Identifier: Apache-2.0

/// Pictures, alone, in figures and in galleries.
extension HTMLBlocks {
    /// A picture inside a run of text.
    mutating func picture(_ image: HTMLImage) -> [Inline] {
        if image.isEmoji || image.isFormula { return [.text(image.alt)] }
        return taken(image).map { [.picture($0)] } ?? []
    }

    /// The picture of an element, unless it is hidden or a tracker; notes one that cannot be had.
    private mutating func taken(_ image: HTMLImage) -> Picture? {
        if image.isHidden { return nil }
        if image.isTracker {
            losses.note("tracker", image.alt, origin: .site)
            return nil
        }
        guard let url = image.address(base: base) else {
            losses.note("picture", image.alt.isEmpty ? "without an address" : image.alt)
            return nil
        }
        pictured.insert(url)
        return Picture(url: url, alt: image.alt, width: image.width, height: image.height)
    }

    /// What is a picture and its caption by its element or its class; nil for what is not.
    mutating func pictureBlocks(_ node: HTMLNode) -> [Block]? {
        guard let name = node.name else { return nil }
        if HTMLImage.names.contains(name) {
            let image = HTMLImage(node)
            return image.isInline || image.isEmoji ? nil : taken(image).map { [.image($0)] } ?? []
        }
        if name == "div",
            ["wp-caption", "captioned-image", "image-caption-container"].contains(where: node.hasHint)
        {
            return figure(node)
        }
        let isGallery = ["div", "ul", "section"].contains(name) && node.hasHint("gallery")
        return isGallery ? gallery(node, caption: []) : nil
    }

    mutating func figure(_ node: HTMLNode) -> [Block] {
        let figures = node.children.flatMap { $0.outermost { $0.name == "figure" } }
        let caption = self.caption(of: node)
        if !figures.isEmpty { return gallery(node, caption: caption) ?? read(node) }
        let rest = node.withoutCaptions
        let images = Self.images(in: rest)
        if let quoted = rest.first("blockquote"), quoted.textSize == rest.textSize, images.isEmpty,
            embed(quoted) == nil
        {
            return quote(quoted, caption: caption)
        }
        let isOfBlocks = ["pre", "table", "blockquote"].contains { rest.first($0) != nil }
        guard !isOfBlocks, let image = images.first else { return captioned(read(rest), caption) }
        if images.count > 1 { return gallery(node, caption: caption) ?? captioned(read(rest), caption) }
        guard var picture = taken(HTMLImage(image)) else {
            return captioned(read(rest.withoutImages), caption)
        }
        picture.caption = caption
        picture.link = link(around: rest, picture.url)
        // A credit stands beside the caption, or is one.
        let words = read(rest.withoutImages)
        if words.count == 1, case .paragraph(let credit) = words[0], credit.plain.count < Self.longestCredit {
            picture.caption += (caption.isEmpty ? [] : [.text(" ")]) + credit
            return [.image(picture)]
        }
        return [.image(picture)] + words
    }

    /// Letters of the longest credit below a picture.
    private static let longestCredit = 200

    /// Blocks with the caption of their figure: an embed's title, a table's caption, or a paragraph below.
    private func captioned(_ blocks: [Block], _ caption: [Inline]) -> [Block] {
        if caption.isEmpty { return blocks }
        switch blocks.count == 1 ? blocks[0] : .rule {
        case .embed(var embed) where embed.title == nil || embed.title == caption.plainLine:
            embed.title = caption.plainLine
            return [.embed(embed)]
        case .table(let table) where table.caption.isEmpty:
            return [.table(Table(caption: caption, rows: table.rows))]
        default: return blocks + [.paragraph(caption)]
        }
    }

    /// Several pictures under one caption; nil where it holds fewer than two, or words between them that are on no button.
    private mutating func gallery(_ node: HTMLNode, caption: [Inline]) -> [Block]? {
        let parts = node.children.flatMap { child in
            child.outermost(where: \.isPicture)
        }
        let rest = node.without { $0.isCaption || $0.isPicture }
        guard parts.count > 1, !rest.without(\.isButton).hasLetters else { return nil }
        if rest.hasLetters { losses.note("button", rest.spacedLine, origin: .site) }
        var pictures: [Picture] = []
        var others: [Block] = []
        for part in parts {
            for block in part.name == "figure" ? figure(part) : pictureBlocks(part) ?? [] {
                switch block {
                case .image(let picture): pictures.append(picture)
                case .gallery(let more, _): pictures += more
                default: others.append(block)
                }
            }
        }
        if pictures.count == 1, caption.isEmpty { return [.image(pictures[0])] + others }
        return (pictures.isEmpty ? [] : [.gallery(pictures, caption: caption)]) + others
    }

    /// Its captions, those of figures inside not counted.
    private mutating func caption(of node: HTMLNode) -> [Inline] {
        let own = node.children.flatMap { child in
            child.name == "figure" ? [] : child.outermost { $0.isCaption || $0.name == "figure" }
        }.filter(\.isCaption)
        let lines = own.flatMap { read($0) }.flatMap(\.runs)
        return Array(lines.joined(separator: [.text(" ")])).tidied()
    }

    /// Where the link around a figure's image leads, unless that is a larger copy of it.
    private func link(around node: HTMLNode, _ image: String) -> String? {
        let link = node.first("a") {
            $0["href"] != nil && $0.first("img") != nil || $0.first("amp-img") != nil
        }
        guard let url = SafeURL.web(link?["href"], base: base),
            url != image, !HTMLImage.isFile(url)
        else { return nil }
        return url
    }

    /// Images, each element once: what stands in `<noscript>` beside another is that one again.
    private static func images(in node: HTMLNode) -> [HTMLNode] {
        let all = node.children.flatMap {
            $0.outermost { HTMLImage.names.contains($0.name ?? "") || $0.name == "noscript" }
        }
        let plain = all.filter { $0.name != "noscript" }
        return plain.isEmpty
            ? all.flatMap { $0.outermost { HTMLImage.names.contains($0.name ?? "") } } : plain
    }
}

extension HTMLNode {
    fileprivate var isCaption: Bool {
        name == "figcaption"
            || ["p", "div", "span"].contains(name) && (hasHint("wp-caption-text") || hasHint("image-caption"))
    }

    fileprivate var isPicture: Bool { name == "figure" || HTMLImage.names.contains(name ?? "") }

    fileprivate var isButton: Bool { name == "button" || name == "a" || self["role"] == "button" }

    /// Whether there is more in it than the number of a picture.
    fileprivate var hasLetters: Bool { line.contains(where: \.isLetter) }

    fileprivate var withoutCaptions: HTMLNode { without(\.isCaption) }

    fileprivate var withoutImages: HTMLNode { without { HTMLImage.names.contains($0.name ?? "") } }

    /// The same without the elements inside for which `isDropped` holds.
    func without(_ isDropped: (HTMLNode) -> Bool) -> HTMLNode {
        name == nil
            ? self : replacing(children: children.filter { !isDropped($0) }.map { $0.without(isDropped) })
    }

    /// The first elements on each way down for which `isWanted` holds, this one included.
    func outermost(where isWanted: (HTMLNode) -> Bool) -> [HTMLNode] {
        isWanted(self) ? [self] : children.flatMap { $0.outermost(where: isWanted) }
    }
}
