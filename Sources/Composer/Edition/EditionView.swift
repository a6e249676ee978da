// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat

/// The values that templates see of an edition, by the names that templates/README.md lists.
struct EditionView {
    let edition: Edition
    let articles: [String: Article]
    let publication: Publication
    /// Its date as readers write it.
    let longDate: String
    let links: ReaderLinks
    let source: MergeSource
    /// With markers for their fields.
    let subject: String
    let preheader: String
    let introduction: [Block]
    let postscript: [Block]
    let theme: Theme
    /// Sections left out.
    let without: Set<String>

    /// For `edition.html.mustache`; values are escaped by the template, but `html`, which is HTML.
    func html() -> [String: Any] {
        let blocks = HTMLBlockView(
            brand: publication.brand, words: publication.words, media: links.media, special: theme.special)
        let stories = selection
        var view = common(stories)
        view["introduction"] = blocks.views(introduction).numbered
        view["postscript"] = blocks.views(postscript).numbered
        view["postal_address"] = publication.postalAddress.joined(separator: " · ")
        view["presented_by"] = sponsors(at: .masthead).first.map { htmlSponsor($0, blocks) } ?? false
        view["stories"] = stories.map { story in
            var blocks = blocks
            blocks.brand.accent = publication.brand.sections[story.section ?? ""] ?? blocks.brand.accent
            var view = head(story, in: stories)
            view["accent"] = blocks.brand.accent.light
            view["standfirst"] = story.standfirst
            view["blocks"] = blocks.views(story.blocks)
            view["url"] = story.article.url
            view.merge(blocks.view(of: story)) { $1 }
            let (before, after) = sponsors(around: story, of: stories.count)
            view["sponsors_before"] = before.map { htmlSponsor($0, blocks) }
            view["sponsors_after"] = after.map { htmlSponsor($0, blocks) }
            return view
        }
        view["also"] = also
        // The advertisement of a theme that shows one, after its first story.
        view["sponsor"] = sponsors(at: .lead).first.map { htmlSponsor($0, blocks) } ?? false
        if let poll {
            view["poll"] = ["question": poll.question, "answers": poll.answers.map(\.view)] as [String: Any]
        }
        view["share"] = publication.outreach.share.map(\.view)
        view["social"] = publication.outreach.social.map(\.view)
        return view
    }

    /// For `edition.txt.mustache`; texts come wrapped.
    func text() -> [String: Any] {
        var setter = TextSetter()
        setter.words = publication.words
        setter.media = links.media
        let stories = selection
        var view = common(stories)
        view["name_upper"] = publication.name.uppercased()
        view["correction"] = correction.map { TextSetter.wrap($0) }
        view["presented_by"] = sponsors(at: .masthead).first.map { textSponsor($0, &setter) } ?? false
        view["introduction"] = introduction.isEmpty ? nil : setter.set(introduction)
        view["stories"] = stories.map { story in
            let (before, after) = sponsors(around: story, of: stories.count)
            let above = before.map { textSponsor($0, &setter) }
            var view = textStory(story, in: stories, &setter)
            let below = after.map { textSponsor($0, &setter) }
            view["sponsors_before"] = above
            view["sponsors_after"] = below
            // For a theme that shows one advertisement.
            if story.position == 1 { view["sponsor"] = below.first ?? false }
            return view
        }
        view["contents"] = stories.map { story in
            // The template writes the number; the lines below the first stand under its text.
            let mark = "\(story.position). "
            let lines = TextSetter.wrap(story.article.headline, mark: mark).unicodeScalars.dropFirst(
                mark.count)
            return head(story, in: stories).merging(["headline": String(lines)]) { $1 }
        }
        view["also"] = also.map { line in
            let headline = line["headline"] as? String ?? ""
            let note = (line["url"] as? String).map { " \(setter.note($0))" } ?? ""
            return line.merging(["headline": TextSetter.wrap(headline + note, mark: "* ")]) { $1 }
        }
        view["also_notes"] = setter.takeNotes().presentText
        view["postscript"] = postscript.isEmpty ? nil : setter.set(postscript)
        view["closing"] = closing(&setter).presentText
        view["closing_notes"] = setter.takeNotes().presentText
        view["about"] = TextSetter.wrap(publication.about(number: edition.number))
        view["sign_off"] = TextSetter.wrap(publication.signOff)
        view["reason"] = TextSetter.wrap(publication.reason)
        view["postal_address"] = publication.postalAddress.joined(separator: "\n")
        return view
    }

    private var correction: String? {
        edition.extras.corrects.map { publication.words.filled("correction", ["number": "\($0)"]) }
    }

    /// Who signs the edition.
    private var signature: [String: Any]? {
        guard let name = edition.extras.author else { return nil }
        return view(of: publication.writers.first { $0.name == name }, named: name)
    }

    private func view(of writer: Writer?, named name: String) -> [String: Any] {
        [
            "author_name": name, "role": writer?.role ?? false,
            "portrait": writer?.portrait.map(links.media.resolved) ?? false,
        ]
    }

    // MARK: Stories

