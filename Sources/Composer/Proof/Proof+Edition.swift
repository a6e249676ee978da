// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Findings about an edition's size, date, subject, preheader, fields and stories.
extension Proof {
    /// Kilobytes of encoded HTML: Gmail hides what is beyond 102.
    private static let sizeLimits = (advice: 70, blocking: 90)
    /// Characters of a subject: phones show about 40, programs on a desk about 60.
    private static let subjectLimits = (advice: 60, blocking: 120)
    /// Characters of a preheader.
    private static let preheaderLimits = (least: 20, advice: 140, blocking: 250)
    /// Days after which a story is not news.
    private static let storyDays = 14

    var size: [Finding] {
        let kilobytes = (MessageTemplate.encodedSize(of: html) + 1023) / 1024
        let words = "the HTML part is \(kilobytes) KB as it is sent; Gmail hides what is beyond 102"
        if kilobytes >= Self.sizeLimits.blocking {
            return [Finding(.htmlSize, in: "html", "\(words): set fewer stories in full")]
        }
        return kilobytes >= Self.sizeLimits.advice
            ? [Finding(.htmlSize, .advice, in: "html", "\(words): it is getting long")] : []
    }

    var dates: [Finding] {
        let date = material.edition.date
        var findings: [Finding] = []
        if date < material.day {
            findings.append(
                Finding(
                    .dateStale, in: "date",
                    "the edition is dated \(date) and would go out on \(material.day): “daybreak edition set” with date=\(material.day)"
                ))
        } else if date > material.day {
            findings.append(
                Finding(
                    .dateStale, .advice, in: "date",
                    "the edition is dated \(date), later than \(material.day)"))
        }
        for (number, article) in selection {
            guard let day = article.published else { continue }
            let age = date.daysSince1970 - day.daysSince1970
            guard age > Self.storyDays else { continue }
            findings.append(
                Finding(
                    .storyStale, .advice, in: "story \(number)",
                    "“\(article.headline)” is of \(day), \(age) days before the edition"))
        }
        return findings
    }

    var heads: [Finding] { subjectFindings + preheaderFindings }

    private var subjectFindings: [Finding] {
        guard !subject.unicodeScalars.allSatisfy(\.isBlank) else {
            return [Finding(.subjectEmpty, in: "subject", "the subject is empty")]
        }
        var findings: [Finding] = []
        let length = subject.count
        if length > Self.subjectLimits.advice {
            let isTooLong = length > Self.subjectLimits.blocking
            findings.append(
                Finding(
                    .subjectLength, isTooLong ? .blocking : .advice, in: "subject",
                    "the subject has \(length) characters; most programs show \(Self.subjectLimits.advice)"))
        }
        if let last = material.precedents.first,
            last.subject.comparable == material.edition.subject.comparable
        {
            findings.append(
                Finding(
                    .subjectRepeated, in: "subject",
                    "the subject is that of No. \(last.number): readers will think they know it"))
        }
        return findings
    }

    private var preheaderFindings: [Finding] {
        let preheader = material.edition.preheader
        guard !preheader.unicodeScalars.allSatisfy(\.isBlank) else {
            return [
                Finding(
                    .preheaderEmpty, in: "preheader",
                    "the preheader is empty: mail programs will show the first link in its place")
            ]
        }
        var findings: [Finding] = []
        let limits = Self.preheaderLimits
        if preheader.count > limits.advice || preheader.count < limits.least {
            findings.append(
                Finding(
                    .preheaderLength, preheader.count > limits.blocking ? .blocking : .advice,
                    in: "preheader",
                    "the preheader has \(counted(preheader.count, "character", "characters")); "
                        + "\(limits.least) to \(limits.advice) are shown well"
                ))
        }
        if preheader.comparable == material.edition.subject.comparable {
            findings.append(
                Finding(.preheaderRepeated, in: "preheader", "the preheader says what the subject says"))
        }
        return findings + proposalFindings
    }

    /// The finding that the preheader is a proposal that no editor has written.
    private var proposalFindings: [Finding] {
        let proposed = ProposedPreheader(for: selection.map(\.1), under: material.edition.subject)
        guard let proposed, proposed.text == material.edition.preheader else { return [] }
        return [
            Finding(
                .preheaderProposed, .advice, in: "preheader",
                "“\(proposed.text)” is proposed, from \(proposed.source.rawValue): is there a better one?")
        ]
    }

    var fields: [Finding] {
        material.gaps.map { gap in
            let recipients =
                gap.recipients == 1
                ? gap.example : "\(gap.recipients) recipients, \(gap.example) among them"
            return Finding(
                .mergeFieldEmpty, in: "merge fields",
                "{{\(gap.field)}} is empty for \(recipients): give it a fallback, {{\(gap.field) | friend}}"
            )
        }
    }

    /// The numbers of the editions whose stories a correction brings again: what it corrects, and other corrections of that.
    private var corrected: Set<Int> {
        guard let own = material.edition.extras.corrects else { return [] }
        var numbers: Set = [own]
        // The latest comes first, and is corrected by what comes before it.
        for earlier in material.precedents where numbers.contains(earlier.number) {
            if let number = earlier.corrects { numbers.insert(number) }
        }
        for later in material.precedents.reversed() where later.corrects.map(numbers.contains) == true {
            numbers.insert(later.number)
        }
        return numbers
    }

