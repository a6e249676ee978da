// SPDX-License-Identifier: Apache-2.0
extension Article {
    /// The article as one file of a format; nil for a feed, which an article is not.
    public func rendered(as format: ArticleFormat) -> String? {
        switch format {
        case .text: plainText
        case .markdown: MarkdownWriter.write(self)
        case .html: HTMLPage.write(self)
        case .feed: nil
        }
    }

    private var plainText: String {
        var setter = TextSetter()
        let head = [section?.uppercased(), headline, standfirst, byline.map { "by \($0)" }].compactMap { $0 }
        let body = blocks.map { setter.set($0) }.filter { !$0.isEmpty }
        let notes = setter.takeNotes()
        let parts = head.map { TextSetter.wrap($0) } + body + (notes.isEmpty ? [] : [notes])
        return FlowedText.fixed(parts.joined(separator: "\n\n")) + "\n"
    }
}
