/// Checks that templates name only what an edition offers, so that a typo is an error and not a hole in a mail.
enum TemplateCheck {
    /// The names a template may use.
    static let known = Set(
        [
            // the edition
            "subject", "preheader", "date", "date_long", "number", "reading_minutes", "introduction",
            "contents",
            "stories", "also", "also_notes", "sponsor", "text",
            // the publication
            "name", "name_upper", "tagline", "language", "direction", "start_side", "end_side", "about",
            "sign_off",
            "reason", "postal_address", "unsubscribe_url", "browser_url", "preferences_url", "logo", "width",
            // its brand
            "accent", "accent_dark", "paper", "paper_dark", "ink", "ink_dark", "soft", "soft_dark", "hair",
            "hair_dark", "font_headline", "font_text", "font_label",
            // a story, and a line of the contents or of "You may also like"
            "anchor", "position", "section", "section_upper", "headline", "byline", "standfirst", "url",
            "note",
            "is_lead", "is_full", "is_excerpt", "is_brief", "is_link", "is_first", "blocks", "body", "notes",
            "underline",
            // a block
            "is_heading", "is_subheading", "is_paragraph", "is_quote", "is_list", "is_ordered", "is_image",
            "is_code",
            "is_table", "is_tight", "is_rule", "is_footnotes", "html", "attribution", "items", "start", "alt",
            "caption",
            "code",
            "header", "rows", "cells", "label",
            // the item itself
            ".",
        ] + Labels.english.keys.flatMap { ["label_\($0)", "label_\($0)_upper"] })

    /// What is wrong with a template; nil when nothing is.
    /// - Parameter partials: the templates it may take in.
    static func fault(in text: String, of path: String, partials: Set<String>) -> String? {
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var rest = line
            while let open = rest.firstRange(of: "{{"),
                let close = rest[open.upperBound...].firstRange(of: "}}")
            {
                let tag = rest[open.upperBound..<close.lowerBound]
                rest = rest[close.upperBound...]
                guard let mark = tag.first, mark != "!", mark != "=" else { continue }
                let isPartial = mark == ">"
                let name = tag.trimming { "{#^/&}> ".contains($0) }
                let names = isPartial ? partials : known
                guard !names.contains(name) else { continue }
                let (kind, tagged) = isPartial ? ("partial", "{{> ") : ("field", "{{")
                let hint = nearest(to: name, among: names).map { ": did you mean \(tagged)\($0)}}?" }
                return "\(path) line \(number + 1): the template names an unknown \(kind) \(tagged)\(name)}}"
                    + (hint ?? ": templates/README.md lists those there are")
            }
        }
        return nil
    }
}