    var stories: [Finding] {
        let corrected = corrected
        return selection.flatMap { number, article in
            material.precedents.filter {
                $0.stories.contains(article.slug) && !corrected.contains($0.number)
            }.prefix(1).map { precedent in
                Finding(
                    .alreadyRun, in: "story \(number)",
                    "“\(article.headline)” ran in No. \(precedent.number): take it out, or say --override where it shall run again"
                )
            }
        }
    }

    /// Fallbacks that end where a brace of theirs was meant to, so that the rest stands in the letter.
    var fallbacks: [Finding] {
        let composed = material.composed
        let fallbacks = [("subject", composed.subject), ("html", composed.html)].flatMap { place, text in
            text.pieces.compactMap { piece -> (String, String)? in
                guard case .slot(let slot) = piece, slot.fallback.contains(where: { "{}".contains($0) })
                else {
                    return nil
                }
                return (place, slot.fallback)
            }
        }
        return fallbacks.map { place, fallback in
            Finding(
                .leftover, in: place,
                "the fallback “\(fallback)” has a brace, and readers would see it: a fallback is plain words")
        }
    }

    /// Stories that an edition has twice.
    var repeated: [Finding] {
        let slugs = material.edition.stories.map(\.article)
        let twice = Set(slugs.filter { slug in slugs.count { $0 == slug } > 1 })
        let again = twice.union(material.edition.also.filter(slugs.contains))
        return selection.filter { again.contains($0.1.slug) }.map { number, article in
            Finding(
                .storyRepeated, twice.contains(article.slug) ? .blocking : .advice, in: "story \(number)",
                "“\(article.headline)” stands in the edition twice")
        }
    }

    /// A logo that may be a dark drawing on nothing, which vanishes in the dark.
    var logo: [Finding] {
        guard let logo = material.publication.brand.logo, logo.dark == nil,
            [".png", ".gif", ".webp"].contains(where: logo.url.lowercased().hasSuffix)
        else { return [] }
        return [
            Finding(
                .logoDark, .advice, in: "publication.yaml",
                "the logo has no “url_dark”: if it is drawn on nothing it vanishes in the dark; name the same address if it is not"
            )
        ]
    }

    /// Stories that are cut short, and whose readers cannot read on anywhere.
    var unlinked: [Finding] {
        zip(material.edition.stories, selection).compactMap { story, numbered in
            let (number, article) = numbered
            guard article.url == nil, ![.lead, .full].contains(story.treatment) else { return nil }
            let shown = SelectedStory(story, article, position: number).blocks.map(\.plain).joined()
                .comparable
            guard shown.count < article.blocks.map(\.plain).joined().comparable.count else { return nil }
            return Finding(
                .storyUnlinked, .advice, in: "story \(number)",
                "“\(article.headline)” is cut short and has no address to read on at: set it in full, or give it one with “daybreak article set \(article.slug) url=https://…”"
            )
        }
    }

    /// Numbered stories and their articles.
    var selection: [(Int, Article)] {
        material.edition.stories.enumerated().compactMap { index, story in
            material.articles[story.article].map { (index + 1, $0) }
        }
    }

    var placeholders: [Finding] {
        let places = [
            ("subject", subject), ("preheader", material.edition.preheader),
            ("html", page.first("body")?.line ?? ""), ("text", text),
        ]
        let fields = [("html", page.first("body")?.line ?? ""), ("text", text)].filter {
            $0.1.contains("{{reader.")
        }.map {
            Finding(
                .mergeFieldUnknown, in: $0.0,
                "“{{reader.…}}” stands in a story or the sponsor's text, where it stays as it is: merge fields work in subject, preheader, introduction and postscript"
            )
        }
        return fields
            + places.compactMap { place, text in
                text.placeholder.map {
                    Finding(.placeholder, in: place, "“\($0)” stands for a text that is still to come")
                }
            }
    }
}

extension String {
    /// A placeholder in a text: journalists' “TK” for “to come”, programmers' notes, printers' nonsense.
    fileprivate var placeholder: String? {
        let words = split { !$0.isLetter && !$0.isNumber }
        let marks: Set<Substring> = ["TK", "TKTK", "TKTKTK", "TODO", "FIXME"]
        if let word = words.first(where: { marks.contains($0) && !isOfName($0) }) { return String(word) }
        let lower = lowercased()
        return ["lorem ipsum", "dummy text", "[insert", "placeholder text"].first { lower.contains($0) }
    }

    /// Whether a word is the first of a name, as in “TK Maxx”.
    private func isOfName(_ word: Substring) -> Bool {
        guard word == "TK" else { return false }
        let rest = self[word.endIndex...]
        return rest.first == " " && rest.dropFirst().first?.isUppercase == true
            && rest.dropFirst(2).first?.isLowercase == true
    }
}
