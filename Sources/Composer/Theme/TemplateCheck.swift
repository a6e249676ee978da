// SPDX-License-Identifier: Apache-2.0

/// Checks that templates name only what an edition offers, so that a typo is an error and not a hole in a mail.
enum TemplateCheck {
    /// The names a template may use.
    static let known = Set(
        [
            // the edition
            "subject", "preheader", "date", "date_long", "number", "reading_minutes", "introduction",
            "contents",
            "stories", "also", "also_notes", "sponsor", "text", "has_contents", "correction", "presented_by",
            "postscript", "poll", "question", "answers", "has_share", "share", "has_social", "social",
            "subscribe_url", "closing", "closing_notes", "signature", "section_styles",
            // an advertisement
            "sponsors_before", "sponsors_after", "sponsor_name", "button", "line",
            // somebody who writes
            "author", "author_name", "role", "portrait",
            // the publication
            "name", "name_upper", "tagline", "language", "direction", "start_side", "end_side", "about",
            "sign_off",
            "reason", "postal_address", "unsubscribe_url", "browser_url", "preferences_url", "logo", "width",
            "has_dark", "has_dark_logo", "url_dark",
            // its brand
            "accent", "accent_dark", "paper", "paper_dark", "ink", "ink_dark", "soft", "soft_dark", "hair",
            "hair_dark", "font_headline", "font_text", "font_label",
            // a story, and a line of the contents or of "You may also like"
            "anchor", "position", "section", "section_upper", "headline", "byline", "standfirst", "url",
            "note",
            "picture", "inner_width", "is_wide", "is_side", "is_lead", "is_full", "is_excerpt", "is_brief",
            "is_link", "is_first", "is_foreign", "blocks",
            "body", "notes",
            "underline",
            // a block
            "kicker_upper", "section_class", "is_section", "is_short", "is_last", "has_progress", "progress",
            "is_done", "is_figure", "is_heading", "is_subheading", "is_paragraph", "is_verse", "is_quote",
            "is_list", "is_ordered",
            "is_image", "is_gallery", "is_code", "is_table", "is_record", "is_tight", "is_callout",
            "is_button", "is_embed", "is_rule", "is_footnotes", "html", "attribution", "source", "items",
            "start", "value", "alt", "caption", "code", "link", "title", "kicker", "words", "still",
            // its rows and cells
            "rows", "cells", "label", "is_names", "is_header", "is_pair", "scope", "colspan", "rowspan",
            // the item itself
            ".",
        ] + Words.fields)

    /// A tag of a template: `{{#stories}}`, `{{> block}}`.
    private struct Tag {
        /// The sign before the name, such as `#` or `>`; nil when there is none.
        let mark: Character?
        let name: String
        let line: Int
        /// How many sections are open behind it.
        let depth: Int
        /// Whether a section of its name is open before it.
        let isInsideItself: Bool
    }

    /// Lists that are as long as an edition.
    private static let long: Set = ["stories", "contents", "also"]

    /// Lists whose nesting ends, so that a template which includes itself for each of their items ends too.
    private static let nested: Set = ["blocks", "items"]

    /// How many sections may stand in each other: the library parses and renders each inside the one around it, on the stack.
    static let deepest = 50

    /// What is wrong with a template; nil when nothing is.
    /// - Parameter partials: the templates it may take in.
    static func fault(in text: String, of path: String, partials: Set<String>) -> String? {
        for tag in tags(in: text) {
            if tag.depth > deepest {
                return "\(path) line \(tag.line): more than \(deepest) sections stand in each other"
            }
            if tag.mark == "=" {
                return "\(path) line \(tag.line): the template changes its delimiters: write {{ and }}"
            }
            if tag.mark == "#", long.contains(tag.name), tag.isInsideItself {
                return
                    "\(path) line \(tag.line): {{#\(tag.name)}} stands in itself: each of them would have all of them"
            }
            let isPartial = tag.mark == ">"
            let names = isPartial ? partials : known
            guard tag.mark != "!", !names.contains(tag.name) else { continue }
            let (kind, tagged) = isPartial ? ("partial", "{{> ") : ("field", "{{")
            let hint = nearest(to: tag.name, among: names).map { ": did you mean \(tagged)\($0)}}?" }
            return "\(path) line \(tag.line): the template names an unknown \(kind) \(tagged)\(tag.name)}}"
                + (hint ?? ": templates/README.md lists those there are")
        }
        return nil
    }

    /// Templates that take each other in without end, in the order in which they do; nil when there are none.
    static func circle(in templates: [String: String]) -> [String]? {
        let taken = templates.mapValues(takenOnce)
        for start in templates.keys.sorted() {
            var way = [start]
            if follow(start, taken, &way) { return way }
        }
        return nil
    }

    /// How many sections stand in each other in a template and in those it takes in, which must be no circle.
    static func depth(of name: String, in templates: [String: String]) -> Int {
        var known: [String: Int] = [:]
        func depth(_ name: String, above: Int) -> Int {
            if let depth = known[name] { return depth }
            // A block's own items come back to it as long as they nest, which ends.
            guard above < deepest, let text = templates[name] else { return 0 }
            known[name] = 0
            let deepest =
                tags(in: text).map { $0.mark == ">" ? $0.depth + depth($0.name, above: above + 1) : $0.depth }
                .max() ?? 0
            known[name] = deepest
            return deepest
        }
        return depth(name, above: 0)
    }

    private static func follow(_ start: String, _ taken: [String: Set<String>], _ way: inout [String]) -> Bool
    {
        for next in (taken[way[way.count - 1]] ?? []).sorted() {
            way.append(next)
            if next == start || (!way.dropLast().contains(next) && follow(start, taken, &way)) { return true }
            way.removeLast()
        }
        return false
    }

    /// The partials a template takes in outside of lists that end.
    private static func takenOnce(_ text: String) -> Set<String> {
        var open: [String] = []
        var taken: Set<String> = []
        for tag in tags(in: text) {
            switch tag.mark {
            case "#", "^": open.append(tag.name)
            case "/": open.removeLast(open.isEmpty ? 0 : 1)
            case ">" where !open.contains(where: nested.contains): taken.insert(tag.name)
            default: break
            }
        }
        return taken
    }

    private static func tags(in text: String) -> [Tag] {
        var tags: [Tag] = []
        var rest = text[...]
        var line = 1
        var open: [String] = []
        while let start = rest.firstRange(of: "{{"),
            let close = rest[start.upperBound...].firstRange(of: "}}")
        {
            line += rest[..<start.lowerBound].count(where: \.isNewline)
            let inside = rest[start.upperBound..<close.lowerBound]
            let mark = inside.first.flatMap { "#^/>!=&{".contains($0) ? $0 : nil }
            let name = inside.trimming { "{#^/&}>".contains($0) || $0.isWhitespace }
            let isInsideItself = open.contains(name)
            if let mark, "#^".contains(mark) { open.append(name) }
            if mark == "/" { _ = open.popLast() }
            tags.append(
                Tag(
                    mark: mark, name: name, line: line, depth: open.count, isInsideItself: isInsideItself))
            line += inside.count(where: \.isNewline)
            rest = rest[close.upperBound...]
        }
        return tags
    }
}
