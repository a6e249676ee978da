// SPDX-License-Identifier: Apache-2.0

/// Reads the article out of a web page.
struct PageIntake {
    private let root: HTMLNode
    private let metadata: PageMetadata
    private let file: String
    private let tags: Int

    /// - Parameter address: where the page was read from.
    init(_ text: String, address: String?, file: String) {
        tags = text.utf8.count { $0 == UInt8(ascii: "<") }
        root = HTMLDocument(text).root
        metadata = PageMetadata(root, address: address)
        self.file = file
    }

    func article() throws(ArticleError) -> Article {
        guard tags <= HTMLNesting.most else {
            throw ArticleError(
                description: "\(file) has \(tags) tags, more than any article: save the article's part of it")
        }
        guard let headline = metadata.headline else {
            throw ArticleError(description: "\(file) has no headline: it needs an <h1> or a <title>")
        }
        var (blocks, losses) = body(headline)
        if let next = metadata.nextPage { losses.note("page of the article", next) }
        guard !blocks.isEmpty else {
            throw ArticleError(description: "\(file) has no paragraphs in its body")
        }
        return Article(
            section: metadata.section, headline: headline, byline: metadata.byline,
            standfirst: metadata.description.flatMap { Standfirst.kept($0, above: blocks) },
            published: metadata.published, url: metadata.url, language: metadata.language,
            direction: metadata.direction, image: metadata.image, blocks: blocks,
            leftOut: losses.entries)
    }

    /// The article's part of the page, and what was left out of it. A page that we wrote is nothing else.
    private func body(_ headline: String) -> (blocks: [Block], losses: LossAccount) {
        if metadata.isOurs, let article = root.first("article") {
            var reader = HTMLBlocks(base: metadata.linkBase, skipping: headline)
            return (reader.article(article), reader.losses)
        }
        let page = root.unveiled
        let content = ContentScore.content(of: page, headline: headline)
        var best = read(content, headline)
        // Where nothing stands out, everything is looked at.
        if best.blocks.isEmpty { return read(page.first("body") ?? page, headline) }
        for node in ContentScore.behind(content, in: page) {
            best.losses.note("paragraph below the article", node.line, origin: .site)
        }
        return best
    }

    private func read(_ node: HTMLNode, _ headline: String) -> (blocks: [Block], losses: LossAccount) {
        var (content, boilerplate) = PageCleaning.cleaned(
            node, headline: headline, byline: metadata.byline, url: metadata.url)
        var reader = HTMLBlocks(base: metadata.linkBase, skipping: headline)
        let blocks = PageHead.cleaned(
            reader.article(content), byline: metadata.byline, url: metadata.url, &boilerplate)
        var losses = reader.losses
        losses.add(boilerplate)
        return (blocks, losses)
    }
}