    private func textStory(
        _ story: SelectedStory, in stories: [SelectedStory], _ setter: inout TextSetter
    ) -> [String: Any] {
        var view = head(story, in: stories)
        view["kicker_upper"] = (view["kicker"] as? String)?.uppercased() ?? false
        let headline = TextSetter.lines(story.article.headline, TextSetter.measure).map(TextSetter.hard)
        view["headline"] = headline.joined(separator: "\n")
        view["underline"] = String(repeating: "=", count: TextSetter.widest(headline))
        view["section_upper"] = story.section?.uppercased()
        view["standfirst"] = story.standfirst.map { TextSetter.wrap($0) }
        // The addresses of its picture and its headline come before those of the body, as in the HTML.
        view["picture"] = story.picture.map { picture, place in
            setter.set(picture, shown: HTMLBlockView.width(of: place))
        }
        view["note"] = story.article.url.map { setter.note($0) }
        let body = story.blocks.map { setter.set($0) }.joined(separator: "\n\n")
        view["body"] = body.isEmpty ? nil : body
        view["notes"] = setter.takeNotes().presentText
        return view
    }

    private func common(_ stories: [SelectedStory]) -> [String: Any] {
        let readingMinutes = readingMinutes(of: stories)
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
            "preferences_url": source.marked(links.preferences),
            "contents": stories.map { head($0, in: stories) },
            "has_contents": edition.extras.contents ?? (stories.count >= publication.contentsFrom),
            "correction": correction ?? false, "signature": signature ?? false,
            "subscribe_url": publication.outreach.subscribe ?? false,
            "has_share": !publication.outreach.share.isEmpty,
            "has_social": !publication.outreach.social.isEmpty, "poll": false,
            "section_styles": sectionStyles,
            "has_dark_logo": ([publication.brand.logo] + edition.extras.sponsors.map(\.logo))
                .contains { $0?.dark != nil },
        ]
        return own.merging(publication.brand.view(with: links.media)) { $1 }
            .merging(publication.words.view(minutes: readingMinutes)) { $1 }
    }

    /// Classes of the sections that have a colour of their own, with that of the dark.
    private var sectionStyles: [[String: Any]] {
        publication.brand.sections.keys.sorted().enumerated().map { index, name in
            [
                "section_class": "s\(index + 1)", "section": name,
                "accent_dark": publication.brand.sections[name]?.dark ?? "",
            ]
        }
    }

    /// Sections for which bars are not thinner than a hair on a telephone.
    private static let mostBars = 8

    /// What every part says of a story.
    private func head(_ story: SelectedStory, in stories: [SelectedStory]) -> [String: Any] {
        var view = line(story.article)
        let starts = stories.sectionStarts
        let startsSection = starts.contains(story.position - 1)
        // Stories of one section that follow each other share its name; one without a section stands apart from them.
        view["kicker"] = startsSection ? story.section : false
        let endsSection =
            story.position > 1 && story.section == nil && stories[story.position - 2].section != nil
        view["is_section"] = startsSection && story.position > 1 || endsSection
        view["section_class"] =
            sectionStyles.first { $0["section"] as? String == story.section }?["section_class"] ?? ""
        view["is_last"] = story.position == stories.count
        view["is_short"] = [.excerpt, .brief].contains(story.treatment)
        view["has_progress"] = (2...Self.mostBars).contains(starts.count)
        view["progress"] = starts.enumerated().map { index, start in
            ["is_done": start < story.position, "is_last": index == starts.count - 1]
        }
        let writer = publication.writers.first { $0.name == story.article.byline }
        view["author"] = writer.map { self.view(of: $0, named: $0.name) } ?? false
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
            articles[story.article].map {
                SelectedStory(story, $0, position: index + 1, pictures: theme.settings.pictures)
            }
        }
    }

    private var also: [[String: Any]] {
        edition.also.compactMap { articles[$0] }.filter { !without.contains($0.section ?? "") }.enumerated()
            .map { index, article in line(article).merging(["is_first": index == 0]) { $1 } }
    }

    /// At 230 words a minute.
    private func readingMinutes(of stories: [SelectedStory]) -> Int {
        let words = stories.flatMap(\.blocks).reduce(0) { $0 + $1.plain.wordCount }
        return max(1, (words + 115) / 230)
    }

    /// A date as readers of a language write it. To make a formatter takes a good part of the time in which a short edition is composed.
    static func long(_ date: CalendarDay, in language: String) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let formatter = DateFormatter()
        formatter.calendar = calendar
        formatter.timeZone = .gmt
        formatter.locale = Locale(identifier: language)
        if language.hasPrefix("en") {
            formatter.dateFormat = "EEEE d MMMM y"
        } else {
            formatter.setLocalizedDateFormatFromTemplate("EEEEdMMMMy")
        }
        return formatter.string(
            from: Date(timeIntervalSince1970: Double(date.daysSince1970) * 86_400))
    }
}

extension NamedLink {
    /// The names templates know it by.
    fileprivate var view: [String: Any] { ["words": words, "url": url] }
}

extension [[String: Any]] {
    /// Each with whether it is the first.
    fileprivate var numbered: [[String: Any]] {
        enumerated().map { index, view in view.merging(["is_first": index == 0]) { $1 } }
    }
}

extension [SelectedStory] {
    /// The places, from 0, of stories before which another section stands, or none.
    fileprivate var sectionStarts: [Int] {
        indices.filter { index in
            self[index].section != nil && (index == 0 || self[index].section != self[index - 1].section)
        }
    }
}
