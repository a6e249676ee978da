// SPDX-License-Identifier: Apache-2.0
public import MailFormat

extension Edition {
    /// Sets the edition in a theme: HTML and plain text from the same blocks.
    /// - Parameters:
    ///   - articles: by slug; every article the edition names must be there.
    ///   - knownFields: what editors may merge.
    ///   - without: sections to leave out, for readers who do not want them.
    public func composed(
        from articles: [String: Article], in publication: Publication, theme: Theme, links: ReaderLinks,
        knownFields: Set<MergeField>, without: Set<String> = []
    ) throws(CompositionError) -> ComposedEdition {
        for slug in self.articles where articles[slug] == nil {
            throw .noSuchArticle(slug, nearest: nearest(to: slug, among: articles.keys))
        }
        var source = MergeSource(known: knownFields)
        let subject = try source.take(subject, place: "subject")
        let preheader = try source.take(preheader, place: "preheader")
        let introduction = MarkdownBlocks.read(try source.take(introduction, place: "introduction"))
            .mapInlines(MergeSource.urlSafe).withoutHeadings
        let postscript = MarkdownBlocks.read(try source.take(extras.postscript, place: "postscript"))
            .mapInlines(MergeSource.urlSafe).withoutHeadings
        let view = EditionView(
            edition: self, articles: articles, publication: publication,
            longDate: EditionView.long(date, in: publication.language), links: links, source: source,
            subject: subject, preheader: preheader, introduction: introduction, postscript: postscript,
            theme: theme, without: without)
        return ComposedEdition(
            subject: MergeText(marked: subject, slots: source.slots(in: .header)),
            html: MergeText(marked: theme.html(view.html()), slots: source.slots(in: .html)),
            text: MergeText(
                marked: FlowedText.encoded(theme.text(view.text())), slots: source.slots(in: .text)))
    }

    /// The stories that are left without some sections.
    func stories(without sections: Set<String>, from articles: [String: Article]) -> [Story] {
        stories.filter { !sections.contains(section(of: $0, in: articles) ?? "") }
    }

    /// Whether anything is left without some sections.
    public func hasStories(without sections: Set<String>, from articles: [String: Article]) -> Bool {
        !stories(without: sections, from: articles).isEmpty
    }

    /// The section a story stands under here.
    func section(of story: Story, in articles: [String: Article]) -> String? {
        story.section ?? articles[story.article]?.section
    }

    /// The sections of its stories that a reader can do without, in the order of the edition.
    public func optionalSections(from articles: [String: Article], in publication: Publication) -> [String] {
        publication.optionalSections.filter { name in
            stories.contains { section(of: $0, in: articles) == name }
        }
    }
}
