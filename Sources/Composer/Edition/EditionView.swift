// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat

/// The values that templates see of an edition, by the names that templates/README.md lists.
struct EditionView {
    let edition: Edition
    let articles: [String: Article]
    let publication: Publication
    let links: ReaderLinks
    let source: MergeSource
    /// With markers for their fields.
    let subject: String
    let preheader: String
    let introduction: [Block]
    /// Sections left out.
    let without: Set<String>
    /// What the theme has markup of its own for.
    let special: Set<SpecialBlock>

    /// For `edition.html.mustache`; values are escaped by the template, but `html`, which is HTML.
    func html() -> [String: Any] {
        let blocks = HTMLBlockView(brand: publication.brand, labels: publication.labels, special: special)
        var view = common
        view["introduction"] = blocks.views(introduction)
        view["postal_address"] = publication.postalAddress.joined(separator: " · ")
        view["stories"] = selection.map { story in
            var view = head(story)
            view["standfirst"] = story.standfirst
            view["blocks"] = blocks.views(story.blocks)
            view["url"] = story.article.url
            return view
        }
        view["also"] = also
        if let sponsor = edition.sponsor {
            let text = blocks.views(MarkdownBlocks.read(sponsor.text).withoutHeadings)
            view["sponsor"] =
                ["name": sponsor.name, "blocks": text, "url": sponsor.url ?? false] as [String: Any]
        }
        return view
    }

    /// For `edition.txt.mustache`; texts come wrapped.
    func text() -> [String: Any] {
        var setter = TextSetter()
        setter.labels = publication.labels
        var view = common
        view["name_upper"] = publication.name.uppercased()
        view["introduction"] =
            introduction.isEmpty ? nil : introduction.map { setter.set($0) }.joined(separator: "\n\n")
        view["stories"] = selection.map { story in
            var view = textStory(story, &setter)
            if story.position == 1 { view["sponsor"] = edition.sponsor.map { textSponsor($0, &setter) } }
            return view
        }
        view["contents"] = selection.map { story in
            // The template writes the number; the lines below the first stand under its text.
            let mark = "\(story.position). "
            let lines = TextSetter.wrap(story.article.headline, mark: mark).unicodeScalars.dropFirst(
                mark.count)
            return head(story).merging(["headline": String(lines)]) { $1 }
        }
        view["also"] = also.map { line in
            let headline = line["headline"] as? String ?? ""
            let note = (line["url"] as? String).map { " \(setter.note($0))" } ?? ""
            return line.merging(["headline": TextSetter.wrap(headline + note, mark: "* ")]) { $1 }
        }
        let notes = setter.takeNotes()
        view["also_notes"] = notes.isEmpty ? nil : notes
        view["about"] = TextSetter.wrap(publication.about(number: edition.number))
        view["sign_off"] = TextSetter.wrap(publication.signOff)
        view["reason"] = TextSetter.wrap(publication.reason)
        view["postal_address"] = publication.postalAddress.joined(separator: "\n")
        return view
    }

    private func textSponsor(_ sponsor: Sponsor, _ setter: inout TextSetter) -> [String: Any] {
        let link = sponsor.url.map { " \(setter.note($0))" } ?? ""
        let text = MarkdownBlocks.read(sponsor.text).withoutHeadings.map { setter.set($0) }.joined(
            separator: "\n\n")
        let notes = setter.takeNotes()
        return [
            "name": TextSetter.wrap("\(publication.labels["sponsor"]): \(sponsor.name)\(link)"), "text": text,
            "notes": notes.isEmpty ? false : notes,
        ]
    }

    private func textStory(_ story: SelectedStory, _ setter: inout TextSetter) -> [String: Any] {
        var view = head(story)
        let headline = TextSetter.lines(story.article.headline, TextSetter.measure).map(TextSetter.hard)
        view["headline"] = headline.joined(separator: "\n")
        view["underline"] = String(repeating: "=", count: TextSetter.widest(headline))
        view["section_upper"] = story.section?.uppercased()
        view["standfirst"] = story.standfirst.map { TextSetter.wrap($0) }
        // The headline's link comes before those of the body, as in the HTML.
        view["note"] = story.article.url.map { setter.note($0) }
        let body = story.blocks.map { setter.set($0) }.joined(separator: "\n\n")
        view["body"] = body.isEmpty ? nil : body
        let notes = setter.takeNotes()
        view["notes"] = notes.isEmpty ? nil : notes
        return view
    }

