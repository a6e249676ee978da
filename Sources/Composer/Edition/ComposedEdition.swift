// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// An edition set in a theme, with every reader's part still open.
public struct ComposedEdition: Hashable, Sendable, Codable {
    /// The subject line.
    public let subject: MergeText
    /// The HTML part: a whole page.
    public let html: MergeText
    /// The plain-text part: `format=flowed; delsp=no` (RFC 3676), LF line ends.
    public let text: MergeText

    /// The readers' fields that stand somewhere without a fallback for readers who lack them.
    public var fieldsWithoutFallback: [MergeField] {
        let slots = [subject, html, text].flatMap(\.pieces).compactMap { piece in
            if case .slot(let slot) = piece { slot } else { nil }
        }
        let open = slots.filter { $0.fallback.isEmpty && $0.field.rawValue.hasPrefix("reader.") }.map(\.field)
        return Set(open).sorted { $0.rawValue < $1.rawValue }
    }
}

/// Why an edition cannot be composed.
public enum CompositionError: Error, Hashable, Sendable {
    /// It names an article that is not there; with the slug that was most likely meant.
    case noSuchArticle(String, nearest: String?)
    /// A text has a field that is none; with those that are, and the one that was most likely meant.
    case unknownField(String, place: String, known: [String], nearest: String?)
    /// A text has a “{{” without its “}}”.
    case openField(place: String)
}
