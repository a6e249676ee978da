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
        var reader = HTMLBlocks(base: metadata.linkBase, skipping: headline)
        var (content, boilerplate) = self.content
        var blocks = reader.article(content)
        if metadata.generator != HTMLPage.generator {
            blocks = PageHead.cleaned(blocks, byline: metadata.byline, url: metadata.url, &boilerplate)
        }
        guard !blocks.isEmpty else {
            throw ArticleError(description: "\(file) has no paragraphs in its body")
        }
        return Article(
            section: metadata.section, headline: headline, byline: metadata.byline,
            standfirst: metadata.description.flatMap { Standfirst.kept($0, above: blocks) },
            published: metadata.published, url: metadata.url, language: metadata.language,
            direction: metadata.direction, image: metadata.image, blocks: blocks,
            leftOut: reader.losses.entries + boilerplate.entries)
    }

    /// The article's part of the page, and what was taken out of it. A page that we wrote is nothing else.
    private var content: (node: HTMLNode, losses: LossAccount) {
        if metadata.generator == HTMLPage.generator, let article = root.first("article") {
            return (article, LossAccount())
        }
        return PageCleaning.cleaned(ContentScore.content(of: root))
    }
}
