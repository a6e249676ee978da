// SPDX-License-Identifier: Apache-2.0

/// A question about subscribers: `list:morning and city = "Kyiv" and not opened within 30 days`.
///
/// It is well formed. Whether its lists and fields exist, and its values suit them, is found out when it is asked of a
/// database. `docs/segments.md` describes the language.
public struct Segment: Hashable, Sendable {
    /// The most bytes a text has.
    public static let longest = 4096
    /// How deep parentheses and `not` nest.
    public static let deepest = 32
    /// The most conditions a text has.
    public static let mostConditions = 200

    /// As it was written.
    public let text: String
    /// What it asks.
    public let condition: SegmentCondition

    /// Reads a question.
    public init(_ text: String) throws(SegmentFault) {
        guard text.utf8.count <= Self.longest else {
            let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.longest)))
            throw SegmentFault(text: start, column: 1, problem: "a segment has at most \(Self.longest) bytes")
        }
        self.text = text
        var parser = try SegmentParser(text)
        condition = try parser.parse()
    }
}
