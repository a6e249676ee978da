// SPDX-License-Identifier: Apache-2.0
import MailFormat

extension ComposedEdition {
    /// What the subject of a copy to try begins with.
    public static let testMark = "[Test] "

    /// The edition as a copy to try.
    /// - Parameter findings: what stands above its text.
    public func test(_ findings: [Finding]) -> ComposedEdition {
        let subject = subject.marked(Self.testMark)
        guard !findings.isEmpty else { return ComposedEdition(subject: subject, html: html, text: text) }
        let lines = findings.map {
            "\($0.severity.rawValue): \($0.rule.rawValue), \($0.place): \($0.message)"
        }
        let above = lines.map { TextSetter.wrap($0, mark: "! ") }.joined(separator: "\n")
        return ComposedEdition(
            subject: subject, html: html.inserting(Self.box(lines)),
            text: MergeText([.literal(FlowedText.encoded(above) + "\n\n")] + text.pieces))
    }

    private static func box(_ lines: [String]) -> String {
        let items = lines.map { "<p style=\"margin:0 0 4px\">\(HTMLWriter.escape($0))</p>" }.joined()
        let style = "padding:12px 16px;background-color:#fff4d6;color:#3a2c00;font:14px/1.5 Arial,sans-serif"
        return "<div style=\"\(style)\">\(items)</div>"
    }
}

extension MergeText {
    /// The text behind a mark, as one literal where it begins with one: a header's words are encoded piece by piece.
    fileprivate func marked(_ mark: String) -> MergeText {
        guard case .literal(let text) = pieces.first else { return MergeText([.literal(mark)] + pieces) }
        return MergeText([.literal(mark + text)] + pieces.dropFirst())
    }

    /// A page with more above its first table, which is what readers see first.
    fileprivate func inserting(_ more: String) -> MergeText {
        var pieces = pieces
        for (index, piece) in pieces.enumerated() {
            guard case .literal(let text) = piece, let table = text.firstRange(of: "<table") else { continue }
            pieces[index] = .literal(text[..<table.lowerBound] + more + text[table.lowerBound...])
            break
        }
        return MergeText(pieces)
    }
}
