// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// What stories bring from where they come from, and what they left there.
extension Proof {
    /// Signs that only another program understands.
    var leftovers: [Finding] {
        let headlines = selection.map(\.1.headline)
        var body = page.first("body")?.prose ?? ""
        // A headline about such signs has them as words; its editor is asked once.
        for headline in headlines where Leftovers.first(in: headline) != nil {
            body = body.replacing(headline, with: " ")
        }
        let preheader = material.edition.preheader.replacing(/\{\{\s*reader\.[^}]*\}\}/, with: "")
        let parts = [
            ("subject", headlines.contains(subject) ? "" : subject), ("preheader", preheader), ("html", body),
        ]
        let found = parts.compactMap { place, text in
            Leftovers.first(in: text).map { found in
                let stories = place == "html" ? storiesWithLeftovers : ""
                return Finding(
                    .leftover, in: place,
                    "“\(found.sign)” is \(found.name) of another program: readers would see it as it stands\(stories)"
                )
            }
        }
        let inHeadlines = selection.compactMap { number, article in
            Leftovers.first(in: article.headline).map { found in
                Finding(
                    .leftover, .advice, in: "story \(number)",
                    "“\(found.sign)” in the headline looks like \(found.name): is it meant as words?")
            }
        }
        let isTest = ["test", "[test]", "testing"].contains(subject.lowercased().trimming(\.isWhitespace))
        let test =
            isTest
            ? [Finding(.leftover, in: "subject", "the subject is “\(subject)”: is it meant for readers?")]
            : []
        return found + inHeadlines + test
    }

    /// The stories that have such signs in their texts: a clause.
    private var storiesWithLeftovers: String {
        let numbers = selection.filter {
            Leftovers.first(in: $0.1.blocks.map(\.plain).joined(separator: "\n")) != nil
        }
        .map { "\($0.0)" }
        return numbers.isEmpty ? "" : " (there are such signs in story \(numbers.joined(separator: ", ")))"
    }

    /// What is in the source of a story that is set in full, and not in the story.
    var leftOut: [Finding] {
        selection.flatMap { number, article -> [Finding] in
            let treatment = material.edition.stories[number - 1].treatment
            guard [.lead, .full].contains(treatment) else { return [] }
            let lost = article.leftOut.filter { $0.origin == .article }.map { lost in
                let example = lost.example.isEmpty ? "" : ": \(lost.example)"
                return Finding(
                    .leftOut, lost.isMissed ? .blocking : .advice, in: "story \(number)",
                    "“\(article.headline)” was taken in without \(counted(lost.count, lost.what, "\(lost.what)s"))\(example)"
                )
            }
            return lost + unfinished(article, number)
        }
    }

    /// Stories that say something else than they did when an editor last looked at the edition.
    var replacements: [Finding] {
        selection.filter { material.replaced.contains($0.1.slug) }.map { number, article in
            Finding(
                .storyReplaced, .advice, in: "story \(number)",
                "“\(article.headline)” was replaced since the edition was last changed: read it again")
        }
    }

    /// A text that a feed has only the beginning of.
    private func unfinished(_ article: Article, _ number: Int) -> [Finding] {
        let end = article.blocks.last { !$0.plain.isEmpty }?.plain.trimming(\.isWhitespace) ?? ""
        guard ["[…]", "[...]", "…", "..."].contains(where: end.hasSuffix) else { return [] }
        return [
            Finding(
                .leftOut, .advice, in: "story \(number)",
                "“\(article.headline)” ends in “\(end.suffix(3))”: its source may have only the beginning")
        ]
    }
}

extension HTMLNode {
    /// Text that can be seen and is no code.
    fileprivate var prose: String {
        if ["pre", "code", "style", "script", "head"].contains(name) || isHidden { return " " }
        if name == nil { return text }
        if name == "br" { return "\n" }
        let inside = children.map(\.prose).joined()
        return ["p", "td", "tr", "li", "h1", "h2", "h3", "h4", "div"].contains(name) ? inside + "\n" : inside
    }
}
