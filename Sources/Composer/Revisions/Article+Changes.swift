// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Small changes of an article, by the names that front matter has for what they change.
extension Article {
    private static let keys = [
        "headline", "section", "byline", "standfirst", "date", "url", "language", "direction", "image",
        "image_alt", "image_caption",
    ]

    /// Gives a field another value.
    public mutating func set(_ field: Assignment) throws(ChangeFault) {
        switch field.key {
        case "headline": headline = try field.required()
        case "section": section = field.line
        case "byline": byline = field.line
        case "standfirst": standfirst = field.line
        case "date":
            let day = CalendarDay(field.value)
            guard day != nil || field.value.isEmpty else { throw .notADate(field.value) }
            published = day
        case "url":
            guard field.value.isEmpty || SafeURL.isWeb(field.value) else {
                throw .notAnAddress(field.value, fault: SafeURL.fault(of: field.value))
            }
            url = field.value.isEmpty ? nil : field.value
        case "language": language = field.line
        case "direction": direction = field.value.isEmpty ? nil : try field.one(of: Direction.self)
        case "image":
            guard let address = field.line else {
                image = nil
                return
            }
            image = Picture(url: address, alt: image?.alt ?? "", caption: image?.caption ?? [])
        case "image_alt":
            guard image != nil else { throw .missing("image") }
            image?.alt = field.line ?? ""
        case "image_caption":
            guard image != nil else { throw .missing("image") }
            image?.caption = field.line.map(MarkdownBlocks.line) ?? []
        default: throw .unknown(field.key, among: Self.keys)
        }
    }

    /// The fields that another state of it has otherwise, by the names of front matter.
    public func changes(to other: Article) -> [String] {
        var fields: [String] = []
        func compare(_ name: String, _ isSame: Bool) { if !isSame { fields.append(name) } }
        compare("headline", headline == other.headline)
        compare("section", section == other.section)
        compare("byline", byline == other.byline)
        compare("standfirst", standfirst == other.standfirst)
        compare("date", published == other.published)
        compare("url", url == other.url)
        compare("language", language == other.language)
        compare("direction", direction == other.direction)
        compare("image", image == other.image)
        compare("text", blocks == other.blocks)
        return fields
    }
}
