// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// `text/plain; format=flowed; delsp=no` (RFC 3676).
///
/// While text is being set, noncharacters stand for what only this file writes: `quote` for each mark of a quotation's
/// depth, `soft` for a line break that a reader's program may undo.
public enum FlowedText {
    /// One level of quotation, at the start of a line.
    static let quote = Unicode.Scalar(UInt16(0xFDD2))!
    /// A break inside a paragraph, at the end of a line.
    static let soft = Unicode.Scalar(UInt16(0xFDD3))!

    /// The text as it goes on the wire: soft breaks end with a space and no other line does, but for the signature's
    /// "-- "; a line that starts with a space, `>`, `From ` or a reader's own value is stuffed with a space (§4.4).
    static func encoded(_ text: String) -> String { lines(text, encodedLine) }

    /// The text for a screen that does not flow: the same lines without the stuffed spaces.
    static func fixed(_ text: String) -> String { lines(text, fixedLine) }

    /// What a mail program shows of an encoded text, line by line as it came.
    public static func shown(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line == "-- "
                ? "-- " : line.hasPrefix(" ") ? line.dropFirst().trimmingBlanks() : line.trimmingBlanks()
        }.joined(separator: "\n")
    }

    private static func lines(_ text: String, _ change: (Substring.UnicodeScalarView) -> String) -> String {
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { change(Substring($0).unicodeScalars) }.joined(separator: "\n")
    }

    private static func encodedLine(_ line: Substring.UnicodeScalarView) -> String {
        if String(line) == "-- " { return "-- " }
        let marks = line.prefix { $0 == quote }
        let isSoft = line.last == soft
        let rest = Substring(
            trimmed(isSoft ? line.dropFirst(marks.count).dropLast() : line.dropFirst(marks.count)))
        let content = isSoft ? "\(rest) " : String(rest)
        // The space behind quotation marks was stuffed, so it is dropped.
        if !marks.isEmpty {
            return String(repeating: ">", count: marks.count) + (content.isEmpty ? "" : " \(content)")
        }
        let first = content.unicodeScalars.first
        let isStuffed = first == " " || first == ">" || first == MergeText.open || content.hasPrefix("From ")
        return isStuffed ? " \(content)" : content
    }

    private static func fixedLine(_ line: Substring.UnicodeScalarView) -> String {
        let marks = line.prefix { $0 == quote }
        let rest = trimmed(
            line.last == soft ? line.dropFirst(marks.count).dropLast() : line.dropFirst(marks.count))
        if marks.isEmpty { return String(rest) == "--" ? "-- " : String(rest) }
        return String(repeating: ">", count: marks.count) + (rest.isEmpty ? "" : " \(String(rest))")
    }

    private static func trimmed(_ line: Substring.UnicodeScalarView.SubSequence)
        -> Substring.UnicodeScalarView
    {
        line[..<(line.lastIndex { $0 != " " && $0 != "\t" }.map { line.index(after: $0) } ?? line.startIndex)]
    }
}

extension Substring {
    fileprivate func trimmingBlanks() -> Substring {
        self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)]
    }
}
