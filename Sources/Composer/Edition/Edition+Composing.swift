public import MailFormat

extension Edition {
    /// Sets the edition in a theme: HTML and plain text from the same blocks.
    /// - Parameters:
    ///   - articles: by slug; every article the edition names must be there.
    ///   - knownFields: what editors may merge.
    public func composed(
        from articles: [String: Article], in publication: Publication, theme: Theme, links: ReaderLinks,
        knownFields: Set<MergeField>
    ) throws(CompositionError) -> ComposedEdition {
        for slug in self.articles where articles[slug] == nil {
            throw .noSuchArticle(slug, nearest: nearest(to: slug, among: articles.keys))
        }
        var source = MergeSource(known: knownFields)
        let subject = try source.take(subject, place: "subject")
        let preheader = try source.take(preheader, place: "preheader")
        let introduction = MarkdownBlocks.read(try source.take(introduction, place: "introduction"))
        let view = EditionView(
            edition: self, articles: articles, publication: publication, links: links, source: source,
            subject: subject, preheader: preheader, introduction: introduction)
        return ComposedEdition(
            subject: MergeText(marked: subject, slots: source.slots(in: .header)),
            html: MergeText(marked: theme.html(view.html()), slots: source.slots(in: .html)),
            text: MergeText(marked: theme.text(view.text()), slots: source.slots(in: .text)))
    }
}