    private var common: [String: Any] {
        let isLeftToRight = publication.direction == "ltr"
        let own: [String: Any] = [
            "subject": subject, "preheader": preheader, "date": edition.date.description,
            "date_long": longDate,
            "number": edition.number, "reading_minutes": readingMinutes, "name": publication.name,
            "tagline": publication.tagline, "language": publication.language,
            "direction": publication.direction, "start_side": isLeftToRight ? "left" : "right",
            "end_side": isLeftToRight ? "right" : "left", "about": publication.about(number: edition.number),
            "sign_off": publication.signOff, "reason": publication.reason,
            "unsubscribe_url": source.marked(links.unsubscribe), "browser_url": source.marked(links.browser),
            "preferences_url": source.marked(links.preferences), "contents": selection.map(head),
        ]
        return own.merging(publication.brand.view) { $1 }.merging(publication.labels.view) { $1 }
            .merging(["label_minutes": publication.labels.minutes(readingMinutes)]) { $1 }
    }

    private func head(_ story: SelectedStory) -> [String: Any] {
        var view = line(story.article)
        view["section"] = story.section
        view["position"] = story.position
        view["anchor"] = "story-\(story.position)"
        view["is_first"] = story.position == 1
        view.merge(tongue(of: story.article)) { $1 }
        for treatment in Treatment.allCases {
            view["is_\(treatment.rawValue)"] = story.treatment == treatment
        }
        return view
    }

    /// A story's own language and direction, where they are not the edition's.
    private func tongue(of article: Article) -> [String: Any] {
        let direction = article.direction ?? article.language.map(Direction.init(of:))
        let isOfOtherDirection = direction.map { $0.rawValue != publication.direction } ?? false
        let isOfOtherLanguage =
            article.language.map { $0.primaryLanguage != publication.language.primaryLanguage } ?? false
        guard isOfOtherDirection || isOfOtherLanguage else { return ["is_foreign": false] }
        let isLeftToRight = isOfOtherDirection ? direction == .leftToRight : publication.direction == "ltr"
        return [
            "is_foreign": true, "language": article.language ?? publication.language,
            "direction": isLeftToRight ? "ltr" : "rtl", "start_side": isLeftToRight ? "left" : "right",
            "end_side": isLeftToRight ? "right" : "left",
        ]
    }

    private func line(_ article: Article) -> [String: Any] {
        var view: [String: Any] = ["headline": article.headline]
        view["section"] = article.section
        view["byline"] = article.byline
        view["url"] = article.url
        return view
    }

    private var selection: [SelectedStory] {
        edition.stories(without: without, from: articles).enumerated().compactMap { index, story in
            articles[story.article].map { SelectedStory(story, $0, position: index + 1) }
        }
    }

    private var also: [[String: Any]] {
        edition.also.compactMap { articles[$0] }.filter { !without.contains($0.section ?? "") }.enumerated()
            .map { index, article in line(article).merging(["is_first": index == 0]) { $1 } }
    }

    /// At 230 words a minute.
    private var readingMinutes: Int {
        let words = selection.flatMap(\.blocks).reduce(0) { $0 + $1.plain.wordCount }
        return max(1, (words + 115) / 230)
    }

    private var longDate: String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let formatter = DateFormatter()
        formatter.calendar = calendar
        formatter.timeZone = .gmt
        formatter.locale = Locale(identifier: publication.language)
        if publication.language.hasPrefix("en") {
            formatter.dateFormat = "EEEE d MMMM y"
        } else {
            formatter.setLocalizedDateFormatFromTemplate("EEEEdMMMMy")
        }
        return formatter.string(
            from: Date(timeIntervalSince1970: Double(edition.date.daysSince1970) * 86_400))
    }
}
