// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Advertisements, and what stands at the end of a letter.
extension EditionView {
    var poll: Poll? { edition.extras.poll ?? publication.poll }

    func sponsors(at place: Sponsor.Place) -> [Sponsor] {
        edition.extras.sponsors.filter { ($0.place ?? .lead) == place }
    }

    /// The advertisements above and below a story.
    func sponsors(
        around story: SelectedStory, of count: Int
    ) -> (before: [Sponsor], after: [Sponsor]) {
        let isLast = story.position == count
        return (
            isLast && count > 1 ? sponsors(at: .last) : [],
            (story.position == 1 ? sponsors(at: .lead) : [])
                + (isLast && count == 1 ? sponsors(at: .last) : [])
        )
    }

    /// How wide an advertiser's logo is in the line below the masthead, in pixels.
    private static let widestOfMasthead = 120

    func htmlSponsor(_ sponsor: Sponsor, _ blocks: HTMLBlockView) -> [String: Any] {
        let widest = sponsor.place == .masthead ? Self.widestOfMasthead : .max
        return [
            "name": sponsor.name, "sponsor_name": sponsor.name,
            "blocks": blocks.views(MarkdownBlocks.read(sponsor.text).withoutHeadings),
            "url": sponsor.url ?? false,
            "picture": sponsor.logo?.view(with: links.media, within: widest) ?? false,
            "button": sponsor.button ?? false,
        ]
    }

    func textSponsor(_ sponsor: Sponsor, _ setter: inout TextSetter) -> [String: Any] {
        let link = sponsor.url.map { " \(setter.note($0))" } ?? ""
        let label = publication.words[sponsor.place == .masthead ? "presented_by" : "sponsor"]
        let text = setter.set(MarkdownBlocks.read(sponsor.text).withoutHeadings)
        let line = TextSetter.wrap("\(label): \(sponsor.name)\(link)")
        return [
            "line": line, "name": line, "text": text,
            "notes": setter.takeNotes().presentText ?? false,
        ]
    }

    /// Poll, places to share, and what else leads on, in the order of the HTML.
    func closing(_ setter: inout TextSetter) -> String {
        func links(_ links: [NamedLink]) -> String {
            links.map { "\($0.words) \(setter.note($0.url))" }.joined(separator: " · ")
        }
        let outreach = publication.outreach
        var parts: [String] = []
        if let poll { parts.append("\(poll.question)\n\(links(poll.answers))") }
        if !outreach.share.isEmpty { parts.append("\(publication.words["share"]): \(links(outreach.share))") }
        if let subscribe = outreach.subscribe {
            let words = publication.words
            parts.append(
                "\(words["forwarded"]) \(words["subscribe"]): \(publication.name) \(setter.note(subscribe))")
        }
        if !outreach.social.isEmpty { parts.append(links(outreach.social)) }
        return parts.map { TextSetter.wrap($0) }.joined(separator: "\n\n")
    }
}

extension String {
    /// The text; nil for an empty one.
    var presentText: String? { isEmpty ? nil : self }
}
