// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// The merge fields in what an editor wrote: `{{reader.first_name | friend}}`.
///
/// `take` replaces each field by a marker. In each part of a mail field `i` has two slots: `2i` for running text,
/// `2i + 1` for the inside of a URL; behind them stand the slots of the links every copy carries.
struct MergeSource {
    private let known: Set<MergeField>
    private var fields: [(field: MergeField, fallback: String)] = []

    init(known: Set<MergeField>) { self.known = known }

    /// The text with markers in place of its fields.
    /// - Parameter place: where the text stands, for errors.
    mutating func take(_ text: String, place: String) throws(CompositionError) -> String {
        var result = ""
        var rest = text.cleanedForIntake()[...]
        while let open = rest.firstRange(of: "{{") {
            if rest[..<open.lowerBound].hasSuffix("\\") {
                // Braces behind a backslash are braces.
                result += rest[..<open.lowerBound].dropLast() + "{{"
                rest = rest[open.upperBound...]
                continue
            }
            result += rest[..<open.lowerBound]
            guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
                throw .openField(place: place)
            }
            let parts = rest[open.upperBound..<close.lowerBound].split(separator: "|", maxSplits: 1)
            let name = (parts.first ?? "").trimming(\.isWhitespace)
            let field = MergeField(rawValue: name)
            guard known.contains(field) else {
                let names = known.map(\.rawValue).sorted()
                throw .unknownField(
                    name, place: place, known: names, nearest: nearest(to: name, among: names))
            }
            result += MergeText.marker(2 * fields.count)
            fields.append((field, parts.count > 1 ? parts[1].trimming(\.isWhitespace) : ""))
            rest = rest[close.upperBound...]
        }
        return result + rest
    }

    /// The slots of one part of the mail.
    /// - Parameter context: of its running text.
    func slots(in context: MergeContext) -> [MergeSlot] {
        fields.flatMap { field, fallback in
            [
                MergeSlot(field, fallback: fallback, in: context),
                MergeSlot(field, fallback: fallback, in: .url),
            ]
        }
            + [MergeField.unsubscribeToken, .browserToken, .preferencesToken].map {
                MergeSlot($0, in: .verbatim)
            }
    }

    /// A reader's link as text with a marker for its token.
    func marked(_ link: MergeText) -> String {
        let tokens = slots(in: .text)
        return link.pieces.map { piece in
            switch piece {
            case .literal(let text): text
            case .slot(let slot):
                tokens.lastIndex { $0.field == slot.field }.map(MergeText.marker) ?? ""
            }
        }.joined()
    }

    /// The same inlines with the markers inside URLs moved to the slots that escape for URLs.
    static func urlSafe(_ inlines: [Inline]) -> [Inline] {
        inlines.map { inline in
            switch inline {
            case .link(let url, let children): .link(url: urlMarkers(url), urlSafe(children))
            default: inline.replacing(children: urlSafe(inline.children))
            }
        }
    }

    private static func urlMarkers(_ url: String) -> String {
        var result = ""
        var rest = url[...]
        while let open = rest.firstIndex(where: { $0.unicodeScalars.contains(MergeText.open) }),
            let close = rest[open...].firstIndex(where: { $0.unicodeScalars.contains(MergeText.close) })
        {
            let number = Int(rest[rest.index(after: open)..<close]) ?? 0
            result += rest[..<open] + MergeText.marker(number + 1)
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
